"""Dates against the period of the plan and the windows of its phases."""

from collections.abc import Iterator, Mapping
from datetime import date

from planner.compliance.document import PlanDocument, Row
from planner.compliance.structural.base import Breach, at, check, day
from planner.kernel.clock import day_text

DATED = ("activities", "tasks")


@check("outside_period")
def outside_period(document: PlanDocument, params: Mapping[str, object]) -> Iterator[Breach]:
    """A row that begins before the plan or ends after it."""
    if document.period is None:
        return
    first, last = document.period
    for row in _dated(document):
        wrong = _beyond(row, first, last)
        if wrong:
            begins, ends = day_text(first), day_text(last)
            yield at(row, wrong, first=begins.zh, last=ends.zh, first_en=begins.en, last_en=ends.en)


@check("outside_phase")
def outside_phase(document: PlanDocument, params: Mapping[str, object]) -> Iterator[Breach]:
    """A pre-launch row dated after the launch, or a later row dated before it."""
    launch = document.values.get("basics.launch_date")
    if not isinstance(launch, date):
        return
    for row in _dated(document):
        start, end = day(row, "from_date"), day(row, "to_date")
        shown = day_text(launch)
        if row.phase == "pre_launch" and end is not None and end >= launch:
            yield at(row, "to_date", launch=shown.zh, launch_en=shown.en)
        elif row.phase in ("launch", "growth") and start is not None and start < launch:
            yield at(row, "from_date", launch=shown.zh, launch_en=shown.en)


def _dated(document: PlanDocument) -> Iterator[Row]:
    for block in DATED:
        yield from document.rows_of(block)


def _beyond(row: Row, first: date, last: date) -> str:
    start, end = day(row, "from_date"), day(row, "to_date")
    if start is not None and not first <= start <= last:
        return "from_date"
    return "to_date" if end is not None and not first <= end <= last else ""
