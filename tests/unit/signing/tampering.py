"""Ways to spoil a signed file, as a forger would: in place, by cutting, and by appending a later version."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def appended(
    change: Callable[[IncrementalPdfFileWriter], None], kind: type[IncrementalPdfFileWriter] = IncrementalPdfFileWriter
) -> Callable[[bytes], bytes]:
    """The file with a later version appended that makes this change.

    :param kind: what writes it
    """

    def tamper(pdf: bytes) -> bytes:
        writer = kind(BytesIO(pdf))
        change(writer)
        out = BytesIO()
        writer.write(out)
        changed = out.getvalue()
        assert changed.startswith(pdf)
        assert len(changed) > len(pdf)
        return changed

    return tamper


def overlay(writer: IncrementalPdfFileWriter) -> None:
    """A white box over the first page, as if a sentence had never been there."""
    box = writer.add_object(generic.StreamObject(stream_data=b"q 1 1 1 rg 50 700 400 60 re f Q"))
    writer.add_stream_to_page(0, box)


def retitle(writer: IncrementalPdfFileWriter) -> None:
    info = writer.trailer["/Info"]
    info["/Title"] = pdf_string("Another plan")
    writer.update_container(info)


def change_metadata(writer: IncrementalPdfFileWriter) -> None:
    old = writer.root["/Metadata"].data
    stream = generic.StreamObject({pdf_name("/Type"): pdf_name("/Metadata")}, stream_data=old.replace(b"WeasyPrint", b"SomeoneElse"))
    writer.root["/Metadata"] = writer.add_object(stream)
    writer.update_root()


def _attachment(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    return writer.root["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()


def swap_attachment(writer: IncrementalPdfFileWriter) -> None:
    spec = _attachment(writer)
    spec["/EF"]["/F"] = writer.add_object(generic.StreamObject(stream_data=b'{"plan":"forged"}'))
    writer.mark_update(writer.root["/Names"]["/EmbeddedFiles"]["/Names"].raw_get(1, decrypt=generic.EncryptedObjAccess.RAW))


def add_note(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (60, 600, 300, 640)]),
            pdf_name("/Contents"): pdf_string("Approved for all departments"),
            pdf_name("/DA"): pdf_string("/Helv 12 Tf 0 g"),
        }
    )
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(note)])
    writer.update_container(page)


def add_script(writer: IncrementalPdfFileWriter) -> None:
    action = generic.DictionaryObject({pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("app.alert(1)")})
    writer.root["/OpenAction"] = writer.add_object(action)
    writer.update_root()


def change_language(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Lang"] = pdf_string("en")
    writer.update_root()


def add_bare_object(writer: IncrementalPdfFileWriter) -> None:
    writer.add_object(pdf_string("nothing refers to this"))


def add_security_store(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/DSS"] = writer.add_object(generic.DictionaryObject({pdf_name("/Certs"): generic.ArrayObject()}))
    writer.update_root()


def drop_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"] = generic.ArrayObject([pages["/Kids"].raw_get(1)])
    pages["/Count"] = generic.NumberObject(1)
    writer.update_container(pages)


def _field(writer: IncrementalPdfFileWriter, number: int) -> generic.DictionaryObject:
    return writer.root["/AcroForm"]["/Fields"][number].get_object()


def redraw_stamp(writer: IncrementalPdfFileWriter) -> None:
    """The author's stamp where the approver's was."""
    field = _field(writer, 2)
    field["/AP"] = _field(writer, 0)["/AP"]
    writer.update_container(field)


def remove_signature(writer: IncrementalPdfFileWriter) -> None:
    field = _field(writer, 1)
    del field["/V"]
    writer.update_container(field)


def move_stamp(writer: IncrementalPdfFileWriter) -> None:
    field = _field(writer, 2)
    field["/Rect"] = generic.ArrayObject([generic.NumberObject(n) for n in (10, 10, 500, 130)])
    writer.update_container(field)


APPENDED: dict[str, Callable[[bytes], bytes]] = {
    change.__name__: appended(change)
    for change in (
        overlay, retitle, change_metadata, swap_attachment, add_note, add_script, change_language, add_bare_object,
        add_security_store, drop_page, redraw_stamp, remove_signature, move_stamp,
    )
}  # fmt: skip


def flip(pdf: bytes, at: int) -> bytes:
    """One bit of one byte is another."""
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def rewritten(pdf: bytes) -> bytes:
    """Opened and saved by an ordinary program."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(out)
    return out.getvalue()


def _contents(pdf: bytes, number: int) -> tuple[int, int]:
    """Where the hexadecimal digits of a signature begin and end."""
    at = -1
    for _ in range(number + 1):
        at = pdf.index(b"/Contents <", at + 1)
    start = at + len(b"/Contents <")
    return start, pdf.index(b">", start)


def flip_signature(number: int) -> Callable[[bytes], bytes]:
    """A changed digit within the signature itself."""

    def tamper(pdf: bytes) -> bytes:
        start, _ = _contents(pdf, number)
        at = start + 400
        return pdf[:at] + (b"0" if pdf[at : at + 1] != b"0" else b"1") + pdf[at + 1 :]

    return tamper


def transplant(pdf: bytes, donor: bytes, number: int) -> bytes:
    """The signature of another file in the place of this one's."""
    start, end = _contents(pdf, number)
    other_start, other_end = _contents(donor, number)
    taken = donor[other_start:other_end].rstrip(b"0")
    return pdf[:start] + taken.ljust(end - start, b"0")[: end - start] + pdf[end:]


IN_PLACE: dict[str, Callable[[bytes], bytes]] = {
    "newline added": lambda pdf: pdf + b"\n",
    "zero byte added": lambda pdf: pdf + b"\0",
    "text added": lambda pdf: pdf + b"% a remark\n",
    "last byte missing": lambda pdf: pdf[:-8],
    "first byte missing": lambda pdf: pdf[1:],
    "text in front": lambda pdf: b"% a remark\n" + pdf,
    "two files in one": lambda pdf: pdf + pdf,
    "bit flipped early": lambda pdf: flip(pdf, 1500),
    "bit flipped in the middle": lambda pdf: flip(pdf, len(pdf) // 3),
    "bit flipped late": lambda pdf: flip(pdf, len(pdf) - 300),
    "saved by another program": rewritten,
    "author's signature damaged": flip_signature(0),
    "officer's signature damaged": flip_signature(1),
    "manager's signature damaged": flip_signature(2),
    "byte range widened": lambda pdf: pdf.replace(b"/ByteRange [0 ", b"/ByteRange [1 ", 1),
}
