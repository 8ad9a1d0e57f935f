"""From cells back to answers."""

from typing import Any

import pytest

from planner.documents.content import PlanContent
from planner.documents.sheet_rows import TableRead, importable, tables_read
from planner.documents.sheets import ROW_ID, plan_xlsx
from planner.documents.word import Standing
from planner.documents.workbook import read_workbook
from planner.wizards.plan_types.launch import PLAN_TYPE
from planner.wizards.registry import discover
from planner.wizards.schema import PlanType
from tests.factories.filled import filled_content

pytestmark = pytest.mark.slow

TYPES = list(discover().values())
PRODUCTS = {"澜瑞单抗注射液": 3}


@pytest.mark.parametrize("plan_type", TYPES, ids=lambda each: each.slug)
def test_what_was_exported_comes_back_as_it_was(plan_type: PlanType) -> None:
    content = filled_content(plan_type)
    sheets = read_workbook(plan_xlsx(PlanContent.from_json(content), Standing(True)))
    tables = tables_read(sheets, plan_type, PRODUCTS)
    assert [(t.step.slug, t.group.name) for t in tables] == [(step.slug, group.name) for _, step, group in importable(plan_type)]
    for table in tables:
        assert table.problems == []
        rows = content["answers"][table.step.slug][table.group.name]
        assert [line.id for line in table.lines] == [row["id"] for row in rows]
        for line, row in zip(table.lines, rows, strict=True):
            shown = {name: value for name, value in line.values.items() if value is not None}
            assert shown == {name: value for name, value in row.items() if name != "id"}


def read_budget(heads: list[str], *rows: list[Any]) -> TableRead:
    cells = [[each if isinstance(each, dict) else None if each is None else {"t": each} for each in row] for row in (heads, *rows)]
    return tables_read([{"name": "资源与预算", "rows": cells}], PLAN_TYPE, PRODUCTS)[0]


def said(table: TableRead) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.message.zh) for p in table.problems]


def test_amounts_and_choices_may_be_written_as_people_write_them() -> None:
    table = read_budget(
        ["项目", "类别", "单价", "数量"],
        ["场地", "场地", "¥2,800.50", {"n": "4.0"}],
        ["资料", "Printing", {"n": "12.1"}, "1,000"],
    )
    assert said(table) == []
    assert table.lines[0].values == {"item": "场地", "kind": "venue", "unit_price": 280050, "quantity": 4}
    assert table.lines[1].values == {"item": "资料", "kind": "printing", "unit_price": 1210, "quantity": 1000}


def test_each_wrong_cell_is_named_by_row_and_column() -> None:
    table = read_budget(["项目", "类别", "单价", "数量"], ["好", "场地", "1", "1"], ["坏", "回扣", "一百", {"f": True}])
    assert [(row, column) for row, column, _ in said(table)] == [(3, "类别"), (3, "单价"), (3, "数量")]
    assert "公式" in said(table)[2][2]


def test_a_column_the_plan_does_not_ask_is_refused_and_not_taken_along() -> None:
    table = read_budget(["项目", "处方量"], ["场地", "30"])
    assert said(table)[0][:2] == (1, "处方量")
    assert table.lines[0].values == {"item": "场地"}


def test_a_column_twice_is_refused() -> None:
    assert [row for row, _, _ in said(read_budget(["项目", "项目"], ["a", "b"]))] == [1]


def test_empty_lines_are_passed_over_and_keep_the_count_of_rows() -> None:
    table = read_budget(["项目", ROW_ID], [None, None], ["场地", ""], [None, "r1"])
    assert [(line.row, line.id) for line in table.lines] == [(3, "")]


def test_the_worked_out_amount_is_never_read() -> None:
    assert "amount" not in read_budget(["项目", "金额"], ["场地", {"n": "99"}]).lines[0].values


def test_sheets_of_other_names_are_left_aside() -> None:
    assert tables_read([{"name": "Sheet1", "rows": [[{"t": "x"}]]}], PLAN_TYPE, PRODUCTS) == []


@pytest.mark.parametrize(("typed", "stored"), [("2027年3月1日", "2027-03-01"), ("2027/3/1", "2027-03-01"), ("2027.03.01", "2027-03-01")])
def test_days_may_be_written_in_chinese(typed: str, stored: str) -> None:
    name = next(name for name, _, group in importable(PLAN_TYPE) if group.block == "activities")
    sheet = {"name": name, "rows": [[{"t": "开始日期"}], [{"t": typed}]]}
    assert tables_read([sheet], PLAN_TYPE, PRODUCTS)[0].lines[0].values == {"from_date": stored}
