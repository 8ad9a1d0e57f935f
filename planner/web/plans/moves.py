"""What can be done to a whole plan: delete and restore a draft, amend, withdraw."""

from flask import Response, flash, g, request, url_for

from planner.kernel.errors import Invalid
from planner.services import plans
from planner.web.access import requires, signed_in
from planner.web.extensions import house, transaction
from planner.web.htmx import go_to
from planner.web.language import t
from planner.web.plans import bp
from planner.web.plans.record import page
from planner.workflow import Role


@bp.post("/<number>/delete")
@requires(Role.REPRESENTATIVE)
def delete(number: str) -> Response:
    """A draft that was never submitted; it can be brought back for thirty days."""
    with transaction() as session:
        plans.delete_plan(session, house(), g.actor, number)
    return go_to(url_for("plans.index", _anchor=f"deleted-{number}"))


@bp.post("/<number>/restore")
@requires(Role.REPRESENTATIVE)
def restore(number: str) -> Response:
    """Bring a deleted draft back."""
    with transaction() as session:
        plans.undelete_plan(session, house(), g.actor, number)
    flash(t("草稿回来了。", "The draft is back."))
    return go_to(url_for("plans.show", number=number))


@bp.post("/<number>/amend")
@requires(Role.REPRESENTATIVE)
def amend(number: str) -> Response:
    """Open the next revision; what was approved stays in force until that one is."""
    with transaction() as session:
        plans.amend_plan(session, house(), g.actor, number)
        first = plans.open_plan(session, house(), g.actor, number).plan_type.steps[0].slug
    flash(t("新一版已经打开，批准以前旧版继续有效。", "The next revision is open; the present one stays in force until it is approved."))
    return go_to(url_for("wizard.step", number=number, slug=first))


@bp.post("/<number>/withdraw")
@signed_in
def withdraw(number: str) -> Response:
    """Out of force from now on, with a reason that everybody who may see the plan can read."""
    try:
        with transaction() as session:
            plans.withdraw_plan(session, house(), g.actor, number, request.form.get("reason", ""))
    except Invalid as problem:
        return page(number, None, problem)
    flash(t("计划已撤回，验真页从现在起会这样说。", "The plan is withdrawn; the verify page says so from now on."))
    return go_to(url_for("plans.show", number=number))
