"""The signatures themselves: their values moved, padded and emptied, their byte ranges bent, their containers edited."""

import re
from collections.abc import Callable
from io import BytesIO

from asn1crypto import cms, core
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.corpus.tampered.material import ALTERED, INCOMPLETE, UNREADABLE, Forgery, Material, appended, contents, of_bytes
from tests.corpus.tampered.material import Quiet as _Quiet

BROKEN = (ALTERED, UNREADABLE, INCOMPLETE)


def _put(pdf: bytes, number: int, value: bytes) -> bytes:
    start, end = contents(pdf, number)
    return pdf[:start] + value.hex().upper().encode().ljust(end - start, b"0")[: end - start] + pdf[end:]


def _value(pdf: bytes, number: int) -> bytes:
    start, end = contents(pdf, number)
    return cms.ContentInfo.load(bytes.fromhex(pdf[start:end].decode())).dump()


def swapped_between_fields(material: Material, size: int) -> bytes:
    pdf = material.files[size]
    return _put(_put(pdf, 0, _value(pdf, size - 1)), size - 1, _value(pdf, 0))


def one_value_everywhere(material: Material, size: int) -> bytes:
    pdf = material.files[size]
    for number in range(1, size):
        pdf = _put(pdf, number, _value(pdf, 0))
    return pdf


def of_another_plan(material: Material, size: int) -> bytes:
    """The newest signature of another plan by the same people with the same keys of the company."""
    other = material.sign_all(material.files[0] + b"\n", size)
    return _put(material.files[size], size - 1, _value(other, size - 1))


def revision_of_another_plan(material: Material, size: int) -> bytes:
    """The whole piece that the last signature of another plan appended."""
    other = material.sign_all(material.files[0], size)
    before = other.rindex(b"%%EOF", 0, len(other) - 8) + 6
    return material.files[size - 1] + other[before:]


def _padded(material: Material, size: int) -> bytes:
    pdf = material.files[size]
    _, end = contents(pdf, size - 1)
    return pdf[: end - 40] + b"2F536F6D657468696E67".ljust(40, b"A") + pdf[end:]


def _one_zero_else(material: Material, size: int) -> bytes:
    pdf = material.files[size]
    _, end = contents(pdf, size - 1)
    return pdf[: end - 1] + b"1" + pdf[end:]


def _lower_case(material: Material, size: int) -> bytes:
    pdf = material.files[size]
    start, end = contents(pdf, size - 1)
    return pdf[:start] + pdf[start:end].lower() + pdf[end:]


def _spaced(material: Material, size: int) -> bytes:
    """Blanks among the digits, which readers of hexadecimal pass over."""
    pdf = material.files[size]
    start, end = contents(pdf, size - 1)
    digits = pdf[start:end]
    return pdf[:start] + b"  " + digits[:-2] + pdf[end:]


def _edited(change: Callable[[cms.SignedData], None]) -> Callable[[Material, int], bytes]:
    def tamper(material: Material, size: int) -> bytes:
        pdf = material.files[size]
        message = cms.ContentInfo.load(_value(pdf, size - 1))
        change(message["content"])
        return _put(pdf, size - 1, message.dump(force=True))

    return tamper


