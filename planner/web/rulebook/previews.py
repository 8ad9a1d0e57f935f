"""What a change would do to stored plans: started, watched, stopped. A worker does it; the page asks how far it is."""

from flask import Response, g, request

from planner.services.rules import preview as previewing
from planner.services.rules.changes import Activate
from planner.services.rules.preview_page import preview as read_preview
from planner.services.rules.proposal_page import proposal
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import render
from planner.web.language import language
from planner.web.rulebook import bp
from planner.web.rulebook.drafts import EDITORS, rule_id_of


@bp.post("/proposals/<int:number>/preview")
@requires(*EDITORS)
def preview_proposal(number: int) -> Response:
    """Begin, or begin anew where plans or rules have changed since."""
    return _page(previewing.start(transaction, house(), g.actor, proposal(reading(), house(), g.actor, number).change), number)


@bp.post("/company/<slug>/preview")
@requires(*EDITORS)
def preview_rule(slug: str) -> Response:
    """Look at a revision before anybody is asked to approve it."""
    change = Activate(rule_id_of(slug), request.form.get("base", 0, type=int))
    return _page(previewing.start(transaction, house(), g.actor, change))


@bp.post("/previews/<int:number>/cancel")
@requires(*EDITORS)
def cancel(number: int) -> Response:
    """Stop; nothing was changed."""
    previewing.cancel(transaction, house(), g.actor, number)
    return _page(number)


@bp.get("/previews/<int:number>")
@requires(*EDITORS)
def preview(number: int) -> Response:
    """How far it is, then the result, as a page of its own."""
    return _page(number)


def _page(number: int, asked_for: int | None = None) -> Response:
    """:param asked_for: the proposal on whose page it runs; its answer boxes are sent again with each step"""
    session = reading()
    about = asked_for if asked_for is not None else request.values.get("proposal", type=int)
    asked = proposal(session, house(), g.actor, about) if about is not None else None
    page = read_preview(session, house(), g.actor, number, language())
    return render("rulebook/preview.html", "rulebook/_step.html", 200, preview=page, asked=asked, line=asked.line if asked else None)
