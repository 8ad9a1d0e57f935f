"""Small plans for the checks over fields, read by the real checker with the real pack."""

from collections.abc import Mapping
from datetime import date

from planner.compliance.document import FieldText, PlanDocument, ProductFacts, Row
from planner.compliance.findings import Finding
from planner.compliance.plan import check_plan
from planner.compliance.policy import Policy
from tests.factories.core import core_pack

PACK = core_pack()
YEAR = (date(2027, 1, 1), date(2027, 12, 31))
LABEL = ProductFacts("澜瑞格列净片", ("澜糖宁",), "", date(2024, 3, 20), ("2型糖尿病",), ("成人",), ("稳衡片",), id=1)


def row(block: str, number: int = 1, phase: str | None = None, **values: object) -> Row:
    """A row whose path carries its number."""
    return Row(f"s.{block}.row{number:05d}", f"s.{block}", block, phase, values)


def plan(
    *rows: Row,
    text: str = "",
    phase: str | None = None,
    products: tuple[ProductFacts, ...] = (LABEL,),
    values: Mapping[str, object] | None = None,
    period: tuple[date, date] | None = YEAR,
    policy: Policy | None = None,
) -> PlanDocument:
    """A plan of those rows, with every string of theirs as a checked text, and one text outside rows."""
    fields = [FieldText("s.summary", "s.summary", text, "计划摘要", phase)] if text else []
    fields += [
        FieldText(f"{r.path}.{name}", f"{r.schema_path}.{name}", value, name, r.phase, r.block)
        for r in rows
        for name, value in r.values.items()
        if isinstance(value, str)
    ]
    given = (policy or Policy()).values()
    return PlanDocument("launch", tuple(fields), rows, values or {}, products, given, date(2026, 12, 1), period, frozenset({"safety"}))


def found(document: PlanDocument, prefix: str = "") -> list[Finding]:
    """Findings whose rule id begins so."""
    return [finding for finding in check_plan(document, PACK).findings if finding.rule_id.startswith(prefix)]
