"""The trail, fifty events at a time, and as a stream of lines for a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from flask import Response, g, request, stream_with_context, url_for

from planner.kernel.errors import NotFound
from planner.services import trail
from planner.services.audit import EVENT_NAMES, Event
from planner.services.event_words import KINDS, KNOWN, events_of
from planner.services.story_files import csv_lines
from planner.services.trail import Sought
from planner.web.access import requires
from planner.web.asked import day_asked, number_asked
from planner.web.extensions import house, reading, transaction
from planner.web.headers import as_download
from planner.web.htmx import render
from planner.web.language import language, t
from planner.web.trail import bp
from planner.workflow import Role


@bp.get("")
@requires(*trail.AUDITORS)
def index() -> Response:
    """The newest events, or those below a number."""
    sought, below = _sought(), number_asked("below")
    found, asked = trail.page(reading(), house(), g.actor, sought, below), _asked()
    older = {**asked, "below": str(found.older)} if found.older else None
    choice = {"sought": sought, "asked": asked, "older": older, "below": below}
    return render("trail/index.html", None, 200, found=found, acts=_acts(), plan_href=_linker(), **choice)


@bp.get("/events.csv")
@requires(*trail.AUDITORS)
def events_csv() -> Response:
    """Every chosen event in a stream; that it was taken is itself an event."""
    sought, actor, spoken, home = _sought(), g.actor, language(), house()
    with transaction() as session:
        end = trail.begin_export(session, home, actor, sought)

    def lines() -> Iterator[str]:
        yield from csv_lines(trail.stream(reading(), home, actor, sought, end.count), end, spoken)

    response = Response(stream_with_context(lines()), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="trail.csv"'
    return as_download(response)


def _sought() -> Sought:
    asked = _asked()
    act = asked.get("act", "")
    if act and act not in KINDS and act not in KNOWN:
        raise NotFound
    return Sought(act, asked.get("person", ""), asked.get("plan", "").upper(), day_asked("from"), day_asked("until"))


def _asked() -> dict[str, str]:
    """The choice as it stands in the address, for the links to further pages and to the file."""
    names = ("act", "person", "plan", "from", "until")
    return {name: value for name in names if (value := request.args.get(name, "").strip()[:60])}


def _acts() -> list[tuple[str, str]]:
    """Every kind, and under it every act of the kind."""
    found: list[tuple[str, str]] = []
    for kind, label in KINDS.items():
        found.append((kind, t(label)))
        found += [(event.value, f"\u2003{t(EVENT_NAMES[Event(event)])}") for event in events_of(kind)]
    return found


def _linker() -> Any:
    """The story of a plan, for those who may read plans; an administrator has no part in them."""
    reads = g.actor.has(Role.HEAD_OF_COMPLIANCE)
    return lambda number: url_for("plans.story_page", number=number) if reads else None
