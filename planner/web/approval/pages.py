"""Decide on a plan: the summary beside the PDF, the signature, the return."""

from flask import Response, flash, g, request, url_for

from planner.kernel.errors import Invalid, WrongState
from planner.kernel.i18n import Text
from planner.services import approval, issuing, plans
from planner.services.approval import ApprovalView
from planner.services.changes_grouped import grouped
from planner.services.places import place_names
from planner.signing.roles import SignerRole
from planner.web import looking as presence
from planner.web.access import in_background, requires
from planner.web.approval import bp, summary
from planner.web.approval.turns import turn
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import language, t
from planner.web.review.consent import consent_of
from planner.workflow import Part, Role, State

SIGNED = Text("已批准并签名，计划开始生效。", "Approved and signed; the plan is in force.")
RETURNED = Text("已退回给作者，理由也带过去了。", "Returned to the author with your reason.")


@bp.get("/<number>")
@requires(Role.MANAGER)
def show(number: str) -> Response:
    """One page of summary, the very file beside it."""
    return _summary_page(number)


@bp.post("/<number>/open")
@requires(Role.MANAGER)
def open_to_sign(number: str) -> Response:
    """Turning to the signing form: from now on the officer cannot take the pass back."""
    if hindrance := _view(number).hindrance:
        raise WrongState(hindrance, State.IN_APPROVAL)
    with transaction() as session:
        approval.open_to_sign(session, house(), g.actor, number)
    return go_to(turn(number).address("approval.sign", number))


@bp.get("/<number>/sign")
@requires(Role.MANAGER)
def sign(number: str) -> Response:
    """The signing form; whoever comes by the address alone starts at the summary."""
    view = _view(number)
    if view.plan.revision.opened_to_sign_at is None:
        return go_to(url_for("approval.show", number=number))
    return _signing_page(number, view)


@bp.post("/<number>/sign")
@requires(Role.MANAGER)
def approve(number: str) -> Response:
    """Signs the bytes that were shown; a wrong PIN says how many tries are left."""
    try:
        approval.approve(transaction, house(), g.actor, number, consent_of(request.form, g.token))
    except Invalid as problem:
        return _signing_page(number, _view(number), problem)
    return _decided(number) or _leave(url_for("plans.show", number=number), SIGNED)


@bp.post("/<number>/return")
@requires(Role.MANAGER)
def refuse(number: str) -> Response:
    """Back to the author, with a reason."""
    try:
        with transaction() as session:
            approval.refuse(session, house(), g.actor, number, request.form.get("reason", ""))
    except Invalid as problem:
        return _summary_page(number, problem)
    return _decided(number) or _leave(url_for("today.show"), RETURNED)


@bp.get("/<number>/done")
@requires(Role.MANAGER)
def done(number: str) -> Response:
    """Between two plans: what was just decided, and the next one that waits."""
    plan = plans.open_plan(reading(), house(), g.actor, number)
    said = {State.APPROVED: SIGNED, State.RETURNED: RETURNED}.get(plan.state)
    if said is None:
        return go_to(url_for("approval.show", number=number))
    return render("approval/done.html", None, 200, plan=plan, number=number, said=said, turn=turn(number))


@bp.post("/<number>/looking")
@in_background
@requires(Role.MANAGER)
def looking(number: str) -> Response:
    """The open page gives a sign of life, which is no activity, and hears who else is there."""
    return presence.answer(number, Part.MANAGER)


def _decided(number: str) -> Response | None:
    """To the page between two plans; None when no other one waits."""
    here = turn(number)
    return go_to(here.address("approval.done", number, 1)) if here.follows else None


def _leave(where: str, said: Text) -> Response:
    flash(t(said))
    return go_to(where)


def _view(number: str) -> ApprovalView:
    return approval.open_approval(reading(), house(), g.actor, number, g.token)


def _summary_page(number: str, problem: Invalid | None = None) -> Response:
    view = _view(number)
    return render(
        "approval/show.html",
        None,
        422 if problem else 200,
        view=view,
        turn=turn(number),
        number=number,
        problem=problem,
        typed=request.form,
        summary=summary,
        parts=grouped(view.changes),
        names=place_names(view.plan.plan_type, view.plan.answers, language()),
        checks=summary.checks(view, house().clock()),
        **presence.line(number),
    )


def _signing_page(number: str, view: ApprovalView, problem: Invalid | None = None) -> Response:
    meaning = issuing.MEANINGS[SignerRole.APPROVER]
    shown = {"view": view, "turn": turn(number), "number": number, "problem": problem, "meaning": meaning, **presence.line(number)}
    return render("approval/sign.html", None, 422 if problem else 200, **shown)
