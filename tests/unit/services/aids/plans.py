"""Small plans as the checker sees them."""

from datetime import date
from typing import Any

from planner.compliance.document import PlanDocument, ProductFacts, Row
from planner.compliance.policy import Policy

YEAR = (date(2027, 1, 1), date(2027, 12, 31))


def row(block: str, name: str = "k1", **values: Any) -> Row:
    """One row of a block."""
    return Row(f"step.{block}.{name}", f"step.{block}", block, None, values)


def plan(*rows: Row, period: tuple[date, date] | None = YEAR, policy: Policy | None = None, budget: int | None = None) -> PlanDocument:
    """A plan of these rows."""
    products = (ProductFacts("禾屿单抗", budget_fen=budget, id=1),)
    return PlanDocument("territory", (), rows, {}, products, (policy or Policy()).values(), date(2026, 11, 22), period)
