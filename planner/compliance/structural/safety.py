"""Drug safety: who is told of an adverse event, and how fast."""

from collections.abc import Iterator, Mapping

from planner.compliance.structural.base import Breach, check, limit
from planner.compliance.structural.sheet import Sheet

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
    most, said = limit(document, "adverse_event_hours"), document.values.get("safety.within_hours")
    if most is not None and isinstance(said, int) and said > most:
        yield Breach("safety.within_hours", "safety.within_hours", str(said), words={"value": str(said), "limit": str(most)})


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
