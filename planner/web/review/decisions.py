"""Decide a finding, take the decision back, remark on a passage."""

from datetime import date

from flask import Response, g, request, url_for

from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.services import deciding, exceptions, remarks, review
from planner.services.exceptions import Grant, Upload
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to
from planner.web.review import bp
from planner.web.review.desk_page import OFFICERS, back, page
from planner.web.review.reading import Reader

WRITE = Text("请写建议稿。", "Please write the proposed wording.")
CHOOSE = Text("请选一个决定。", "Choose one of the decisions.")


@bp.post("/<number>/findings/<fingerprint>/decide")
@requires(*OFFICERS)
def decide(number: str, fingerprint: str) -> Response:
    """Harmless, change required, a proposed wording, or an exception; the desk moves on to the next finding.

    A sentence in several places that were not all shown leads to the view of its places.
    """
    try:
        _decide(number, fingerprint)
    except deciding.Unseen:
        return go_to(url_for("review.places", number=number, fingerprint=fingerprint))
    except Invalid as problem:
        return page(number, problem=problem, problem_at=fingerprint)
    return back(number, after=fingerprint)


def _decide(number: str, fingerprint: str) -> None:
    form = request.form
    outcome, proposed = form.get("outcome", ""), form.get("outcome") == "proposal"
    if outcome not in ("harmless", "change_required", "proposal", "exception"):
        raise Invalid({"outcome": CHOOSE})
    if proposed and not form.get("wording", "").strip():
        raise Invalid({"wording": WRITE})
    with transaction() as session:
        deciding.decide(
            session,
            house(),
            g.actor,
            number,
            fingerprint,
            "change_required" if proposed else outcome,
            form.get("note-proposal" if proposed else "note", ""),
            wording=form.get("wording", "") if proposed else "",
            grant=_grant(),
            seen=form.get("seen", ""),
        )


def _grant() -> Grant:
    """What was entered for an exception.

    :raises Invalid: the last day is no day
    """
    typed, sent = request.form.get("until", "").strip(), request.files.get("paper")
    try:
        until = date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise Invalid({"until": Text("请写一个日期。", "Please enter a date.")}) from error
    paper = Upload(sent.filename, sent.read(exceptions.LARGEST_PAPER + 1)) if sent is not None and sent.filename else None
    return Grant(request.form.get("reason_class", ""), until, paper)


@bp.post("/<number>/findings/<fingerprint>/undo")
@requires(*OFFICERS)
def undo(number: str, fingerprint: str) -> Response:
    """The decision of this round is taken back; the trail keeps both."""
    with transaction() as session:
        deciding.undo_decision(session, house(), g.actor, number, fingerprint)
    return back(number, at=fingerprint)


@bp.post("/<number>/remarks")
@requires(*OFFICERS)
def remark(number: str) -> Response:
    """A word of the officer's own on any passage; without a script the place is found by the words."""
    form = request.form
    quote, path = form.get("quote", "").replace("\r\n", "\n"), form.get("path", "")
    start = int(form["start"]) if form.get("start", "").isdecimal() and len(form["start"]) < 6 else _place(number, path, quote)
    try:
        with transaction() as session:
            words = {"text": form.get("text", ""), "wording": form.get("wording", "")}
            remarks.remark(session, house(), g.actor, number, path=path, quote=quote, start=start, **words)
    except Invalid as problem:
        return page(number, at=form.get("at", ""), problem=problem, problem_at="remark")
    return back(number, at=form.get("at", "")[:32])


@bp.post("/<number>/remarks/<int:remark_id>/withdraw")
@requires(*OFFICERS)
def withdraw_remark(number: str, remark_id: int) -> Response:
    """Only until the plan is returned or passed."""
    with transaction() as session:
        remarks.withdraw_remark(session, house(), g.actor, number, remark_id)
    return back(number)


def _place(number: str, path: str, quote: str) -> int:
    """Where the words stand in that field as the document shows it; 0 when they do not."""
    view = review.open_desk(reading(), house(), g.actor, number, g.token).plan
    sections = Reader(view.content or {}).sections(view.plan_type, view.answers)
    text = next((line.text for section in sections for line, _ in section.lines() if line.path == path), "")
    return max(0, text.find(quote))
