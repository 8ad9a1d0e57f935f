"""The published attacks that leave every signed byte in place and change what a reader makes of them.

Incremental saving without a proper end, objects of the same number, cross-reference tables against streams, and the
three shadow attacks, where the forger prepared the file before it was signed.
"""

from collections.abc import Callable
from io import BytesIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.corpus.tampered.material import ALTERED, INCOMPLETE, UNREADABLE, Forgery, Material, Quiet, last_xref, of_bytes, root_number

REFUSED = (ALTERED, UNREADABLE, INCOMPLETE)


def _catalog_again(pdf: bytes) -> bytes:
    """The catalog anew with an action on opening, as text."""
    reader = PdfFileReader(BytesIO(pdf))
    catalog = generic.DictionaryObject(dict(reader.root))
    catalog[pdf_name("/OpenAction")] = generic.DictionaryObject({pdf_name("/S"): pdf_name("/Print")})
    out = BytesIO()
    catalog.write_to_stream(out, None)
    return b"\n%d 0 obj\n%s\nendobj\n" % (root_number(pdf), out.getvalue())


def _bare(pdf: bytes) -> bytes:
    """A later catalog without any table: readers that repair broken files take the last one they see."""
    return pdf + _catalog_again(pdf)


def _table(pdf: bytes, *, prev: int | None, root: int | None = None, extra: bytes = b"", size: int = 5000) -> bytes:
    """A later catalog with a classic table, where the file itself has streams."""
    body = pdf + _catalog_again(pdf)
    at = len(pdf) + 1
    number = root_number(pdf)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R%s%s>>" % (
        number, at, size, root or number, b"" if prev is None else b"/Prev %d" % prev, extra,
    )  # fmt: skip
    return body + table + b"\nstartxref\n%d\n%%%%EOF\n" % len(body)


def _no_trailer(pdf: bytes) -> bytes:
    whole = _table(pdf, prev=last_xref(pdf))
    return whole[: whole.rindex(b"trailer")]


def _hybrid(pdf: bytes) -> bytes:
    """A classic table for old readers and a stream for new ones."""
    return _table(pdf, prev=last_xref(pdf), extra=b"/XRefStm %d" % last_xref(pdf))


def _own_end(pdf: bytes) -> bytes:
    """A second signed-looking end: the last revision once more behind other objects."""
    start = pdf.rindex(b"%%EOF", 0, len(pdf) - 8) + 6
    return pdf + _catalog_again(pdf) + pdf[start:]


def _points_back(pdf: bytes) -> bytes:
    """The end says where the cross-references of the first revision are, as if nothing had been signed since."""
    first = pdf[pdf.index(b"startxref") + 9 :].split()[0]
    return pdf + b"\nstartxref\n%s\n%%%%EOF\n" % first


def _freed(pdf: bytes) -> bytes:
    """The newest signature's object is declared free."""
    reader = PdfFileReader(BytesIO(pdf))
    field = [f.get_object() for f in reader.root["/AcroForm"]["/Fields"] if "/V" in f.get_object()][-1]
    table = b"xref\n%d 1\n0000000000 65535 f \ntrailer\n<</Size 5000/Root %d 0 R/Prev %d>>" % (
        field.raw_get("/V").idnum, root_number(pdf), last_xref(pdf),
    )  # fmt: skip
    return pdf + b"\n" + table + b"\nstartxref\n%d\n%%%%EOF\n" % (len(pdf) + 1)


def _other_generation(pdf: bytes) -> bytes:
    number = root_number(pdf)
    again = _catalog_again(pdf).replace(b"%d 0 obj" % number, b"%d 1 obj" % number, 1)
    table = b"xref\n%d 1\n%010d 00001 n \ntrailer\n<</Size 5000/Root %d 1 R/Prev %d>>" % (number, len(pdf) + 1, number, last_xref(pdf))
    return pdf + again + table + b"\nstartxref\n%d\n%%%%EOF\n" % len(pdf + again)


