"""The tables as a workbook, opened again."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from planner.documents.content import PlanContent
from planner.documents.sheet_rows import importable, tables_read
from planner.documents.sheets import RISKY, ROW_ID, plan_xlsx, sheets_of
from planner.documents.word import Standing
from planner.documents.workbook import read_workbook
from planner.wizards.registry import discover
from planner.wizards.schema import Group, PlanType
from tests.factories.content import CODE, launch_answers, launch_content
from tests.factories.filled import filled_content, texts_of

TYPES = list(discover().values())


def opened(content: dict[str, Any], standing: Standing | None = None) -> Any:
    return load_workbook(BytesIO(plan_xlsx(PlanContent.from_json(content), standing or Standing(False, CODE))))


def columns(page: Any) -> dict[str, Any]:
    """Cells of the first row under the head, by what the head says."""
    return {head.value: cell for head, cell in zip(page[1], page[2], strict=True)}


def row_texts(content: dict[str, Any], plan_type: PlanType) -> list[str]:
    groups = {item.name for step in plan_type.steps for item in step.items if isinstance(item, Group)}
    return texts_of([rows for step in content["answers"].values() for name, rows in step.items() if name in groups])


def test_dates_amounts_and_counts_are_typed() -> None:
    book = opened(launch_content())
    activity, item = columns(book["市场预热期，疾病教育活动"]), columns(book["资源与预算"])
    assert activity["开始日期"].value == datetime(2027, 1, 15)  # noqa: DTZ001  a sheet knows no zones
    assert activity["开始日期"].is_date and activity["预计人数"].value == 60
    assert activity["人均餐费"].value == 48 and "¥" in activity["人均餐费"].number_format
    assert (item["单价"].value, item["数量"].value, item["金额"].value) == (2800, 4, 11200)
    assert activity["形式"].value == "院内会" and activity["涉及产品"].value == "否"


def test_a_hidden_answer_is_left_out() -> None:
    answers = launch_answers()
    answers["launch-phase"]["activities"][0].update(about_product=False, material_number="HY-SECRET")
    assert columns(opened(launch_content(answers))["全面推广期，上市会议"])["资料批准号"].value is None


@pytest.mark.parametrize("plan_type", TYPES, ids=lambda each: each.slug)
def test_every_group_is_a_sheet_with_a_frozen_head_and_all_its_texts(plan_type: PlanType) -> None:
    content = filled_content(plan_type)
    book = opened(content)
    assert len(book.worksheets) == len(list(sheets_of(PlanContent.from_json(content)))) > 0
    assert all(page.freeze_panes == "A2" and page.max_row > 2 for page in book.worksheets)
    cells = {cell.value for page in book.worksheets for row in page.iter_rows() for cell in row}
    assert [text for text in row_texts(content, plan_type) if text not in cells] == []
    assert all(len(name) <= 31 for name in book.sheetnames)


@pytest.mark.parametrize("lead", [*RISKY, "=1+1", "@SUM(1)", '=HYPERLINK("http://x")', "#N/A", "TRUE", "1e5"])
def test_no_text_becomes_a_formula_an_error_or_a_number(lead: str) -> None:
    book = opened(filled_content(TYPES[0], rows=1, lead=lead.replace("\x00", "")))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert cells and all(cell.data_type == "s" for cell in cells)
    assert all(cell.quotePrefix for cell in cells if cell.value.startswith(RISKY))


def test_a_text_that_is_an_error_code_or_a_whole_formula_stays_a_text() -> None:
    texts = ["#REF!", "=1", "=", "-2+3", "+A1", "@A1", "0123", "2027-01-01", "TRUE", "1e5"]
    answers = launch_answers()
    answers["pre-launch"]["activities"] = [{"id": f"r{n}", "name": text} for n, text in enumerate(texts)]
    page = opened(launch_content(answers))["市场预热期，疾病教育活动"]
    assert [(cell.value, cell.data_type) for cell in page["A"][1:]] == [(text, "s") for text in texts]


def test_rare_characters_survive_and_illegal_ones_show_as_replaced() -> None:
    answers = launch_answers()
    answers["pre-launch"]["activities"][0]["name"] = "𠮷㐂𬭊\x0b\x1b会"
    assert columns(opened(launch_content(answers))["市场预热期，疾病教育活动"])["活动名称"].value == "𠮷㐂𬭊\ufffd\ufffd会"


def test_the_id_of_each_row_travels_in_a_hidden_column() -> None:
    page = opened(launch_content())["资源与预算"]
    assert page[1][-1].value == ROW_ID and page[2][-1].value == launch_answers()["resources"]["resources"][0]["id"]
    assert page.column_dimensions[page[1][-1].column_letter].hidden


def test_it_names_its_author_and_says_what_it_is() -> None:
    book = opened(launch_content())
    assert (book.properties.creator, book.properties.language) == ("周亦宁", "zh-CN")
    assert CODE in book.properties.description
    assert "草稿，没有签名" in opened(launch_content(), Standing(True)).worksheets[0].oddFooter.center.text


@pytest.mark.parametrize("plan_type", TYPES, ids=lambda each: each.slug)
def test_tables_without_rows_are_there_with_their_heads(plan_type: PlanType) -> None:
    content = filled_content(plan_type)
    content["answers"] = {}
    book = opened(content)
    groups = [item for step in plan_type.steps for item in step.items if isinstance(item, Group)]
    assert len(book.worksheets) == len(groups)
    assert all(page.max_row == 1 and page[1][-1].value == ROW_ID for page in book.worksheets)


def test_a_plan_type_without_tables_gives_one_sheet_that_says_so() -> None:
    content = launch_content()
    for step in content["plan_type"]["steps"]:
        step["items"] = [item for item in step["items"] if "fields" not in item]
    assert opened(content).worksheets[0]["A1"].value == "这类计划没有表格。"


def test_a_table_that_was_empty_can_be_filled_and_read_back() -> None:
    content = launch_content()
    content["answers"] = {}
    book = opened(content)
    page = book["资源与预算"]
    heads = {head.value: head.column for head in page[1]}
    for head, value in (("项目", "院内会场地"), ("类别", "场地"), ("单价", 1200.5), ("数量", 4), ("付给", "机构")):
        page.cell(2, heads[head], value)
    written = BytesIO()
    book.save(written)
    plan_type = PlanContent.from_json(content).plan_type
    tables = tables_read(read_workbook(written.getvalue()), plan_type, {})
    assert all(not table.problems for table in tables)
    (line,) = [line for table in tables for line in table.lines]
    assert (line.id, line.values["item"], line.values["unit_price"], line.values["quantity"]) == ("", "院内会场地", 120050, 4)


@pytest.mark.parametrize("plan_type", TYPES, ids=lambda each: each.slug)
def test_what_was_exported_reads_back_as_the_very_rows(plan_type: PlanType) -> None:
    content = filled_content(plan_type)
    plan = PlanContent.from_json(content)
    products = {product["generic_name"]: product["id"] for product in content["products"]}
    data = plan_xlsx(plan, Standing(False, CODE))
    tables = tables_read(read_workbook(data), plan.plan_type, products)
    assert bool(tables) == any(True for _ in importable(plan.plan_type))
    for table in tables:
        assert table.problems == []
        stored = {row["id"]: row for row in content["answers"][table.step.slug].get(table.group.name, ())}
        assert [line.id for line in table.lines] == list(stored)
        for line in table.lines:
            row = stored[line.id]
            assert {name: value for name, value in line.values.items() if value is not None} == {
                name: row[name] for name, value in line.values.items() if value is not None
            }
