"""Start a plan of a kind."""

from flask import Response, g, request, url_for

from planner.kernel.errors import NotFound
from planner.services.plans import create_plan
from planner.web.access import requires
from planner.web.extensions import house, transaction
from planner.web.htmx import go_to
from planner.web.today import bp
from planner.workflow import Role


@bp.post("/start")
@requires(Role.REPRESENTATIVE)
def start() -> Response:
    """A new draft with what the system knows, opened at its first step."""
    kind = request.form.get("kind", "")
    if kind not in house().plan_types:
        raise NotFound
    with transaction() as writing:
        number = create_plan(writing, house(), g.actor, kind).number
    return go_to(address_of(number, house().plan_types[kind].steps[0].slug))


def address_of(number: str, step: str) -> str:
    """The page of one step of a plan."""
    return url_for("wizard.step", number=number, slug=step)
