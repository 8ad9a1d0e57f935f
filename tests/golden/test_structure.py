"""What kind of file every paper is: tagged PDF/A-3a with its data, bookmarks, title and language; and how large."""

import json
from io import BytesIO

import pikepdf

from planner.kernel.canonical import canonical_json
from tests.golden.conftest import CONTENTS, Printed

MOST_BYTES = 500_000
RARE_NAMES = ("卢𠮷然", "孟㐂和", "顾𬭊舟", "叶𠮷㐂")


def test_it_declares_what_it_is(printed: Printed) -> None:
    with pikepdf.open(BytesIO(printed.paper.data)) as pdf:
        root = pdf.Root
        assert str(root.Lang) == "zh-CN"
        assert bool(root.MarkInfo.Marked)
        assert "/OutputIntents" in root
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == printed.content["title"]
        assert str(pdf.docinfo["/Author"]) == printed.content["author"]["name"]
        xmp = pdf.open_metadata()
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
        assert xmp["dc:title"] == printed.content["title"]


def test_its_data_are_the_associated_source(printed: Printed) -> None:
    with pikepdf.open(BytesIO(printed.paper.data)) as pdf:
        assert {str(file.F) for file in pdf.Root.AF} == {"plan.json"}
        assert all(file.AFRelationship == pikepdf.Name.Source for file in pdf.Root.AF)
        assert pdf.attachments["plan.json"].get_file().read_bytes() == canonical_json(printed.content)
        assert json.loads(pdf.attachments["plan.json"].get_file().read_bytes()) == printed.content


def test_every_section_is_a_bookmark(printed: Printed) -> None:
    with pikepdf.open(BytesIO(printed.paper.data)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    steps = [step["title"]["zh"] for step in printed.content["plan_type"]["steps"]]
    assert [title.lstrip("0123456789 ") for title in titles] == [*steps, "签名"]


def test_tables_figures_and_heads_are_tagged(printed: Printed) -> None:
    with pikepdf.open(BytesIO(printed.paper.data)) as pdf:
        elements = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == pikepdf.Name.StructElem]
        kinds = {str(one.S) for one in elements}
        assert {"/Table", "/TR", "/TH", "/TD", "/H2", "/P", "/Figure"} <= kinds
        assert all(str(one.get("/Alt", "")) for one in elements if str(one.S) == "/Figure")


def test_all_fonts_are_embedded_and_ours(printed: Printed) -> None:
    with pikepdf.open(BytesIO(printed.paper.data)) as pdf:
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == pikepdf.Name.FontDescriptor]
        assert fonts
        assert all("Plan-Sans" in str(font.FontName) and "/FontFile2" in font for font in fonts)


def test_it_is_small(printed: Printed) -> None:
    assert len(printed.paper.data) <= MOST_BYTES


def test_names_with_rare_characters_are_printed(printed: Printed) -> None:
    """The press refuses characters without a glyph; tests/unit/documents/test_fonts.py looks at their outlines."""
    written = json.dumps(printed.content, ensure_ascii=False)
    text = "".join(printed.texts)
    for name in RARE_NAMES:
        assert (name in text) is (name in written)


def test_a_frozen_plan_holds_every_rare_name() -> None:
    written = (CONTENTS / "key-account.json").read_text("utf-8")
    assert all(name in written for name in RARE_NAMES)
