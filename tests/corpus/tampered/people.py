"""Who signed, when, in which order and with which powers: every byte in order, and yet not an approved plan."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pikepdf
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

from planner.signing.authority import Authority
from planner.signing.keys import new_private_key
from planner.signing.roles import SIGNING_ORDER
from tests.corpus.tampered.material import ALTERED, CRL_URL, INCOMPLETE, UNREADABLE, UNTRUSTED, Forgery, Key, Material, Signing, force

AUTHOR, COMPLIANCE, APPROVER = SIGNING_ORDER


def _by(authority: Callable[[Material], Authority], *, only_last: bool = False) -> Callable[[Material, int], bytes]:
    def make(material: Material, size: int) -> bytes:
        start = material.files[size - 1] if only_last else material.files[0]
        stranger = authority(material)
        for role in SIGNING_ORDER[size - 1 if only_last else 0 : size]:
            start = material.sign(start, role, material.key(role, stranger))
        return start

    return make


def _out_of_date(days: int) -> Callable[[Material, int], bytes]:
    """The newest certificate begins so many days after its signature."""

    def make(material: Material, size: int) -> bytes:
        role = SIGNING_ORDER[size - 1]
        key = material.key(role, since=material.moments[size - 1] + timedelta(days=days))
        return material.sign(material.files[size - 1], role, key)

    return make


def _certified_by_a_colleague(material: Material, size: int) -> bytes:
    """Somebody with a personal certificate plays authority."""
    colleague = material.key(AUTHOR)
    return _by(lambda _: Authority(colleague.certificate, colleague.private), only_last=True)(material, size)


def _by_the_root(material: Material, size: int) -> bytes:
    """The root itself signs a plan, which is no business of a root."""
    root = Key(material.authority.certificate, material.authority._key)
    return material.sign(material.files[size - 1], SIGNING_ORDER[size - 1], root)


def _other_number(material: Material, size: int) -> bytes:
    """Nobody's number, from a root that copies the company's names and key identifiers."""
    fake = material.look_alike()
    private = new_private_key()
    made = fake.issue_person(
        name="周亦宁", employee_number="HY9999", company=material.company, public_key=private.public_key(),
        crl_url=CRL_URL, moment=material.moments[0] - timedelta(days=1),
    )  # fmt: skip
    return material.sign(material.files[size - 1], SIGNING_ORDER[size - 1], Key(made, private))


def _turned_round(material: Material, size: int) -> bytes:
    pdf = material.files[0]
    for moment, role in zip(material.moments, reversed(SIGNING_ORDER[:size]), strict=False):
        pdf = force(pdf, Signing(role.value, role, moment, material.key(role), certify=False, allowed=MDPPerm.FILL_FORMS))
    return pdf


def _skipped(material: Material, size: int) -> bytes:
    """The last of the signers signs without the one before."""
    pdf = material.sign_all(material.files[0], size - 2)
    return material.sign(pdf, SIGNING_ORDER[size - 1])


def _twice_the_same(material: Material, size: int) -> bytes:
    """The author signs in the officer's or the manager's place."""
    role = SIGNING_ORDER[size - 1]
    how = Signing(role.value, role, material.moments[size - 1], material.key(AUTHOR))
    return force(material.files[size - 1], how)


def _back_in_time(material: Material, size: int) -> bytes:
    role = SIGNING_ORDER[size - 1]
    long_ago = material.moments[0] - timedelta(hours=3)
    return force(material.files[size - 1], Signing(role.value, role, long_ago, material.key(role)))


def _prepared(change: Callable[[pikepdf.Pdf], None], **of_author: object) -> Callable[[Material, int], bytes]:
    """Everything signed by the right people over a file whose fields are not the ones the product makes."""

    def make(material: Material, size: int) -> bytes:
        out = BytesIO()
        with pikepdf.open(BytesIO(material.files[0])) as opened:
            change(opened)
            opened.save(out)
        return _signed(out.getvalue(), material, size, **of_author)

    return make


def _signed(pdf: bytes, material: Material, size: int, **of_author: object) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as opened:
        names = [str(field.T) for field in opened.Root.AcroForm.Fields]
    for role, name, moment in zip(SIGNING_ORDER[:size], names, material.moments, strict=False):
        how = of_author if role is AUTHOR else {}
        pdf = force(pdf, Signing(name, role, moment, material.key(role), **how))  # type: ignore[arg-type]
    return pdf


def _renamed(*names: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        for field, name in zip(pdf.Root.AcroForm.Fields, names, strict=True):
            field.T = name

    return change


def _no_lock(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AcroForm.Fields[2].Lock


def _narrow_lock(pdf: pikepdf.Pdf) -> None:
    lock = pdf.Root.AcroForm.Fields[2].Lock
    lock.Action, lock.Fields = pikepdf.Name.Include, pikepdf.Array(["author"])


def _only_digests(**how: object) -> Callable[[Material, int], bytes]:
    def make(material: Material, size: int) -> bytes:
        role = SIGNING_ORDER[size - 1]
        return material.sign(material.files[size - 1], role, **how)

    return make


def _as_is(_: pikepdf.Pdf) -> None:
    return


def _unstamped(material: Material, size: int) -> bytes:
    """Signed by the right person, and the stamp is blank."""
    return material.sign(material.files[size - 1], SIGNING_ORDER[size - 1], stamped=False)


def _again(material: Material, size: int) -> bytes:
    """All the right people sign the right file once more: sound in itself, and never issued."""
    return material.sign_all(material.files[0], size)


WRONG = frozenset({INCOMPLETE})
STRANGE = frozenset({UNTRUSTED})
FORGERIES: tuple[Forgery, ...] = (
    Forgery("look-alike authority", _by(Material.look_alike), STRANGE),
    Forgery("look-alike authority signs last", _by(Material.look_alike, only_last=True), STRANGE),
    Forgery("stranger under a familiar name", _other_number, STRANGE),
    Forgery("certificate made by a colleague", _certified_by_a_colleague, STRANGE),
    Forgery("signed by the root itself", _by_the_root, STRANGE),
    Forgery("certificate ran out before", _out_of_date(-1200), STRANGE),
    Forgery("certificate not begun yet", _out_of_date(1), STRANGE),
    Forgery("signed in the opposite order", _turned_round, WRONG, (2, 3)),
    Forgery("a signature left out", _skipped, WRONG | {ALTERED}, (2, 3)),
    Forgery("one person signs twice", _twice_the_same, WRONG, (2, 3)),
    Forgery("signed before the one before", _back_in_time, WRONG, (2, 3)),
    Forgery("author does not certify", _prepared(_as_is, certify=False), WRONG),
    Forgery("author permits remarks", _prepared(_as_is, allowed=MDPPerm.ANNOTATE), WRONG),
    Forgery("approver locks nothing", _prepared(_no_lock), WRONG, (3,)),
    Forgery("approver locks one field only", _prepared(_narrow_lock), WRONG | {ALTERED}, (3,)),
    Forgery("roles exchanged", _prepared(_renamed("compliance", "author", "approver")), WRONG),
    Forgery("roles renamed", _prepared(_renamed("writer", "checker", "boss")), WRONG),
    Forgery("signed with SHA-1", _only_digests(digest="sha1"), STRANGE | {ALTERED, UNREADABLE}),
    Forgery("not a PAdES signature", _only_digests(subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED), WRONG | {ALTERED}),
    Forgery("stamp left blank", _unstamped, WRONG, looks_good=True),
    Forgery("signed once more by the same people", _again, WRONG, looks_good=True),
)  # fmt: skip
