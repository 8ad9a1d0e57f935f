"""The plan as PDF, made by the real child process."""

import json
import tempfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from planner.documents import bounded
from planner.documents.content import PlanContent
from planner.documents.pdf import Paper, render_plan
from planner.kernel.canonical import canonical_json
from planner.kernel.errors import Invalid, Unavailable
from tests.factories.content import CODE, VERIFY_URL, launch_answers, launch_content
from tests.unit.documents.conftest import attached, page_texts


def _render(content: dict, **options) -> Paper:
    return render_plan(PlanContent.from_json(content), verify_url=VERIFY_URL, code=CODE, **options)


def test_every_answer_can_be_found_in_the_text_of_the_paper(plan_paper: Paper) -> None:
    text = "".join(page_texts(plan_paper.data)).replace(" ", "")
    content = launch_content()
    for step in content["answers"].values():
        for value in step.values():
            rows = value if isinstance(value, list) else [value]
            for row in rows:
                for answer in row.values() if isinstance(row, dict) else [row]:
                    if isinstance(answer, str) and any("\u4e00" <= c <= "\u9fff" for c in answer):
                        for line in answer.splitlines():
                            assert line.replace(" ", "") in text, line


def test_the_cover_names_title_territory_author_number_and_code(plan_paper: Paper) -> None:
    cover = page_texts(plan_paper.data)[0]
    for words in (
        "云川片区重度哮喘",
        "华东大区，云川片区",
        "澜瑞单抗注射液",
        "周亦宁，医药代表",
        "2027-LA-0042，第 2 版",
        "2026年11月21日",
        CODE,
    ):
        assert words in cover


def test_every_page_after_the_cover_says_which_page_of_how_many_it_is(plan_paper: Paper) -> None:
    pages = page_texts(plan_paper.data)
    assert len(pages) == plan_paper.pages
    assert "页，共" not in pages[0]
    for number, text in enumerate(pages[1:], start=2):
        assert f"第 {number} 页，共 {len(pages)} 页" in text
        assert "2027-LA-0042，第 2 版" in text
        assert "衡屿医药，内部文件" in text


def test_the_contents_name_the_page_on_which_each_section_begins(plan_paper: Paper) -> None:
    with pikepdf.open(BytesIO(plan_paper.data)) as pdf:
        outline = pdf.open_outline()
        found = {item.title.strip(): _page_of(pdf, item) for item in outline.root}
    contents = page_texts(plan_paper.data)[1].replace(" ", "")
    assert len(found) == 10
    for title, page in found.items():
        name = title.lstrip("0123456789").strip()
        assert f"{name}{page}" in contents


def _page_of(pdf: pikepdf.Pdf, item: pikepdf.OutlineItem) -> int:
    destination = item.destination or item.action.D
    if isinstance(destination, pikepdf.Array):
        return pikepdf.Page(destination[0]).index + 1
    raise AssertionError(destination)


def test_the_boxes_are_on_the_last_page_as_large_as_a_stamp_and_do_not_overlap(plan_paper: Paper) -> None:
    assert [box.role for box in plan_paper.boxes] == ["author", "compliance", "approver"]
    upper = 842.0
    for box in plan_paper.boxes:
        assert box.page == plan_paper.pages - 1
        assert box.y2 - box.y1 == pytest.approx(126, abs=0.1)
        assert box.x2 - box.x1 == pytest.approx(493.23, abs=0.1)
        assert box.y2 < upper
        upper = box.y1


def test_the_paper_leaves_the_boxes_to_the_signature_fields(plan_paper: Paper) -> None:
    assert "待签名" not in page_texts(plan_paper.data)[-1]


def test_the_content_is_attached_as_it_was_frozen(plan_paper: Paper) -> None:
    assert attached(plan_paper.data, "plan.json") == json.loads(canonical_json(launch_content()))


