"""A change of the rulebook that waits for a second person."""

from flask import Response, flash, g, request, url_for

from planner.kernel.errors import Invalid
from planner.services.rules import lifecycle
from planner.services.rules.preview_page import preview as read_preview
from planner.services.rules.proposal_page import proposal as read_proposal
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import language, t
from planner.web.rulebook import bp
from planner.web.rulebook.drafts import EDITORS


@bp.get("/proposals/<int:number>")
@requires(*EDITORS)
def proposal(number: int) -> Response:
    """What changes, what it would have done to stored plans, and the two answers."""
    return _page(number)


@bp.post("/proposals/<int:number>/approve")
@requires(*EDITORS)
def approve(number: int) -> Response:
    """Bring it into force, for everybody at once."""
    try:
        lifecycle.approve(transaction, house(), g.actor, number, _note())
    except Invalid as problem:
        return _page(number, problem)
    flash(t("已生效。", "It is in force."))
    return go_to(url_for("rulebook.desk"))


@bp.post("/proposals/<int:number>/refuse")
@requires(*EDITORS)
def refuse(number: int) -> Response:
    """Say no, with the reason."""
    try:
        lifecycle.refuse(transaction, house(), g.actor, number, _note())
    except Invalid as problem:
        return _page(number, problem)
    flash(t("没有采纳，理由已经告诉提出的人。", "Not taken; whoever proposed it is told why."))
    return go_to(url_for("rulebook.desk"))


@bp.post("/proposals/<int:number>/withdraw")
@requires(*EDITORS)
def withdraw(number: int) -> Response:
    """Take one's own proposal back."""
    lifecycle.withdraw(transaction, house(), g.actor, number)
    flash(t("已收回。", "Taken back."))
    return go_to(url_for("rulebook.desk"))


def _note() -> str:
    return request.form.get("note", "").strip()[:400]


def _page(number: int, problem: Invalid | None = None) -> Response:
    session = reading()
    page = read_proposal(session, house(), g.actor, number)
    line = page.line.preview
    return render(
        "rulebook/proposal.html",
        None,
        422 if problem else 200,
        asked=page,
        line=page.line,
        preview=read_preview(session, house(), g.actor, line.id, language()) if line is not None else None,
        problem=problem,
        note=request.form.get("note", ""),
    )
