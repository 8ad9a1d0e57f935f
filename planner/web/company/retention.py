"""How long things are kept, what goes next, and legal holds: set by one keeper, lifted by two."""

from flask import Response, flash, g, url_for

from planner.kernel.errors import Invalid, NotAllowed, Stale
from planner.kernel.i18n import Text
from planner.services import holds, retention
from planner.services.policy import policy_in_force
from planner.web.access import requires
from planner.web.company import bp
from planner.web.company.frame import page, typed
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to
from planner.web.language import t

HERE = "company.retention"
MOST_SHOWN = 50
"""Plans of a list on the page; the command lists all of them."""


@bp.get("/retention", endpoint="retention")
@requires(*holds.KEEPERS)
def show() -> Response:
    """The rules, the outlook and the holds."""
    return _page()


@bp.post("/retention/holds")
@requires(*holds.KEEPERS)
def set_hold() -> Response:
    """Hold a plan, a person or a product."""
    kind, name, reason = typed("kind"), typed("which"), typed("reason")
    try:
        with transaction() as session:
            holds.set_hold(session, house(), g.actor, kind, name, reason)
    except Invalid as problem:
        return _page(problem.errors, kind=kind, which=name, reason=reason)
    flash(t("保全已生效，解除之前不会删除。", "The hold is in force; nothing of it is removed until it is lifted."))
    return go_to(url_for(HERE))


@bp.post("/retention/holds/<int:hold>/ask")
@requires(*holds.KEEPERS)
def ask_to_lift(hold: int) -> Response:
    """Say why it may go; somebody else has to agree."""
    reason = typed(f"reason-{hold}")
    try:
        with transaction() as session:
            holds.ask_to_lift(session, house(), g.actor, hold, reason)
    except Invalid as problem:
        return _page(problem.errors)
    except Stale as problem:
        return _page(told=problem.message)
    flash(t("申请已记下。要由另一位合规负责人或管理员同意，保全才解除。", "Noted. The hold is lifted once another keeper agrees."))
    return go_to(url_for(HERE))


@bp.post("/retention/holds/<int:hold>/agree")
@requires(*holds.KEEPERS)
def agree_to_lift(hold: int) -> Response:
    """The second person."""
    try:
        with transaction() as session:
            holds.agree(session, house(), g.actor, hold)
    except (NotAllowed, Stale) as problem:
        return _page(told=problem.message)
    flash(t("保全已解除，以后按期限处理。", "The hold is lifted; from now on the usual time counts."))
    return go_to(url_for(HERE))


@bp.post("/retention/holds/<int:hold>/keep")
@requires(*holds.KEEPERS)
def keep_hold(hold: int) -> Response:
    """It stays."""
    try:
        with transaction() as session:
            holds.keep(session, house(), g.actor, hold)
    except Stale as problem:
        return _page(told=problem.message)
    flash(t("保全继续有效。", "The hold stays in force."))
    return go_to(url_for(HERE))


def _page(errors: dict[str, Text] | None = None, told: Text | None = None, **form: str) -> Response:
    lasting, lifted = holds.listing(reading(), g.actor)
    return page(
        "company/retention.html",
        HERE,
        409 if told else 200,
        errors,
        told=told,
        form=form,
        policy=policy_in_force(reading()),
        outlook=retention.outlook(reading(), house()),
        removed=retention.last_removed(reading()),
        what=retention.WHAT,
        kinds=[(kind, t(name)) for kind, name in holds.KINDS.items()],
        kind_names=holds.KINDS,
        lasting=lasting,
        lifted=lifted,
        most=holds.MOST_REASON,
        most_shown=MOST_SHOWN,
    )
