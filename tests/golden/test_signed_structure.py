"""The same promises about a plan before it is signed, after each signature, made to last and renewed: PDF/A-3a, PDF/UA, three widgets.

No validator is at hand here, so what is asserted are the single demands; see docs/signatures.md.
"""

import json
import re
from collections.abc import Generator, Iterator
from datetime import timedelta
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf

from planner.documents.pdf import Paper
from planner.kernel.canonical import canonical_json
from planner.services.issuing import stamp_fonts
from planner.signing.fields import FieldBox, prepare
from planner.signing.lasting import lengthen, renew
from planner.signing.roles import SIGNER_ROLE_NAMES, SIGNING_ORDER, SignerRole
from planner.signing.stamping import Profile, Stamping
from planner.signing.verify import examine
from tests.factories.tsa import running_below
from tests.golden.conftest import CONTENTS, rendered
from tests.unit.signing.conftest import START, found_company

STAGES = ("prepared", "author", "compliance", "approver", "lasting", "renewed")
DAYS = 400


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    return json.loads((CONTENTS / "launch.json").read_text("utf-8"))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def paper(content: dict[str, Any]) -> Paper:
    return rendered(content)


@pytest.fixture(scope="module")
def stages(paper: Paper, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    company = found_company(stamp_fonts())
    boxes = [FieldBox(SignerRole(box.role), box.page, box.rect) for box in paper.boxes]
    made = {"prepared": prepare(paper.data, boxes, stamp_fonts())}
    pdf = made["prepared"]
    for role in SIGNING_ORDER:
        pdf = made[role.value] = company.sign(pdf, role)
    roots, later = [company.authority.certificate], START + timedelta(days=4)
    crl = company.authority.create_crl([], number=1, moment=later)
    with running_below(tmp_path_factory.mktemp("tsa") / "server", START, DAYS) as tsa:
        stamping = Stamping(Profile.LTA, (tsa.url,), (tsa.certificate,), 20)
        tsa.set_clock(later)
        made["lasting"] = lengthen(pdf, stamping, roots=roots, crls=[crl])
        soon = START + timedelta(days=DAYS - 30)
        tsa.set_clock(soon)
        tsa.certify(soon, DAYS)
        made["renewed"] = renew(made["lasting"], stamping, roots=roots, crls=[crl])
        assert examine(made["renewed"], roots, crls=[crl], tsa_roots=[tsa.certificate]).sound
    assert list(made) == list(STAGES)
    return made


@pytest.fixture(params=STAGES)
def pdf(request: pytest.FixtureRequest, stages: dict[str, bytes]) -> Generator[Pdf]:
    with pikepdf.open(BytesIO(stages[request.param])) as opened:
        yield opened


def test_nothing_written_before_is_touched(stages: dict[str, bytes]) -> None:
    for before, after in pairwise(STAGES):
        assert stages[after].startswith(stages[before]) and len(stages[after]) > len(stages[before])


def test_it_says_what_it_is(pdf: Pdf, content: dict[str, Any]) -> None:
    root = pdf.Root
    assert pdf.pdf_version == "1.7" and str(root.get("/Version", "/1.7")) <= "/1.7"
    assert str(root.Lang) == "zh-CN" and bool(root.MarkInfo.Marked) and bool(root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo["/Title"]) == content["title"]
    metadata = root.Metadata
    assert (metadata.Type, metadata.Subtype) == (Name.Metadata, Name.XML) and "/Filter" not in metadata
    with pdf.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("3", "A", "1")
        assert xmp["dc:title"] == content["title"]
    described = re.findall(rb"<pdfaSchema:prefix>(\w+)</pdfaSchema:prefix>", metadata.read_bytes())
    assert b"pdfuaid" in described, "PDF/A knows only properties that the file describes"


def test_colours_are_those_of_its_own_profile(pdf: Pdf) -> None:
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == Name.GTS_PDFA1
    profile = intent.DestOutputProfile
    assert int(profile.N) == 3 and profile.read_bytes()[36:40] == b"acsp"


def test_nothing_is_hidden_locked_or_run(pdf: Pdf) -> None:
    assert not pdf.is_encrypted and "/Encrypt" not in pdf.trailer and len(pdf.trailer.ID) == 2
    for one in _dictionaries(pdf):
        assert not {"/JS", "/JavaScript", "/AA", "/Launch", "/XFA"} & set(one.keys())
        assert one.get("/S") not in (Name.JavaScript, Name.Launch, Name.SubmitForm, Name.ImportData)
    assert "/OpenAction" not in pdf.Root and "/NeedAppearances" not in pdf.Root.AcroForm


def test_every_letter_can_be_drawn_and_read(pdf: Pdf) -> None:
    """Those of the stamps too, which stand in forms of their own."""
    fonts = [one for one in _dictionaries(pdf) if one.get("/Type") == Name.Font and one.get("/Subtype") == Name.Type0]
    assert len(fonts) >= 2
    for font in fonts:
        assert b"beginbf" in font.ToUnicode.read_bytes()
        (descendant,) = font.DescendantFonts
        assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys())
        assert descendant.get("/CIDToGIDMap") == Name.Identity or descendant.Subtype == Name.CIDFontType0
    others = {str(one.get("/Subtype")) for one in _dictionaries(pdf) if one.get("/Type") == Name.Font}
    assert others <= {"/Type0", "/CIDFontType2", "/CIDFontType0"}


