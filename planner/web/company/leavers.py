"""Somebody leaves: what they leave behind, who takes it, and the one step that does it all."""

from flask import Response, flash, g, request, url_for

from planner.kernel.errors import Invalid, Stale
from planner.kernel.i18n import Text
from planner.services import administration_leavers as leavers_of
from planner.services import company
from planner.web.access import requires
from planner.web.company import bp
from planner.web.company.frame import page, typed
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to
from planner.web.language import t
from planner.workflow import Role


@bp.get("/people/<int:subject>/leave")
@requires(Role.ADMINISTRATOR)
def leave(subject: int) -> Response:
    """What is to be handed over."""
    return _page(subject)


@bp.post("/people/<int:subject>/leave")
@requires(Role.ADMINISTRATOR)
def hand_over(subject: int) -> Response:
    """Hand it over and shut the person out."""
    try:
        with transaction() as session:
            leavers_of.leave(session, house(), g.actor, subject, typed("seen"), request.form)
    except Invalid as problem:
        return _page(subject, problem.errors)
    except Stale as problem:
        return _page(subject, {"clash": problem.message})
    flash(t("已交接并停用。", "Handed over and disabled."))
    return go_to(url_for("company.person", subject=subject))


def _page(subject: int, errors: dict[str, Text] | None = None) -> Response:
    shown = leavers_of.leaving(reading(), house(), g.actor, subject)
    chosen = {bundle.key: typed(bundle.key) for bundle in shown.bundles}
    person = company.member(reading(), g.actor, subject)
    return page("company/leave.html", "company.people", errors=errors, person=person, shown=shown, chosen=chosen)
