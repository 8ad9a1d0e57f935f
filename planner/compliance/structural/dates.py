"""Dates against the period of the plan and the windows of its phases."""

from collections.abc import Iterator, Mapping
from datetime import date

from planner.compliance.document import Row
from planner.compliance.structural.base import Breach, amount, at, check, day, texts
from planner.compliance.structural.sheet import Sheet
from planner.kernel.clock import day_text

DATED = ("activities", "tasks", "tactics")
SINGLE = {"dossier": "submission_date", "support": "needed_by", "triggers": "day"}
"""Blocks whose rows have one day, and its field."""


@check("outside_period")
def outside_period(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A row that begins before the plan or ends after it."""
    if document.period is None:
        return
    first, last = document.period
    for row in _dated(document):
        wrong = _beyond(row, first, last)
        if wrong:
            begins, ends = day_text(first), day_text(last)
            yield at(row, wrong, first=begins.zh, last=ends.zh, first_en=begins.en, last_en=ends.en)
    for block, name in SINGLE.items():
        for row in document.rows_of(block):
            only = day(row, name)
            if only is not None and not first <= only <= last:
                begins, ends = day_text(first), day_text(last)
                yield at(row, name, first=begins.zh, last=ends.zh, first_en=begins.en, last_en=ends.en)


@check("outside_phase")
def outside_phase(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
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


@check("activity_in_the_past")
def in_the_past(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """An activity that ended before the day of the check: planned after the event (S-29)."""
    for row in document.rows_of("activities"):
        last = day(row, "to_date") or day(row, "from_date")
        if last is not None and last < document.on:
            shown, today = day_text(last), day_text(document.on)
            yield at(row, "from_date", day=shown.zh, day_en=shown.en, on=today.zh, on_en=today.en)


@check("hospital_weekend")
def weekend(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A visit or department meeting that is dated on one day of a weekend (S-10).

    Parameter `kinds`. Which working days are moved for a public holiday is not known here.
    """
    for row in document.rows_of("activities"):
        first = day(row, "from_date")
        if first is None or row.values.get("kind") not in texts(params, "kinds") or day(row, "to_date") not in (None, first):
            continue
        if first.weekday() >= 5:
            shown = day_text(first)
            yield at(row, "from_date", day=shown.zh, day_en=shown.en, weekday="周六" if first.weekday() == 5 else "周日")


@check("meal_near_festival")
def festival(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A meal offered on one of the days before a festival, on it or on the next (S-23).

    Parameters `days`: ISO dates of festivals; `every_year`: month-day of those that do not move; `before`: days before.
    """
    before = params.get("before", 7)
    days = [date.fromisoformat(text) for text in texts(params, "days")]
    yearly = [tuple(map(int, text.split("-"))) for text in texts(params, "every_year")]
    for row in document.rows_of("activities"):
        first = day(row, "from_date")
        if first is None or amount(row, "hospitality_per_head") <= 0:
            continue
        near = [*days, *(date(first.year, month, number) for month, number in yearly)]
        met = next((feast for feast in near if isinstance(before, int) and -1 <= (feast - first).days <= before), None)
        if met is not None:
            shown, feast = day_text(first), day_text(met)
            yield at(row, "from_date", day=shown.zh, day_en=shown.en, festival=feast.zh, festival_en=feast.en)


@check("dossier_before_approval")
def dossier(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A formulary dossier that goes to an institution before the product is approved (S-01)."""
    for row in document.rows_of("dossier"):
        sent = day(row, "submission_date")
        approvals = [product.approval_date for product in document.products]
        later = [approval for approval in approvals if approval is not None and sent is not None and sent < approval]
        if later:
            shown = day_text(min(later))
            yield at(row, "submission_date", approval=shown.zh, approval_en=shown.en)


def _dated(document: Sheet) -> Iterator[Row]:
    for block in DATED:
        yield from document.rows_of(block)


def _beyond(row: Row, first: date, last: date) -> str:
    start, end = day(row, "from_date"), day(row, "to_date")
    if start is not None and not first <= start <= last:
        return "from_date"
    return "to_date" if end is not None and not first <= end <= last else ""
