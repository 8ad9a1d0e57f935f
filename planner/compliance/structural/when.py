"""Months said in prose against the dates beside them, the phase they stand in and the period of the plan."""

from collections.abc import Iterator, Mapping
from datetime import date

from planner.compliance.document import FieldText, Row
from planner.compliance.structural.base import Breach, beside, check, day, part, texts
from planner.compliance.structural.moments import Moment, Month, moments
from planner.compliance.structural.reading import clause_at, prepared
from planner.compliance.structural.sheet import Sheet
from planner.kernel.clock import day_text
from planner.kernel.i18n import Text

_NAMES = {"activities": "name", "tasks": "task", "tactics": "name"}
_WORDS = {"activities": ("name", "agenda", "description"), "tasks": ("task", "how"), "tactics": ("name", "what")}
_PHASE_MONTHS = {"launch": (0, 2), "growth": (3, 11)}
"""First and last month after the launch (plan types: launch is months 1 to 3, growth 4 to 12)."""


@check("prose_month_beside_dates")
def beside_dates(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A row whose words name a month that its dates leave out.

    Parameters `held`: words of holding an event, needed but in a row's name; `unless`: words of other times.
    """
    for block, names in _WORDS.items():
        for row in document.rows_of(block):
            first, last = day(row, "from_date"), day(row, "to_date")
            if first is None or last is None or last < first:
                continue
            for name in names:
                wrong = _wrong(str(row.values.get(name) or ""), (_month(first), _month(last)), params, name == _NAMES[block])
                if wrong is not None:
                    begins, ends = day_text(first), day_text(last)
                    words = {"first": begins.zh, "last": ends.zh, "first_en": begins.en, "last_en": ends.en}
                    yield part(row, name, (wrong.start, wrong.end), **words)
                    break


@check("prose_month_outside")
def outside(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Prose that plans something for a month outside the phase of its step, or outside the plan.

    Parameters as above.
    """
    windows = {phase: _window(document, phase) for phase in (None, "pre_launch", "launch", "growth")}
    for field, said in document.said:
        span = windows.get(field.phase)
        if span is None or not said.moments or _dated(document, field):
            continue
        wrong = _wrong(field.text, span, params, False)
        if wrong is not None:
            first, last = _shown(span[0]), _shown(span[1])
            yield beside(field, (wrong.start, wrong.end), first=first.zh, last=last.zh, first_en=first.en, last_en=last.en)


def _wrong(text: str, span: tuple[Month, Month], params: Mapping[str, object], bare: bool) -> Moment | None:
    """The first moment for which something is planned and which cannot lie in the span."""
    if not text:
        return None
    said = moments(text)
    if not said:
        return None
    held, unless = texts(params, "held"), texts(params, "unless")
    ready = prepared(text)
    for moment in said:
        if moment.relative or moment.until or (moment.year is not None and moment.year < span[0][0]):
            continue
        clause, low = clause_at(ready, moment.start)
        if any(word in clause for word in unless) or not (bare or any(word in clause[moment.start - low :] for word in held)):
            continue
        same = [other for other in said if low <= other.start < low + len(clause)]
        if not any(other.meets(*span) for other in same):
            return moment
    return None


def _dated(document: Sheet, field: FieldText) -> bool:
    """Whether the text stands in a row with dates of its own."""
    row: Row | None = document.row_of(field)
    return row is not None and any(isinstance(value, date) for value in row.values.values())


def _window(document: Sheet, phase: str | None) -> tuple[Month, Month] | None:
    if document.period is None:
        return None
    first, last = _month(document.period[0]), _month(document.period[1])
    launch = document.values.get("basics.launch_date")
    if phase is None or not isinstance(launch, date):
        return first, last
    if phase == "pre_launch":
        return (first, max(first, min(last, _month(launch))))
    begins, ends = _PHASE_MONTHS[phase]
    return _later(launch, begins), _later(launch, ends + 1)


def _month(day_: date) -> Month:
    return day_.year, day_.month


def _later(day_: date, months: int) -> Month:
    year, month = divmod(day_.year * 12 + day_.month - 1 + months, 12)
    return year, month + 1


def _shown(month: Month) -> Text:
    name = date(*month, 1).strftime("%B")
    return Text(f"{month[0]}年{month[1]}月", f"{name} {month[0]}")
