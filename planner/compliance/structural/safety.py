"""Drug safety: who is told of an adverse event, and how fast."""

from collections.abc import Iterator, Mapping
from datetime import date

from planner.compliance.structural.base import Breach, check, limit
from planner.compliance.structural.sheet import Sheet
from planner.kernel.clock import day_text

_ANSWERS = ("safety.contact", "safety.reporting")


@check("safety_missing")
def missing(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A plan with activities or goals that says nothing of reporting adverse events (S-12)."""
    if not (document.rows_of("activities") or document.rows_of("goals")):
        return
    if not any(document.values.get(name) for name in _ANSWERS):
        yield Breach("safety.reporting", "safety.reporting", "missing")


@check("safety_hours")
def hours(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """More hours until an adverse event is reported than the policy allows (S-12)."""
    most = limit(document, "adverse_event_hours")
    for path in ("safety.within_hours", "crisis.within_hours"):
        said = document.values.get(path)
        if most is not None and isinstance(said, int) and said > most:
            yield Breach(path, path, str(said), words={"value": str(said), "limit": str(most)})


@check("safety_contact_unreachable")
def unreachable(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A pharmacovigilance contact without a telephone number or mail address (S-12)."""
    said = document.values.get("safety.contact")
    if isinstance(said, str) and said and "@" not in said and sum(char.isdecimal() for char in said) < 5:
        yield Breach("safety.contact", "safety.contact", said, words={"value": said})


@check("safety_training_old")
def training(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A last training longer ago than the policy allows, or still to come (S-12). Parameter `to_come`: look for the latter."""
    said, most = document.values.get("safety.training_date"), limit(document, "safety_training_months")
    if not isinstance(said, date):
        return
    months = (document.on.year - said.year) * 12 + document.on.month - said.month - (document.on.day < said.day)
    wrong = said > document.on if params.get("to_come") is True else most is not None and months >= most
    if wrong:
        shown = day_text(said)
        words = {"value": shown.zh, "value_en": shown.en, "limit": str(most)}
        yield Breach("safety.training_date", "safety.training_date", said.isoformat(), words=words)


@check("risk_missing")
def risk(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A list of risks that leaves one out, or gives it no answer. Parameter `name`: which one."""
    rows = document.rows_of("risks")
    named = [row for row in rows if row.values.get("name") == params.get("name")]
    if any(row.values.get("response") for row in named) or not any(row.values.get("response") for row in rows):
        return
    place = named[0].path if named else rows[0].path.rsplit(".", 1)[0]
    tail = ".response" if named else ""
    yield Breach(place + tail, rows[0].schema_path + tail, str(params.get("name")), block="risks")
