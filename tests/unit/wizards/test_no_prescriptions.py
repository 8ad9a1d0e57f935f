"""No plan asks for figures of prescriptions or sales of a person, department or institution, and no workbook brings them in."""

from collections.abc import Iterator

import pytest

from planner.documents.sheet_rows import importable, tables_read
from planner.wizards.registry import discover
from planner.wizards.schema import Field, Group, PlanType

TYPES = list(discover().values())
FIGURES = ("int", "decimal", "percent", "money", "computed", "many", "choice", "line")
FORBIDDEN = ("处方量", "处方数", "处方张数", "用药量", "用量", "销量", "销售额", "盒数", "纯销", "流向", "处方潜力", "单产")
FORBIDDEN_NAMES = ("prescri", "rx_", "sales_", "volume", "quota", "units_sold")
MAY_CALL_IT_BACKGROUND = ("公司", "背景")
"""The company's own figure for a whole territory, marked as background, is no figure of anybody."""


def fields(items: tuple[Field | Group, ...]) -> Iterator[Field]:
    for item in items:
        if isinstance(item, Group):
            yield from fields(item.fields)
        else:
            yield item


@pytest.mark.parametrize("plan_type", TYPES, ids=lambda each: each.slug)
def test_no_question_is_about_prescriptions_or_sales(plan_type: PlanType) -> None:
    asked = [one for step in plan_type.steps for one in fields(step.items)]
    assert len(asked) > 20
    for one in asked:
        words = one.label.zh + "".join(choice.label.zh for choice in one.choices)
        assert not any(term in words for term in FORBIDDEN), one.name
        assert not any(term in one.name for term in FORBIDDEN_NAMES), one.name
        assert "prescri" not in one.label.en.lower(), one.name


@pytest.mark.parametrize("plan_type", TYPES, ids=lambda each: each.slug)
def test_company_figures_are_marked_as_background(plan_type: PlanType) -> None:
    for step in plan_type.steps:
        for one in fields(step.items):
            if one.kind in ("percent", "int") and any(term in one.label.zh for term in ("份额", "完成率", "发货", "位次")):
                assert all(term in one.label.zh for term in ("背景",)), one.name


@pytest.mark.parametrize("plan_type", [one for one in TYPES if importable(one)], ids=lambda each: each.slug)
@pytest.mark.parametrize("head", ["处方量", "月均处方张数", "Prescriptions", "rx_volume"])
def test_a_workbook_cannot_bring_such_a_column(plan_type: PlanType, head: str) -> None:
    for name, _, group in importable(plan_type):
        title = next(one for one in fields(group.fields) if one.name == group.title)
        rows = [[{"t": title.label.zh}, {"t": head}], [{"t": "某医院"}, {"t": "30"}]]
        table = next(iter(tables_read([{"name": name, "rows": rows}], plan_type, {})), None)
        assert table is not None
        assert any(problem.column == head for problem in table.problems)
        assert all(set(line.values) <= {group.title} for line in table.lines)
