"""The list of own plans, starting one, and the drafts that were deleted."""

from flask import Response, g, request, url_for

from planner.kernel.errors import NotFound
from planner.services.cards import deleted_plans, own_plans
from planner.services.plans import UNDELETE_WITHIN, create_plan
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.plans import bp
from planner.web.today.card import in_order, shown
from planner.workflow import Role


@bp.get("")
@requires(Role.REPRESENTATIVE)
def index() -> Response:
    """Every own plan as a card, what asks for something first."""
    cards = [shown(card) for card in in_order(own_plans(reading(), house(), g.actor))]
    deleted = deleted_plans(reading(), house(), g.actor)
    kinds = list(house().plan_types.values())
    return render("plans/index.html", None, 200, mine=cards, deleted=deleted, kinds=kinds, days=UNDELETE_WITHIN.days)


@bp.post("")
@requires(Role.REPRESENTATIVE)
def start() -> Response:
    """A new draft of a kind, opened at its first step."""
    kind = request.form.get("kind", "")
    if kind not in house().plan_types:
        raise NotFound
    with transaction() as session:
        number = create_plan(session, house(), g.actor, kind).number
    return go_to(url_for("wizard.step", number=number, slug=house().plan_types[kind].steps[0].slug))
