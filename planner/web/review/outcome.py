"""How a review ends: back to the author, or passed with a signature; and taking the pass back."""

from flask import Response, flash, g, request, url_for

from planner.kernel.errors import Invalid
from planner.services import issuing, review
from planner.services import outcome as service
from planner.signing.roles import SignerRole
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import t
from planner.web.review import bp
from planner.web.review.consent import consent_of
from planner.web.review.desk_page import OFFICERS, back
from planner.workflow import Action, target


@bp.post("/<number>/return")
@requires(*OFFICERS)
def return_to_author(number: str) -> Response:
    """The author gets the required changes and the remarks."""
    with transaction() as session:
        service.return_to_author(session, house(), g.actor, number)
    flash(t("已退回给作者，要改的地方和你的话都带过去了。", "Returned to the author, with what to change and your words."))
    return go_to(url_for("today.show"))


@bp.get("/<number>/sign")
@requires(*OFFICERS)
def sign(number: str) -> Response:
    """The signing dialog as a page of its own."""
    return _signing_page(number)


@bp.post("/<number>/sign")
@requires(*OFFICERS)
def pass_plan(number: str) -> Response:
    """Makes the review record and signs the plan's PDF; a wrong PIN says how many tries are left."""
    try:
        service.pass_plan(transaction, house(), g.actor, number, consent_of(request.form, g.token))
    except Invalid as problem:
        return _signing_page(number, problem)
    flash(t("已通过并签名，现在等经理批准。", "Passed and signed; it now waits for the manager."))
    return go_to(url_for("review.desk", number=number))


@bp.post("/<number>/recall-pass")
@requires(*OFFICERS)
def recall_pass(number: str) -> Response:
    """Until the manager has opened it to sign."""
    with transaction() as session:
        service.recall_pass(session, house(), g.actor, number)
    return back(number)


def _signing_page(number: str, problem: Invalid | None = None) -> Response:
    view = review.open_desk(reading(), house(), g.actor, number, g.token)
    target(Action.PASS, view.plan.state, view.plan.parts)  # 409 or 403 before anybody types a PIN
    return render(
        "review/sign.html",
        None,
        422 if problem else 200,
        view=view,
        number=number,
        problem=problem,
        meaning=issuing.MEANINGS[SignerRole.COMPLIANCE],
    )