def test_the_data_stay_attached_and_say_what_they_are(pdf: Pdf, content: dict[str, Any]) -> None:
    (file,) = pdf.Root.AF
    assert (str(file.UF), file.AFRelationship, file.EF.F.Subtype) == ("plan.json", Name.Source, Name("/application/json"))
    assert str(file.Desc) and "/ModDate" in file.EF.F.Params
    assert file.EF.F.read_bytes() == canonical_json(content) == pdf.attachments["plan.json"].get_file().read_bytes()


def test_all_content_is_in_the_tree_or_marked_as_decoration(pdf: Pdf) -> None:
    tree = NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for page in pdf.pages:
        assert page.obj.Tabs == Name.S if "/Annots" in page.obj else True
        elements = tree[int(page.obj.StructParents)]
        numbers = list(_marked(page))
        assert len(numbers) == len(set(numbers))
        for number in numbers:
            assert _comes_from(elements[number], number, pdf)


def test_heads_and_feet_of_pages_are_pagination(pdf: Pdf) -> None:
    for page in list(pdf.pages)[1:]:
        content = b"".join(each.read_bytes() for each in _contents(page))
        assert content.count(b"/Artifact <</Type /Pagination>> BDC") == 4


def test_every_table_has_headers_and_every_figure_words(pdf: Pdf) -> None:
    for one in (one for one in _dictionaries(pdf) if one.get("/Type") == Name.StructElem):
        if str(one.S) == "/Figure":
            assert str(one.get("/Alt", "")).strip()
        if str(one.S) == "/Table":
            assert any(cell.S == Name.TH for cell in _below(one))


def test_three_widgets_stand_in_the_tree_under_their_names(pdf: Pdf) -> None:
    tree = NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    fields = {str(field.T): field for field in pdf.Root.AcroForm.Fields}
    for role in SIGNING_ORDER:
        field = fields[role.value]
        assert (field.FT, field.Subtype, int(field.F)) == (Name.Sig, Name.Widget, 4 | 128)
        assert str(field.TU) == f"签名：{SIGNER_ROLE_NAMES[role].zh}"
        assert "/BBox" in field.AP.N and set(field.AP.keys()) == {"/N"}
        element = tree[int(field.StructParent)]
        assert str(element.S) == "/Form" and str(element.Alt) == str(field.TU)
        assert element.K.Type == Name.OBJR and element.K.Obj.objgen == field.objgen
        assert element.objgen in {child.objgen for child in pdf.Root.StructTreeRoot.K[0].K}
        assert any(annotation.objgen == field.objgen for annotation in field.P.Annots)


def test_timestamps_over_the_whole_take_no_room(stages: dict[str, bytes]) -> None:
    with pikepdf.open(BytesIO(stages["renewed"])) as pdf:
        stamps = [field for field in pdf.Root.AcroForm.Fields if str(field.T).startswith("timestamp")]
        assert len(stamps) == 3
        for field in stamps:
            left, lower, right, upper = (float(v) for v in field.Rect)
            box = [float(v) for v in field.P.MediaBox]
            assert right <= box[0] or upper <= box[1] or left >= box[2] or lower >= box[3] or (left, lower) == (right, upper)
            assert int(field.F) & 4


def _dictionaries(pdf: Pdf) -> Iterator[Object]:
    for one in pdf.objects:
        if isinstance(one, Dictionary | pikepdf.Stream):
            yield one


def _contents(page: pikepdf.Page) -> list[Object]:
    found = page.obj.Contents
    return list(found) if isinstance(found, Array) else [found]


PAINTING = {"Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "BI", "INLINE IMAGE"}


def _marked(page: pikepdf.Page) -> Iterator[int]:
    """The numbers of marked content on a page; nothing may be painted outside of it."""
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            depth += 1
            if name == "BDC" and isinstance(operands[1], Dictionary) and "/MCID" in operands[1]:
                yield int(operands[1].MCID)
        elif name == "EMC":
            depth -= 1
        elif name in PAINTING:
            assert depth > 0, f"{name} paints outside of what is marked"
    assert depth == 0


def _comes_from(element: Object, number: int, pdf: Pdf) -> bool:
    """True when the element holds the content, and the document knows the element all the way down."""
    kids = element.K if isinstance(element.K, Array) else [element.K]
    if not any(isinstance(kid, int) and kid == number for kid in kids):
        return False
    while element.objgen != pdf.Root.StructTreeRoot.objgen:
        above = element.P
        kids = above.K if isinstance(above.K, Array) else [above.K]
        if element.objgen not in {kid.objgen for kid in kids if isinstance(kid, Dictionary)}:
            return False
        element = above
    return True


def _below(element: Object) -> Iterator[Object]:
    kids = element.get("/K", Array())
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from _below(kid)
