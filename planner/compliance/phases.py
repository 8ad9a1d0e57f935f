"""The phase a text of a plan is judged in: what the step says, and what the products' approval makes of it."""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import accumulate

from planner.compliance.document import FieldText, PlanDocument, Row


def phase_of(field: FieldText, document: PlanDocument) -> str:
    """The phase a text is judged in.

    Before a product's approval date everything is `pre_launch`, whatever the plan says, except what is dated
    wholly after the approval: a row by its own dates, a later step by the planned launch date.
    """
    return phases(document)(field)


def phases(document: PlanDocument) -> Callable[[FieldText], str]:
    """`phase_of` for all texts of a plan: what they share is worked out once."""
    dates = [p.approval_date for p in document.products]
    known = [d for d in dates if d is not None]
    if not dates or (len(known) == len(dates) and max(known) <= document.on):
        return lambda field: field.phase or "approved"
    if len(known) < len(dates):
        return lambda _: "pre_launch"
    approval, rows = max(known), {row.path: row for row in document.rows}
    begun: dict[str, bool] = {}  # the texts of one row begin together

    def phase(field: FieldText) -> str:
        if field.phase not in ("launch", "growth"):
            return "pre_launch"
        place = field.path.rpartition(".")[0]
        if place not in begun:
            starts = _first_day(_outermost(place, rows)) or document.values.get("basics.launch_date")
            begun[place] = isinstance(starts, date) and starts >= approval
        return field.phase if begun[place] else "pre_launch"

    return phase


def _outermost(place: str, rows: Mapping[str, Row]) -> Row | None:
    """The row that a place lies in or is, of rows inside rows the outer one."""
    above = accumulate(place.split("."), lambda left, right: f"{left}.{right}")
    return next((rows[name] for name in above if name in rows), None)


def _first_day(row: Row | None) -> date | None:
    value = row.values.get("from_date") if row is not None else None
    return value if isinstance(value, date) else None
