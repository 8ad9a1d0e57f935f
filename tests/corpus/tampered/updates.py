"""Later versions appended after the last signature: what an ordinary editor would do, and what a forger would."""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.corpus.tampered.material import ALTERED, INCOMPLETE, Forgery, appended
from tests.unit.signing import tampering

RAW = generic.EncryptedObjAccess.RAW


def _dict(**entries: object) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{name}"): value for name, value in entries.items()})


def _numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject([generic.FloatObject(v) for v in values])


def _page(writer: IncrementalPdfFileWriter, number: int = 0) -> generic.DictionaryObject:
    node = writer.root["/Pages"]
    while "/Kids" in node:
        node = node["/Kids"][0 if number == 0 else -1].get_object()
    return node


def _annotate(writer: IncrementalPdfFileWriter, **entries: object) -> None:
    page = _page(writer)
    note = _dict(Type=pdf_name("/Annot"), Rect=_numbers(60, 600, 300, 640), **entries)
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(note)])
    writer.update_container(page)


def link_out(writer: IncrementalPdfFileWriter) -> None:
    action = _dict(S=pdf_name("/URI"), URI=pdf_string("https://elsewhere.example/"))
    _annotate(writer, Subtype=pdf_name("/Link"), A=action)


def stamp_annotation(writer: IncrementalPdfFileWriter) -> None:
    drawing = generic.StreamObject(
        _dict(Type=pdf_name("/XObject"), Subtype=pdf_name("/Form"), BBox=_numbers(0, 0, 240, 40)),
        stream_data=b"1 1 1 rg 0 0 240 40 re f",
    )
    _annotate(writer, Subtype=pdf_name("/Stamp"), AP=_dict(N=writer.add_object(drawing)))


def add_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    page = _dict(Type=pdf_name("/Page"), Parent=writer.root.raw_get("/Pages"), MediaBox=_numbers(0, 0, 595, 842))
    pages["/Kids"] = generic.ArrayObject([*pages["/Kids"], writer.add_object(page)])
    pages["/Count"] = generic.NumberObject(int(pages["/Count"]) + 1)
    writer.update_container(pages)


def swap_pages(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    kids = list(pages["/Kids"])
    pages["/Kids"] = generic.ArrayObject([kids[1], kids[0], *kids[2:]])
    writer.update_container(pages)


def replace_page_content(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def turn_page(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer)
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)


def crop_page(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer)
    page["/CropBox"] = _numbers(0, 400, 595, 842)
    writer.update_container(page)


def other_font(writer: IncrementalPdfFileWriter) -> None:
    """Other letters are drawn for the same text."""
    page = _page(writer)
    fonts = page["/Resources"]["/Font"]
    plain = writer.add_object(_dict(Type=pdf_name("/Font"), Subtype=pdf_name("/Type1"), BaseFont=pdf_name("/Helvetica")))
    for name in list(fonts):
        fonts[name] = plain
    writer.update_container(fonts)


def page_script(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer)
    page["/AA"] = _dict(O=_dict(S=pdf_name("/JavaScript"), JS=pdf_string("app.alert(1)")))
    writer.update_container(page)


def named_script(writer: IncrementalPdfFileWriter) -> None:
    script = writer.add_object(_dict(S=pdf_name("/JavaScript"), JS=pdf_string("app.alert(1)")))
    writer.root["/Names"]["/JavaScript"] = _dict(Names=generic.ArrayObject([pdf_string("a"), script]))
    writer.update_container(writer.root["/Names"])


def launch_program(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/OpenAction"] = _dict(S=pdf_name("/Launch"), F=pdf_string("calc.exe"))
    writer.update_root()


def remove_attachment(writer: IncrementalPdfFileWriter) -> None:
    del writer.root["/Names"]["/EmbeddedFiles"]
    writer.update_container(writer.root["/Names"])


def add_attachment(writer: IncrementalPdfFileWriter) -> None:
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    stream = writer.add_object(generic.StreamObject(_dict(Type=pdf_name("/EmbeddedFile")), stream_data=b"more"))
    spec = writer.add_object(_dict(Type=pdf_name("/Filespec"), F=pdf_string("z.txt"), EF=_dict(F=stream)))
    names.extend([pdf_string("z.txt"), spec])
    writer.update_container(names)


def text_field(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    field = _dict(FT=pdf_name("/Tx"), T=pdf_string("budget"), V=pdf_string("1,000,000"), DA=pdf_string("/Helv 12 Tf 0 g"))
    form["/Fields"] = generic.ArrayObject([*form["/Fields"], writer.add_object(field)])
    writer.update_container(form)


def redraw_on_opening(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    form["/NeedAppearances"] = generic.BooleanObject(True)
    writer.update_container(form)


def fourth_field(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    field = _dict(FT=pdf_name("/Sig"), T=pdf_string("director"), Rect=_numbers(0, 0, 0, 0), Subtype=pdf_name("/Widget"))
    form["/Fields"] = generic.ArrayObject([*form["/Fields"], writer.add_object(field)])
    writer.update_container(form)


def rename_field(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    field["/T"] = pdf_string("approver2")
    writer.update_container(field)


def form_removed(writer: IncrementalPdfFileWriter) -> None:
    del writer.root["/AcroForm"]
    writer.update_root()


def permission_removed(writer: IncrementalPdfFileWriter) -> None:
    del writer.root["/Perms"]
    writer.update_root()


def lock_removed(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"][2].get_object()
    del field["/Lock"]
    writer.update_container(field)


def hide_layer(writer: IncrementalPdfFileWriter) -> None:
    layer = writer.add_object(_dict(Type=pdf_name("/OCG"), Name=pdf_string("seal")))
    off = _dict(OFF=generic.ArrayObject([layer]))
    writer.root["/OCProperties"] = _dict(OCGs=generic.ArrayObject([layer]), D=off)
    writer.update_root()


def read_aloud_otherwise(writer: IncrementalPdfFileWriter) -> None:
    tree = writer.root["/StructTreeRoot"]
    del tree["/K"]
    writer.update_container(tree)


def other_version(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Version"] = pdf_name("/1.3")
    writer.update_root()


def outline_elsewhere(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Outlines"] = writer.add_object(_dict(Type=pdf_name("/Outlines"), Count=generic.NumberObject(0)))
    writer.update_root()


def remove_signature(writer: IncrementalPdfFileWriter) -> None:
    """The value of the newest signature taken out of its field."""
    signed = [f.get_object() for f in writer.root["/AcroForm"]["/Fields"] if "/V" in f.get_object()]
    del signed[-1]["/V"]
    writer.update_container(signed[-1])


_ORDINARY = tuple(
    getattr(tampering, name)
    for name in (
        "overlay", "retitle", "change_metadata", "swap_attachment", "add_note", "add_script", "change_language", "add_bare_object",
        "add_security_store", "drop_page", "redraw_stamp", "move_stamp",
    )
)  # fmt: skip

FORGERIES: tuple[Forgery, ...] = tuple(
    appended(change.__name__.replace("_", " "), change)
    for change in (
        *_ORDINARY, link_out, stamp_annotation, add_page, swap_pages, replace_page_content, turn_page, crop_page, other_font, page_script,
        named_script, launch_program, remove_attachment, add_attachment, text_field, redraw_on_opening, fourth_field,
        permission_removed, lock_removed, hide_layer, read_aloud_otherwise, other_version, outline_elsewhere,
    )
) + tuple(
    appended(change.__name__.replace("_", " "), change, ALTERED, INCOMPLETE)
    for change in (rename_field, form_removed, remove_signature)
)  # fmt: skip
