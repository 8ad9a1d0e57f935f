"""Goals that are not SMART: they never block."""

from collections.abc import Iterator, Mapping
from datetime import date

from planner.compliance.document import Row
from planner.compliance.structural.base import Breach, at, check, number
from planner.compliance.structural.sheet import Sheet

PARTS = ("metric", "baseline", "target", "unit", "due")
"""What a goal is measured with, in the order in which it is asked."""


def missing_parts(goal: Row) -> tuple[str, ...]:
    """Names of the parts of a measure that a goal leaves empty."""
    return tuple(name for name in PARTS if goal.values.get(name) in (None, ""))


def is_outside(goal: Row, period: tuple[date, date]) -> bool:
    """True when a goal is due before the plan begins or after it ends; one without a month is not."""
    due = _month(goal)
    first, last = period
    return due is not None and not (first.year, first.month) <= due <= (last.year, last.month)


@check("goal_without")
def goal_without(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A goal that has a statement but lacks part of a measure; the first missing field is named."""
    for row in document.rows_of("goals"):
        if not row.values.get("statement"):
            continue
        if missing := missing_parts(row):
            yield at(row, missing[0])


@check("goal_stands_still")
def stands_still(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A goal whose target is where it begins."""
    for row in document.rows_of("goals"):
        baseline, target = number(row, "baseline"), number(row, "target")
        if baseline is not None and baseline == target:
            yield at(row, "target")


@check("goal_outside_period")
def outside_period(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A goal that is due before the plan begins or after it ends."""
    if document.period is None:
        return
    for row in document.rows_of("goals"):
        if is_outside(row, document.period):
            yield at(row, "due")


def _month(row: Row) -> tuple[int, int] | None:
    value = row.values.get("due")
    if isinstance(value, date):
        return value.year, value.month
    if isinstance(value, (tuple, list)) and len(value) == 2 and all(isinstance(v, int) for v in value):
        return int(value[0]), int(value[1])
    return None
