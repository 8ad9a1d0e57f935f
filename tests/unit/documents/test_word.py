"""The copy as a Word document, opened again."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table as WordTable

from planner.documents import shapes
from planner.documents.content import PlanContent
from planner.documents.word import Standing, plan_docx
from planner.wizards.registry import discover
from planner.wizards.schema import PlanType
from tests.factories.content import CODE, launch_answers, launch_content
from tests.factories.filled import filled_content, texts_of

pytestmark = pytest.mark.slow

TYPES = list(discover().values())


def opened(content: dict[str, Any], standing: Standing | None = None) -> Any:
    return Document(BytesIO(plan_docx(PlanContent.from_json(content), standing or Standing(False, CODE))))


def running_text(document: Any) -> str:
    """Everything in the order in which it stands, tables too."""
    parts = []
    for block in document.iter_inner_content():
        if isinstance(block, WordTable):
            parts += [cell.text for row in block.rows for cell in row.cells]
        else:
            parts.append(block.text)
    return "\n".join(parts)


def printed(plan: PlanContent) -> list[str]:
    """Every text the PDF's template is given for the steps, in its order."""
    said: list[str] = []
    for section in plan.sections:
        said += [section.title, section.intro]
        for block in section.blocks:
            match block:
                case shapes.Facts():
                    said += [word for fact in block.rows for word in (fact.label, fact.value)]
                case shapes.Passage():
                    said += [block.label, *block.paragraphs]
                case shapes.Table():
                    said += [block.caption, *(column.label for column in block.columns)]
                    said += [cell for row in block.rows for cell in row] + [*block.foot, block.note]
                case shapes.Entries():
                    said.append(block.caption)
                    for entry in block.rows:
                        said += [entry.title, *(word for fact in entry.facts for word in (fact.label, fact.value))]
                        said += [word for passage in entry.passages for word in (passage.label, *passage.paragraphs)]
                case _:
                    said.append(block.caption)
    return [word for word in said if word]


@pytest.mark.parametrize("content", [launch_content(), *map(filled_content, TYPES)], ids=["written", *(t.slug for t in TYPES)])
def test_the_words_are_those_of_the_paper_in_its_order(content: dict[str, Any]) -> None:
    text, place = running_text(opened(content)), 0
    for words in printed(PlanContent.from_json(content)):
        found = text.find(words, place)
        assert found >= 0, words
        place = found + len(words)


@pytest.mark.parametrize("plan_type", TYPES, ids=lambda each: each.slug)
def test_no_text_that_was_written_is_left_out(plan_type: PlanType) -> None:
    content = filled_content(plan_type)
    text = running_text(opened(content))
    assert [words for words in texts_of(content["answers"]) if words not in text] == []


def test_steps_are_headings_and_rows_are_tables_with_a_repeated_head() -> None:
    document = opened(launch_content())
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"][:2] == ["1 基本信息", "2 产品与疾病背景"]
    activities = next(t for t in document.tables if [c.text for c in t.rows[0].cells][:2] == ["名称", "形式"])
    assert activities.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert activities.rows[-1].cells[0].text == "合计"


def test_it_says_on_every_page_that_it_is_a_copy_and_where_the_original_is() -> None:
    document = opened(launch_content())
    assert "副本，没有签名" in "".join(p.text for p in document.sections[0].header.paragraphs)
    assert f"原件是签过名的 PDF，验真码 {CODE}。" in running_text(document)
    assert "提交日期" in running_text(document)


def test_a_draft_says_so_and_names_no_day_of_submission() -> None:
    document = opened(launch_content(), Standing(draft=True))
    assert "草稿，没有签名" in "".join(p.text for p in document.sections[0].header.paragraphs)
    assert "提交日期" not in running_text(document) and "验真码" not in running_text(document)


def test_fonts_and_language_are_named_for_chinese() -> None:
    styles = opened(launch_content()).styles
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        fonts = styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei" and fonts.get(qn("w:eastAsiaTheme")) is None
    assert {lang.get(qn("w:eastAsia")) for lang in styles.element.iter(qn("w:lang"))} == {"zh-CN"}


def test_it_tells_of_its_author_and_nothing_of_the_machine() -> None:
    data = plan_docx(PlanContent.from_json(launch_content()), Standing(False, CODE))
    known = Document(BytesIO(data)).core_properties
    assert (known.author, known.last_modified_by, known.language) == ("周亦宁", "", "zh-CN")
    assert known.title == launch_content()["title"]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name]
        assert b"python-docx" not in b"".join(archive.read(name) for name in archive.namelist())


def test_a_character_that_xml_cannot_hold_shows_as_replaced() -> None:
    answers = launch_answers()
    answers["basics"]["summary"] = "前\x0b后\ufffe\x1b𠮷"
    assert "前\ufffd后\ufffd\ufffd𠮷" in running_text(opened(launch_content(answers)))


def test_an_empty_draft_is_a_document_too() -> None:
    content = launch_content()
    content["answers"], content["title"], content["period"] = {}, "", []
    text = running_text(opened(content, Standing(draft=True)))
    assert "还没有题目的上市推广计划" in text or "还没有题目的" in text
    assert "未填写" in text