def _prepared(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The unsigned file as the forger hands it to the first signer."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        change(opened)
        opened.save(out)
    return out.getvalue()


def _shadowed(before: Callable[[pikepdf.Pdf], None], after: Callable[[Quiet], None]) -> Callable[[Material, int], bytes]:
    """Prepared by the forger, signed by all the company's people, then changed by an update."""

    def make(material: Material, size: int) -> bytes:
        signed = material.sign_all(_prepared(material.files[0], before), size)
        writer = Quiet(BytesIO(signed))
        after(writer)
        out = BytesIO()
        writer.write(out)
        return out.getvalue()

    return make


def _cover(pdf: pikepdf.Pdf) -> None:
    """A picture over a sentence; what is below is hidden from those who sign."""
    page = pdf.pages[0].obj
    page.Contents = pikepdf.Array([page.Contents, pdf.make_stream(b"q 1 1 1 rg 0 0 595 842 re f Q")])


def _uncover(writer: Quiet) -> None:
    page = writer.root["/Pages"]
    while "/Kids" in page:
        page = page["/Kids"][0].get_object()
    page["/Contents"] = page["/Contents"].raw_get(0)
    writer.update_container(page)


def _field_with_value(pdf: pikepdf.Pdf) -> None:
    """A text field that shows one budget."""
    drawing = pdf.make_stream(b"BT ET", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 100, 20])
    widget = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="budget", V="1,000", Rect=[0, 0, 100, 20],
            AP=pikepdf.Dictionary(N=drawing),
        )
    )  # fmt: skip
    pdf.Root.AcroForm.Fields.append(widget)


def _other_value(writer: Quiet) -> None:
    field = writer.root["/AcroForm"]["/Fields"][3].get_object()
    field["/V"] = generic.pdf_string("1,000,000")
    writer.update_container(field)


def _second_pages(pdf: pikepdf.Pdf) -> None:
    """A second tree of pages sleeps in the file; nothing refers to it but a private entry."""
    page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 595, 842])
    tree = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Count=1))
    page.Parent = tree
    tree.Kids = pikepdf.Array([pdf.make_indirect(page)])
    pdf.Root.PieceInfo = pikepdf.Dictionary(Later=tree)


def _wake(writer: Quiet) -> None:
    writer.root["/Pages"] = writer.root["/PieceInfo"].raw_get("/Later")
    writer.update_root()


FORGERIES: tuple[Forgery, ...] = (
    of_bytes("catalog repeated without a table", _bare, *REFUSED),
    of_bytes("table without a trailer", _no_trailer, *REFUSED),
    of_bytes("classic table behind streams", lambda pdf: _table(pdf, prev=last_xref(pdf)), *REFUSED),
    of_bytes("classic table that forgets what was before", lambda pdf: _table(pdf, prev=None), *REFUSED),
    of_bytes("table and stream at once", _hybrid, *REFUSED),
    of_bytes("table that leads to itself", lambda pdf: _table(pdf, prev=len(pdf + _catalog_again(pdf))), *REFUSED),
    of_bytes("another object as the catalog", lambda pdf: _table(pdf, prev=last_xref(pdf), root=1), *REFUSED),
    of_bytes("catalog of another generation", _other_generation, *REFUSED),
    of_bytes("end copied behind other objects", _own_end, *REFUSED),
    of_bytes("end that points back to the unsigned file", _points_back, *REFUSED),
    of_bytes("object of the newest signature freed", _freed, *REFUSED),
    Forgery("shadow attack: hide", _shadowed(_cover, _uncover), frozenset({ALTERED})),
    Forgery("shadow attack: replace", _shadowed(_field_with_value, _other_value), frozenset({ALTERED})),
    Forgery("shadow attack: hide and replace", _shadowed(_second_pages, _wake), frozenset({ALTERED})),
)  # fmt: skip
