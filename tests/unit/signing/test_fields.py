"""Preparing gives a plan its three fields, tagged and locked as they must be, before anybody signs."""

from collections.abc import Generator
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Name, NumberTree, Pdf

from planner.kernel.errors import Invalid
from planner.signing.fields import FieldBox, prepare
from planner.signing.lettering import StampFonts
from planner.signing.roles import SIGNING_ORDER, SignerRole


@pytest.fixture
def pdf(prepared: bytes) -> Generator[Pdf]:
    with pikepdf.open(BytesIO(prepared)) as opened:
        yield opened


def fields(pdf: Pdf) -> dict[str, pikepdf.Object]:
    return {str(field.T): field for field in pdf.Root.AcroForm.Fields}


def test_there_is_one_empty_field_for_each_signer_in_order(pdf: Pdf, boxes: list[FieldBox]) -> None:
    assert list(fields(pdf)) == [role.value for role in SIGNING_ORDER]
    for field, box in zip(fields(pdf).values(), boxes, strict=True):
        assert str(field.FT) == "/Sig"
        assert "/V" not in field
        assert [float(v) for v in field.Rect] == list(box.rect)
        assert field in list(pdf.pages[-1].obj.Annots)
    assert int(pdf.Root.AcroForm.SigFlags) == 3


def test_only_the_approvers_field_locks_the_document(pdf: Pdf) -> None:
    found = fields(pdf)
    lock = found["approver"].Lock
    assert (lock.Action, int(lock.P)) == (Name.All, 1)
    assert "/Lock" not in found["author"]
    assert "/Lock" not in found["compliance"]


def test_each_field_has_its_place_in_the_structure(pdf: Pdf) -> None:
    tree = NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    document = pdf.Root.StructTreeRoot.K[0]
    for field in fields(pdf).values():
        element = tree[int(field.StructParent)]
        assert str(element.S) == "/Form"
        assert element in list(document.K)
        assert element.P.objgen == document.objgen
        assert isinstance(element.K, pikepdf.Dictionary)
        assert (element.K.Type, element.K.Obj) == (Name.OBJR, field)
        assert str(element.Alt) == str(field.TU)
    keys = [int(field.StructParent) for field in fields(pdf).values()]
    assert len(set(keys)) == 3
    assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) == max(keys) + 1


def test_the_structure_of_the_pages_is_still_there(pdf: Pdf, rendered: bytes) -> None:
    with pikepdf.open(BytesIO(rendered)) as before:
        old = NumberTree(before.Root.StructTreeRoot.ParentTree)
        new = NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        assert set(old.keys()) < set(new.keys())
        assert len(pdf.Root.StructTreeRoot.K[0].K) == len(before.Root.StructTreeRoot.K[0].K) + 3


def test_each_attachment_is_listed_once(pdf: Pdf, rendered: bytes) -> None:
    with pikepdf.open(BytesIO(rendered)) as before:
        assert len(before.Root.AF) == 2  # WeasyPrint's double entry, the reason for mending it
    assert len(pdf.Root.AF) == 1
    assert pdf.attachments["plan.json"].get_file().read_bytes() == b'{"plan":"2027-LA-0001"}'


def test_an_accessible_file_says_so_with_the_description_pdf_a_asks_for(pdf: Pdf) -> None:
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "3"
    raw = pdf.Root.Metadata.read_bytes()
    assert b"pdfaExtension:schemas" in raw
    assert raw.count(b"</rdf:RDF>") == 1


def test_a_waiting_field_shows_that_it_waits(pdf: Pdf) -> None:
    for field in fields(pdf).values():
        appearance = field.AP.N
        assert appearance.Subtype == Name.Form
        assert [float(v) for v in appearance.BBox] == [0, 0, 492, 126]


def test_the_same_plan_gives_the_same_bytes(prepared: bytes, rendered: bytes, boxes: list[FieldBox], fonts: StampFonts) -> None:
    assert prepare(rendered, boxes, fonts) == prepared


def test_the_order_of_the_boxes_does_not_matter(prepared: bytes, rendered: bytes, boxes: list[FieldBox], fonts: StampFonts) -> None:
    assert prepare(rendered, boxes[::-1], fonts) == prepared


def test_an_untagged_file_gets_fields_and_no_claim_to_be_accessible(boxes: list[FieldBox], fonts: StampFonts) -> None:
    out = BytesIO()
    blank = Pdf.new()
    blank.add_blank_page()
    blank.save(out)
    with pikepdf.open(BytesIO(prepare(out.getvalue(), boxes, fonts))) as pdf:
        assert list(fields(pdf)) == [role.value for role in SIGNING_ORDER]
        assert "/StructTreeRoot" not in pdf.Root
        assert "/Metadata" not in pdf.Root


def test_boxes_must_be_one_for_each_signer_and_on_the_paper(rendered: bytes, boxes: list[FieldBox], fonts: StampFonts) -> None:
    for wrong in (
        boxes[:2],
        [*boxes, boxes[0]],
        [boxes[0], boxes[0], boxes[1]],
        [*boxes[:2], FieldBox(SignerRole.APPROVER, 9, boxes[2].rect)],
    ):
        with pytest.raises(Invalid) as caught:
            prepare(rendered, wrong, fonts)
        assert "boxes" in caught.value.errors


def test_what_is_no_pdf_or_is_prepared_already_is_refused(prepared: bytes, boxes: list[FieldBox], fonts: StampFonts) -> None:
    for data in (b"", b"hello", prepared):
        with pytest.raises(Invalid) as caught:
            prepare(data, boxes, fonts)
        assert "pdf" in caught.value.errors
