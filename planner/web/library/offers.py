"""What is offered under a field while somebody types."""

from flask import Response, g, request

from planner.services import library_offers, plans
from planner.web.access import requires
from planner.web.extensions import house, reading
from planner.web.htmx import render
from planner.web.library import bp
from planner.workflow import Role


@bp.get("/offers/<number>")
@requires(Role.REPRESENTATIVE)
def offered(number: str) -> Response:
    """Options for one field of a plan; `path` names it, `before` is what stands before the caret."""
    session = reading()
    view = plans.open_plan(session, house(), g.actor, number)
    path, before = request.args.get("path", "")[:300], request.args.get("before", "")[-200:]
    materials = library_offers.materials_for(session, house(), view, path, before)
    phrases = library_offers.phrases_for(session, house(), view, path, before)
    return render("library/_offers.html", None, 200, materials=materials, phrases=phrases)
