"""Which credential at the signing provider is somebody's."""

from flask import Response, flash, g, url_for

from planner.kernel.errors import Invalid
from planner.services import credentials
from planner.web.access import requires
from planner.web.company import bp
from planner.web.company.frame import typed
from planner.web.company.people import show
from planner.web.extensions import house, transaction
from planner.web.htmx import go_to
from planner.web.language import t
from planner.workflow import Role


@bp.post("/people/<int:subject>/credential")
@requires(Role.ADMINISTRATOR)
def assign_credential(subject: int) -> Response:
    """Assign it; it signs once its owner has confirmed it."""
    try:
        credentials.assign(transaction, house(), g.actor, subject, typed("credential"))
    except Invalid as problem:
        return show(subject, problem.errors)
    flash(
        t(
            "签名凭证记下了。本人在“账号”里确认以后就能签名。",
            "The credential is kept. It signs once its owner has confirmed it under “Account”.",
        )
    )
    return go_to(url_for("company.person", subject=subject))


@bp.post("/people/<int:subject>/credential/end")
@requires(Role.ADMINISTRATOR)
def end_credential(subject: int) -> Response:
    """Take it away."""
    try:
        with transaction() as session:
            credentials.take_back(session, house(), g.actor, subject)
    except Invalid as problem:
        return show(subject, problem.errors)
    flash(
        t(
            "签名凭证收回了，马上不能再签。以前的签名仍然有效。",
            "The credential was taken away and signs no more. Earlier signatures stay valid.",
        )
    )
    return go_to(url_for("company.person", subject=subject))
