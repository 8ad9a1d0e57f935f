"""Who else has a plan open: the line on desk and approval, and the sign of life their open pages give."""

from typing import Any

from flask import Response, g, make_response, render_template, request

from planner.services import presence
from planner.services.presence import Looker
from planner.web.extensions import house, reading, transaction
from planner.workflow import Part


def line(number: str) -> dict[str, Any]:
    """What a page needs for its line; to draw it is no sign of life yet, its script gives one."""
    return _line(presence.lookers(reading(), house(), g.actor, [number]).get(number, ()))


def answer(number: str, part: Part) -> Response:
    """Note that the person is there; the line with the others, or nothing (204) while it is the one they see already."""
    found = _line(presence.look(reading(), transaction, house(), g.actor, number, part))
    if request.form.get("shown") == found["shown"]:
        return Response(status=204)
    return make_response(render_template("components/looking.html", url=request.path, **found))


def _line(found: tuple[Looker, ...]) -> dict[str, Any]:
    return {"looking": found, "shown": " ".join(f"{one.person_id}-{one.part}" for one in found)}