def _unsigned_remark(signed: cms.SignedData) -> None:
    remark = cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.UTF8String("never signed")]})
    signed["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([remark])


def _other_reason_of_signing(signed: cms.SignedData) -> None:
    attrs = signed["signer_infos"][0]["signed_attrs"]
    attrs.append(cms.CMSAttribute({"type": "1.2.3.4.6", "values": [core.UTF8String("added")]}))


def _no_certificates(signed: cms.SignedData) -> None:
    signed["certificates"] = cms.CertificateSet([])


def _no_signers(signed: cms.SignedData) -> None:
    signed["signer_infos"] = cms.SignerInfos([])


def _two_signers(signed: cms.SignedData) -> None:
    signed["signer_infos"].append(signed["signer_infos"][0])


def _encapsulated(signed: cms.SignedData) -> None:
    signed["encap_content_info"] = cms.ContentInfo({"content_type": "data", "content": b"another plan"})


def _newest(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    """The newest signature dictionary, copied so that an entry can be changed or left out."""
    field = [f.get_object() for f in writer.root["/AcroForm"]["/Fields"] if "/V" in f.get_object()][-1]
    copy = generic.DictionaryObject(dict(field["/V"]))
    field["/V"] = writer.add_object(copy)
    writer.update_container(field)
    return copy


def _without(entry: str) -> Callable[[IncrementalPdfFileWriter], None]:
    def change(writer: IncrementalPdfFileWriter) -> None:
        del _newest(writer)[entry]

    return change


def _with(entry: str, value: Callable[[], generic.PdfObject]) -> Callable[[IncrementalPdfFileWriter], None]:
    def change(writer: IncrementalPdfFileWriter) -> None:
        _newest(writer)[pdf_name(entry)] = value()

    return change


def _range(*numbers: int) -> Callable[[], generic.PdfObject]:
    return lambda: generic.ArrayObject([generic.NumberObject(n) for n in numbers])


def _bent(bend: Callable[[list[int]], list[int]]) -> Callable[[bytes], bytes]:
    """Another byte range in its place, as long as the one before."""

    def tamper(pdf: bytes) -> bytes:
        found = list(re.finditer(rb"/ByteRange \[([0-9 ]+)\]", pdf))[-1]
        room = found.end(1) - found.start(1)
        said = b" ".join(b"%d" % n for n in bend([int(n) for n in found.group(1).split()]))
        assert len(said) <= room
        return pdf[: found.start(1)] + said.ljust(room) + pdf[found.end(1) :]

    return tamper


def _wrapped(pdf: bytes) -> bytes:
    """Wrapping: the signed second half is moved back, and other objects stand in the hole it leaves."""
    last = PdfFileReader(BytesIO(pdf)).embedded_signatures[-1]
    start, length, end, rest = (int(n) for n in last.byte_range)
    evil = b"\n3 0 obj\n<</Type/Catalog/Pages 4 0 R>>\nendobj\n"
    moved = pdf[:end] + evil + pdf[end:]
    old, new = b"%d %d %d %d" % (start, length, end, rest), b"%d %d %d %d" % (start, length, end + len(evil), rest)
    at = moved.rindex(old)
    return moved[:at] + new + moved[at + len(old) :]


def _copied_field(pdf: bytes) -> bytes:
    """A second field of the same name before the real ones, with the author's value."""
    writer = _Quiet(BytesIO(pdf))
    form = writer.root["/AcroForm"]
    first = form["/Fields"][0].get_object()
    form["/Fields"] = generic.ArrayObject([writer.add_object(generic.DictionaryObject(dict(first))), *form["/Fields"]])
    writer.update_container(form)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


_TWO = (2, 3)
FORGERIES: tuple[Forgery, ...] = (
    Forgery("values of two fields exchanged", swapped_between_fields, frozenset({ALTERED}), _TWO),
    Forgery("one value in every field", one_value_everywhere, frozenset({ALTERED}), _TWO),
    Forgery("value from another plan", of_another_plan, frozenset({ALTERED})),
    Forgery("last signature of another plan appended", revision_of_another_plan, frozenset(BROKEN), _TWO),
    Forgery("data behind the signature value", _padded, frozenset(BROKEN)),
    Forgery("one digit of the padding", _one_zero_else, frozenset(BROKEN)),
    Forgery("value in small letters", _lower_case, frozenset(BROKEN)),
    Forgery("blanks in the value", _spaced, frozenset(BROKEN)),
    Forgery("unsigned remark in the container", _edited(_unsigned_remark), frozenset(BROKEN)),
    Forgery("signed attribute added", _edited(_other_reason_of_signing), frozenset(BROKEN)),
    Forgery("certificates taken out", _edited(_no_certificates), frozenset(BROKEN)),
    Forgery("signer taken out", _edited(_no_signers), frozenset(BROKEN)),
    Forgery("two signers in one container", _edited(_two_signers), frozenset(BROKEN)),
    Forgery("content in the container", _edited(_encapsulated), frozenset(BROKEN)),
    appended("byte range removed", _without("/ByteRange"), *BROKEN),
    appended("byte range empty", _with("/ByteRange", _range()), *BROKEN),
    appended("byte range of nothing", _with("/ByteRange", _range(0, 0, 0, 0)), *BROKEN),
    appended("byte range negative", _with("/ByteRange", _range(0, -10, 20, -30)), *BROKEN),
    appended("byte range beyond the file", _with("/ByteRange", _range(0, 10**9, 2 * 10**9, 10**9)), *BROKEN),
    appended("byte range of six numbers", _with("/ByteRange", _range(0, 10, 20, 10, 40, 10)), *BROKEN),
    appended("byte range is null", _with("/ByteRange", generic.NullObject), *BROKEN),
    appended("value removed", _without("/Contents"), *BROKEN),
    appended("value empty", _with("/Contents", lambda: generic.ByteStringObject(b"")), *BROKEN),
    appended("value is null", _with("/Contents", generic.NullObject), *BROKEN),
    appended("value is zeros", _with("/Contents", lambda: generic.ByteStringObject(bytes(64))), *BROKEN),
    appended("kind of signature changed", _with("/SubFilter", lambda: pdf_name("/adbe.x509.rsa_sha1")), *BROKEN),
    appended("called a timestamp", _with("/Type", lambda: pdf_name("/DocTimeStamp")), *BROKEN),
    of_bytes("byte range leaves a hole", _bent(lambda r: [r[0], r[1], r[2] + 9, r[3] - 9]), *BROKEN),
    of_bytes("byte range overlaps the value", _bent(lambda r: [r[0], r[1], r[2] - 9, r[3] + 9]), *BROKEN),
    of_bytes("byte range starts late", _bent(lambda r: [1, r[1] - 1, r[2], r[3]]), *BROKEN),
    of_bytes("byte range stops early", _bent(lambda r: [r[0], r[1], r[2], r[3] - 9]), *BROKEN),
    of_bytes("signed part moved, another catalog in the hole", _wrapped, *BROKEN),
    of_bytes("second field of the same name", _copied_field, *BROKEN),
)  # fmt: skip
