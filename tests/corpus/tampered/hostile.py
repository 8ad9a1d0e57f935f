"""Files made to hang, fill the memory or break whoever reads them; on the verify page anybody may hand them in."""

import zlib
from collections.abc import Callable
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from tests.corpus.tampered.material import ALTERED, INCOMPLETE, UNREADABLE, Forgery, Quiet, appended, contents, of_bytes

REFUSED = (UNREADABLE, INCOMPLETE, ALTERED)


def plain(*objects: bytes, root: int = 1, trailer: bytes = b"") -> bytes:
    """A small PDF of these objects, numbered from 1, with a classic table."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, root, trailer, len(out),
    )  # fmt: skip


def _stream(data: bytes, entries: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def _squeezed(megabytes: int, times: int = 1) -> bytes:
    """Zeros, squeezed as often as told."""
    squeeze = zlib.compressobj(9)
    piece = bytes(1024 * 1024)
    data = b"".join(squeeze.compress(piece) for _ in range(megabytes)) + squeeze.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


_FORM = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]/SigFlags 3>>>>"
_PAGES = b"<</Type/Pages/Kids[]/Count 0>>"
_FILTERS = b"[" + b"/FlateDecode " * 3 + b"]"


def _with_field(*objects: bytes) -> Callable[[bytes], bytes]:
    """A file of its own, whatever was issued."""
    return lambda _: plain(_FORM, _PAGES, *objects)


def _signature_of(contents_: bytes, entries: bytes = b"/ByteRange[0 10 20 10]") -> tuple[bytes, bytes]:
    field = b"<</FT/Sig/T(author)/V 4 0 R>>"
    return field, b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached%s/Contents<%s>>>" % (entries, contents_)


def _object_stream_bomb(_: bytes) -> bytes:
    """The catalog sleeps at the end of an object stream of 600 MB."""
    bomb = _stream(_squeezed(600), b"/Type/ObjStm/N 1/First 10/Filter/FlateDecode")
    head = b"%PDF-1.7\n"
    first = head + b"1 0 obj\n" + bomb + b"\nendobj\n"
    rows = b"\x00\x00\x00\x00\x00\x00" + b"\x01" + len(head).to_bytes(4, "big") + b"\x00" + b"\x02\x00\x00\x00\x01\x00"
    entries = b"/Type/XRef/Size 3/W[1 4 1]/Root 2 0 R/Index[0 3]"
    return first + b"9 0 obj\n" + _stream(rows, entries) + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(first)


def _table_bomb(_: bytes) -> bytes:
    """A cross-reference stream with a hundred million entries."""
    entries = b"/Type/XRef/Size 100000000/W[1 4 1]/Root 2 0 R/Filter/FlateDecode"
    head = b"%PDF-1.7\n"
    return head + b"9 0 obj\n" + _stream(_squeezed(572), entries) + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(head)


def _thousand_tables(pdf: bytes) -> bytes:
    """Two thousand empty later versions."""
    prev = int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])
    for _ in range(2000):
        at = len(pdf) + 1
        pdf += b"\nxref\n0 0\ntrailer\n<</Size 5000/Root 3 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (prev, at)
        prev = at
    return pdf


def _many_signatures(pdf: bytes) -> bytes:
    """The newest signature under three hundred more names."""
    writer = Quiet(BytesIO(pdf))
    form = writer.root["/AcroForm"]
    value = [f.get_object() for f in form["/Fields"] if "/V" in f.get_object()][-1].raw_get("/V")
    for number in range(300):
        field = generic.DictionaryObject({pdf_name("/FT"): pdf_name("/Sig"), pdf_name("/T"): generic.pdf_string(f"s{number}")})
        field[pdf_name("/V")] = value
        form["/Fields"].append(writer.add_object(field))
    writer.update_container(form)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _pages_in_a_circle(writer: Quiet) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"] = generic.ArrayObject([writer.root.raw_get("/Pages")])
    writer.update_container(pages)


def _fields_in_a_circle(writer: Quiet) -> None:
    first = writer.root["/AcroForm"]["/Fields"].raw_get(0)
    field = first.get_object()
    field["/Kids"] = generic.ArrayObject([first])
    writer.update_container(field)


def _tags_in_a_circle(writer: Quiet) -> None:
    tree = writer.root["/StructTreeRoot"]
    tree["/K"] = writer.root.raw_get("/StructTreeRoot")
    writer.update_container(tree)


def _million_numbers(writer: Quiet) -> None:
    writer.root["/Extra"] = writer.add_object(generic.ArrayObject([generic.NumberObject(7)] * 1_000_000))
    writer.update_root()


def _value_filled(byte: bytes) -> Callable[[bytes], bytes]:
    def tamper(pdf: bytes) -> bytes:
        start, end = contents(pdf, 0)
        return pdf[:start] + (byte * (end - start))[: end - start] + pdf[end:]

    return tamper


_DEEP = 20_000
FORGERIES: tuple[Forgery, ...] = (
    of_bytes("object stream of 600 MB", _object_stream_bomb, *REFUSED),
    of_bytes("table of a hundred million entries", _table_bomb, *REFUSED),
    of_bytes("two thousand later versions", _thousand_tables, *REFUSED),
    of_bytes("three hundred signatures", _many_signatures, *REFUSED),
    appended("pages in a circle", _pages_in_a_circle, *REFUSED),
    appended("fields in a circle", _fields_in_a_circle, *REFUSED),
    appended("tags in a circle", _tags_in_a_circle, *REFUSED),
    appended("list of a million numbers", _million_numbers, *REFUSED),
    of_bytes("lists in lists in lists", lambda _: plain(b"[" * _DEEP + b"]" * _DEEP), *REFUSED),
    of_bytes("dictionaries in dictionaries", lambda _: plain(b"<</A" * _DEEP + b">>" * _DEEP), *REFUSED),
    of_bytes("catalog that is itself", lambda _: plain(b"1 0 R"), *REFUSED),
    of_bytes("length that is the stream itself", lambda _: plain(b"<</Length 1 0 R>>\nstream\nx\nendstream"), *REFUSED),
    of_bytes("no catalog", lambda _: plain(b"<<>>", root=99), *REFUSED),
    of_bytes("field tree in a circle", _with_field(b"<</T(author)/Kids[3 0 R]>>"), *REFUSED),
    of_bytes("value squeezed three times", _with_field(*_signature_of(b"00"), _stream(_squeezed(50, 3), b"/Filter" + _FILTERS)), *REFUSED),
    of_bytes("signature value of sixteen megabytes", _with_field(*_signature_of(b"30" * 8_000_000)), *REFUSED),
    of_bytes("container nested ten thousand deep", _with_field(*_signature_of(b"3080" * 10_000)), *REFUSED),
    of_bytes("container that claims to be endless", _with_field(*_signature_of(b"308480000000" + b"00" * 64)), *REFUSED),
    of_bytes("numbers that fit nowhere", _with_field(*_signature_of(b"3000", b"/ByteRange[0 " + b"9" * 4000 + b" 1 1]")), *REFUSED),
    of_bytes("numbers that are no numbers", _with_field(*_signature_of(b"3000", b"/ByteRange[0 (a) /b null]")), *REFUSED),
    of_bytes("signature value of ones", _value_filled(b"F"), *REFUSED),
    of_bytes("signature value of sequences", _value_filled(b"3080"), *REFUSED),
    of_bytes("larger than twenty megabytes", lambda pdf: pdf + bytes(21 * 1024 * 1024), UNREADABLE),
    of_bytes("noise behind a header", lambda _: b"%PDF-1.7\n" + bytes(range(256)) * 400, UNREADABLE),
    of_bytes("a web page", lambda _: b"<!doctype html><title>%PDF-</title>" * 50, UNREADABLE),
)  # fmt: skip