def test_the_file_declares_what_it_is(plan_paper: Paper) -> None:
    with pikepdf.open(BytesIO(plan_paper.data)) as pdf:
        root = pdf.Root
        assert str(root.Lang) == "zh-CN"
        assert bool(root.MarkInfo.Marked)
        assert "/StructTreeRoot" in root
        assert root.AF[0].AFRelationship == pikepdf.Name.Source
        assert "/OutputIntents" in root
        assert str(pdf.docinfo["/Title"]) == "云川片区重度哮喘新产品上市推广计划"
        assert str(pdf.docinfo["/Author"]) == "周亦宁"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261121084210")
        xmp = bytes(root.Metadata.read_bytes())
        assert b"pdfaid:part" in xmp


def test_all_fonts_are_embedded_and_ours(plan_paper: Paper) -> None:
    with pikepdf.open(BytesIO(plan_paper.data)) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == pikepdf.Name.FontDescriptor]
        assert fonts
        for font in fonts:
            assert "Plan-Sans" in str(font.FontName)
            assert any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_every_picture_has_words_for_those_who_cannot_see_it(plan_paper: Paper) -> None:
    with pikepdf.open(BytesIO(plan_paper.data)) as pdf:
        figures = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == pikepdf.Name.Figure]
        assert len(figures) >= 7
        assert all(str(figure.get("/Alt", "")) for figure in figures)


@pytest.mark.slow
def test_the_same_content_gives_the_same_bytes(plan_paper: Paper) -> None:
    assert _render(launch_content()).data == plan_paper.data


@pytest.mark.slow
def test_a_period_that_has_begun_is_said_on_the_cover() -> None:
    paper = _render(launch_content(period_begun=True))
    assert "计划期间已开始" in page_texts(paper.data)[0]


def test_a_character_that_no_font_holds_is_refused_by_name_before_rendering() -> None:
    answers = launch_answers()
    answers["introduction"]["introduction"] = "背景\U0001f984"
    with pytest.raises(Invalid) as caught:
        _render(launch_content(answers))
    assert list(caught.value.errors) == ["introduction.introduction"]
    assert "\U0001f984" in caught.value.errors["introduction.introduction"].zh


def test_a_rendering_that_takes_too_long_is_stopped_and_says_so() -> None:
    with pytest.raises(Unavailable) as caught:
        _render(launch_content(), seconds=0.3)
    assert "时间太长" in caught.value.message.zh


def test_a_rendering_that_needs_too_much_memory_is_stopped() -> None:
    content = launch_content()
    job = {"content": content, "verify_url": VERIFY_URL, "code": CODE}
    with pytest.raises(Unavailable):
        bounded.run("plan", job, memory=120_000_000)


@pytest.mark.slow
def test_markup_in_answers_is_printed_as_it_was_typed() -> None:
    answers = launch_answers()
    answers["basics"]["summary"] = "<script>alert(1)</script>{{ 7*7 }}<img src=x>"
    text = "".join(page_texts(_render(launch_content(answers)).data))
    assert "<script>alert(1)</script>{{ 7*7 }}<img src=x>" in text


@pytest.mark.slow
def test_a_plan_with_the_longest_texts_and_many_rows_is_printed_whole() -> None:
    answers = launch_answers()
    row = answers["pre-launch"]["activities"][0]
    answers["pre-launch"]["activities"] = [
        {**row, "id": f"a{n:07d}", "name": f"第{n}场" + "长名" * 98, "audience": "对象" * 100} for n in range(30)
    ]
    answers["introduction"]["introduction"] = "没有断句的长文" * 714
    answers["goals"]["goals"] = [{**answers["goals"]["goals"][0], "id": f"g{n:07d}"} for n in range(40)]
    answers["basics"]["title"] = "很长的标题" * 40
    text = "".join(page_texts(_render(launch_content(answers)).data))
    assert "第29场长名" in text
    assert "没有断句的长文" * 3 in text


def test_nothing_is_left_in_the_temporary_folder_after_a_paper_was_made_or_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    _render(launch_content())
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Unavailable):
        bounded.run("plan", {"content": launch_content()}, seconds=0.4)
    assert list(tmp_path.iterdir()) == []
