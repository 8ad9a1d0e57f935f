"""Makes a rendered plan ready for signatures: the three fields, before anybody signs.

Whatever rewrites the file must run here; after the first signature bytes are only appended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf, String

from planner.kernel.i18n import Text
from planner.signing.lettering import StampFonts
from planner.signing.refusals import refusal
from planner.signing.roles import SIGNER_ROLE_NAMES, SIGNING_ORDER, SignerRole
from planner.signing.stamp import draw_waiting
from planner.signing.tagging import document_element, mark_artifacts

_PRINT_AND_LOCKED = 4 | 128
_SIGNATURES_EXIST_APPEND_ONLY = 3


@dataclass(frozen=True, slots=True)
class FieldBox:
    """Where the field of one signer stands.

    :param page: counted from 0; negative counts from the end
    :param rect: left, lower, right, upper in points from the lower left corner of the page;
        about 480 × 123 for the stamp, no area for an invisible field
    """

    role: SignerRole
    page: int
    rect: tuple[float, float, float, float]


def prepare(pdf_bytes: bytes, boxes: Sequence[FieldBox], fonts: StampFonts) -> bytes:
    """Add the three signature fields, and mend what must be right before the file is frozen.

    The fields are tagged where the PDF is (pyHanko's own are not, which would break PDF/UA); the approver's locks
    the document. Each attachment is listed once, PDF/UA is declared where the file is tagged, and what repeats on every
    page is no content any more. The same input gives the same bytes.

    :param boxes: one for each role
    :raises Invalid: a role is missing or double, a page does not exist, the file is no PDF or has a form already
    """
    if sorted(box.role for box in boxes) != sorted(SIGNING_ORDER):
        raise refusal("boxes", Text("每个签名人要有一个签名框。", "Each signer needs one box."))
    try:
        pdf = Pdf.open(BytesIO(pdf_bytes))
    except pikepdf.PdfError as error:
        raise refusal("pdf", Text("这不是一份 PDF。", "This is not a PDF.")) from error
    with pdf:
        if "/AcroForm" in pdf.Root:
            raise refusal("pdf", Text("这份 PDF 里已经有表单。", "This PDF has a form already."))
        fields = [_field(pdf, box, fonts) for box in sorted(boxes, key=lambda box: SIGNING_ORDER.index(box.role))]
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(fields), SigFlags=_SIGNATURES_EXIST_APPEND_ONLY))
        _list_attachments_once(pdf)
        if "/StructTreeRoot" in pdf.Root:
            _declare_accessible(pdf)
            mark_artifacts(pdf)
        out = BytesIO()
        # WeasyPrint's one large object stream makes every examination eight times slower: pyHanko reads its head per object
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _field(pdf: Pdf, box: FieldBox, fonts: StampFonts) -> Object:
    try:
        page = pdf.pages[box.page].obj
    except IndexError as error:
        raise refusal("boxes", Text("签名框所在的页不存在。", "The page of the signature box does not exist.")) from error
    left, lower, right, upper = box.rect
    widget = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String(box.role.value), F=_PRINT_AND_LOCKED, P=page,
        TU=String(f"签名：{SIGNER_ROLE_NAMES[box.role].zh}"), Rect=Array([round(v, 3) for v in box.rect]),
    )  # fmt: skip
    if box.role is SignerRole.APPROVER:
        widget.Lock = pdf.make_indirect(Dictionary(Type=Name.SigFieldLock, Action=Name.All, P=1))
    if right > left and upper > lower:
        with Pdf.open(BytesIO(draw_waiting(box.role, fonts, right - left, upper - lower))) as drawing:
            widget.AP = Dictionary(N=pdf.copy_foreign(drawing.pages[0].as_form_xobject()))
    field = pdf.make_indirect(widget)
    page.Annots = Array([*page.get("/Annots", Array()), field])
    if "/StructTreeRoot" in pdf.Root:
        _tag(pdf, page, field)
    return field


def _tag(pdf: Pdf, page: Object, field: Object) -> None:
    """Give a widget its place at the end of the structure tree."""
    root = pdf.Root.StructTreeRoot
    parent = document_element(root)
    element = pdf.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Form,
            P=parent,
            Pg=page,
            Alt=field.TU,
            K=Dictionary(Type=Name.OBJR, Obj=field, Pg=page),
        )
    )
    children = parent.get("/K", Array())
    parent.K = Array([*(children if isinstance(children, Array) else [children]), element])
    if "/ParentTree" not in root:
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array()))
    tree = NumberTree(root.ParentTree)
    key = max([*tree.keys(), int(root.get("/ParentTreeNextKey", 0)) - 1], default=-1) + 1
    tree[key] = element
    field.StructParent = key
    root.ParentTreeNextKey = key + 1
    page.Tabs = Name.S


def _list_attachments_once(pdf: Pdf) -> None:
    """WeasyPrint 70 lists each attachment twice among the associated files."""
    if "/AF" in pdf.Root:
        seen = {entry.objgen: entry for entry in pdf.Root.AF}
        pdf.Root.AF = Array(list(seen.values()))


_ACCESSIBLE = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>\
</rdf:Description><rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of PDF/UA this file follows</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""
"""PDF/A knows only the properties that are described in the file itself, so the description comes along."""


def _declare_accessible(pdf: Pdf) -> None:
    if "/Metadata" not in pdf.Root:
        return
    metadata = pdf.Root.Metadata.read_bytes()
    if b"pdfuaid:part" not in metadata:
        stream = pdf.make_stream(metadata.replace(b"</rdf:RDF>", _ACCESSIBLE, 1), Type=Name.Metadata, Subtype=Name.XML)
        pdf.Root.Metadata = stream
