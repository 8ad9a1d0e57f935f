"""What a forger has in hand: plans the product really issued, and, worse, keys that the company really certified."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from planner.signing.authority import Authority
from planner.signing.examination import ProblemKind
from planner.signing.keys import new_private_key
from planner.signing.roles import SIGNING_ORDER, SignerRole
from tests.unit.signing import tampering

CRL_URL = "http://localhost/crl"
UNREADABLE, ALTERED, INCOMPLETE, UNTRUSTED = ProblemKind


@dataclass(frozen=True)
class Key:
    """A private key with its certificate."""

    certificate: x509.Certificate
    private: ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Material:
    """Issued files and keys.

    :param files: the plan with no signature yet, and after one, two and three
    :param moments: when the three signed
    :param authority: the company's own, opened: what is signed with it is trusted, so only other checks can refuse it
    :param people: printed name and employee number of the three
    """

    files: tuple[bytes, bytes, bytes, bytes]
    moments: tuple[datetime, datetime, datetime]
    authority: Authority
    company: str
    people: tuple[tuple[str, str], tuple[str, str], tuple[str, str]]

    def look_alike(self) -> Authority:
        """An authority that calls itself by the same names."""
        return Authority.create(self.company, moment=self.moments[0] - timedelta(days=30))

    def key(self, role: SignerRole, authority: Authority | None = None, *, since: datetime | None = None) -> Key:
        """A fresh key in the name of one of the three, certified by the company or by another authority."""
        name, number = self.people[SIGNING_ORDER.index(role)]
        private = new_private_key()
        issue = (authority or self.authority).issue_person
        start = since or self.moments[0] - timedelta(days=1)
        made = issue(
            name=name, employee_number=number, company=self.company, public_key=private.public_key(), crl_url=CRL_URL, moment=start
        )
        return Key(made, private)

    def sign(self, pdf: bytes, role: SignerRole, key: Key | None = None, **how: object) -> bytes:
        """One signature more, of the kind the product makes unless told otherwise."""
        at = self.moments[SIGNING_ORDER.index(role)]
        return force(pdf, Signing(role.value, role, at, key or self.key(role), **how))  # type: ignore[arg-type]

    def sign_all(self, pdf: bytes, count: int = 3) -> bytes:
        """Signed by the first of the three, as many as asked."""
        for role in SIGNING_ORDER[:count]:
            pdf = self.sign(pdf, role)
        return pdf


@dataclass(frozen=True)
class Signing:
    """A signature by somebody who keeps to no rule of ours.

    :param certify: None for what the role calls for
    """

    field: str
    role: SignerRole
    at: datetime
    key: Key
    certify: bool | None = None
    allowed: MDPPerm | None = None
    digest: str = "sha256"
    subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES
    stamped: bool = True


class _Dated(signers.PdfSigner):
    at: datetime

    def init_signing_session(self, pdf_out: object, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)  # type: ignore[arg-type]
        session.system_time = self.at
        return session


class Quiet(IncrementalPdfFileWriter):
    """Appends what it is told to and leaves titles and dates alone."""

    def _update_meta(self) -> None:
        return


def force(pdf: bytes, how: Signing) -> bytes:
    """Sign without asking whose turn it is or whether the certificate is good."""
    key = how.key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = asn1_x509.Certificate.load(how.key.certificate.public_bytes(Encoding.DER))
    cms = signers.SimpleSigner(certificate, asn1_keys.PrivateKeyInfo.load(key), SimpleCertificateStore(), embed_roots=False)
    last = how.role is SignerRole.APPROVER
    metadata = signers.PdfSignatureMetadata(
        field_name=how.field,
        md_algorithm=how.digest,
        subfilter=how.subfilter,
        certify=how.role is SignerRole.AUTHOR if how.certify is None else how.certify,
        docmdp_permissions=how.allowed or (MDPPerm.NO_CHANGES if last else MDPPerm.FILL_FORMS),
        reason="我批准这份计划在所列期间内执行。",
    )
    style = TextStampStyle(stamp_text="signed" if how.stamped else "", border_width=0)
    signer = _Dated(metadata, cms, stamp_style=style)
    signer.at = how.at
    return bytes(signer.sign_pdf(Quiet(BytesIO(pdf)), existing_fields_only=True).getvalue())


@dataclass(frozen=True)
class Forgery:
    """One way to come by a file that is not the issued one.

    :param make: from the material and the number of signatures of the file to be spoilt
    :param kinds: at least one of these questions must be answered with no
    :param sizes: numbers of signatures for which it makes sense
    :param looks_good: True when keys of the company really signed it, so that only the register can refuse it
    """

    name: str
    make: Callable[[Material, int], bytes]
    kinds: frozenset[ProblemKind]
    sizes: tuple[int, ...] = (1, 2, 3)
    looks_good: bool = False

    def file(self, material: Material, size: int) -> bytes:
        """The spoilt file; never one of the issued ones, unless it is an earlier stage."""
        return self.make(material, size)


def of_bytes(name: str, change: Callable[[bytes], bytes], *kinds: ProblemKind) -> Forgery:
    """A change of one issued file, whichever it is."""
    return Forgery(name, lambda material, size: change(material.files[size]), frozenset(kinds or (ALTERED, UNREADABLE)))


def appended(name: str, change: Callable[[IncrementalPdfFileWriter], None], *kinds: ProblemKind) -> Forgery:
    """An issued file with a later version appended."""
    return of_bytes(name, tampering.appended(change, Quiet), *(kinds or (ALTERED,)))


def contents(pdf: bytes, number: int) -> tuple[int, int]:
    """Where the hexadecimal digits of a signature begin and end."""
    embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures[number]
    start, length, end, _ = (int(n) for n in embedded.byte_range)
    return start + length + 1, end - 1


def last_xref(pdf: bytes) -> int:
    """What the last `startxref` says."""
    return int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])


def root_number(pdf: bytes) -> int:
    """Object number of the catalog."""
    return int(PdfFileReader(BytesIO(pdf)).trailer_view.raw_get("/Root").idnum)
