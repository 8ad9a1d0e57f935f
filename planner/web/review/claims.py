"""Take a plan from the queue, give it back, take it over; be seen while it is open."""

from flask import Response, flash, g, request, url_for

from planner.kernel.errors import Invalid
from planner.services import review
from planner.web import looking as presence
from planner.web.access import in_background, requires
from planner.web.extensions import house, transaction
from planner.web.htmx import go_to
from planner.web.language import t
from planner.web.review import bp
from planner.web.review.desk_page import OFFICERS, back, page
from planner.workflow import Part


@bp.post("/<number>/claim")
@requires(*OFFICERS)
def claim(number: str) -> Response:
    """One officer at a time; the claim lapses after 30 idle minutes."""
    with transaction() as session:
        review.claim(session, house(), g.actor, number)
    return back(number)


@bp.post("/<number>/take-over")
@requires(*OFFICERS)
def take_over(number: str) -> Response:
    """Another officer's claim becomes one's own."""
    with transaction() as session:
        review.reassign(session, house(), g.actor, number, g.actor.person_id)
    return back(number)


@bp.post("/<number>/hand-over")
@requires(*OFFICERS)
def hand_over(number: str) -> Response:
    """The review goes to another officer of the territory, with all decisions made so far."""
    wanted = request.form.get("officer", "")
    try:
        with transaction() as session:
            review.reassign(session, house(), g.actor, number, int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0)
    except Invalid as problem:
        return page(number, problem=problem, problem_at="officer")
    flash(t("已转交。做过的决定都留着。", "Handed over. Your decisions so far are kept."))
    return go_to(url_for("today.show"))


@bp.post("/<number>/release")
@requires(*OFFICERS)
def release(number: str) -> Response:
    """Back to the queue; decisions made so far stay."""
    with transaction() as session:
        review.release(session, house(), g.actor, number)
    flash(t("已释放。做过的决定都留着。", "Released. Your decisions so far are kept."))
    return go_to(url_for("today.show"))


@bp.post("/<number>/looking")
@in_background
@requires(*OFFICERS)
def looking(number: str) -> Response:
    """The open desk gives a sign of life, which is no activity, and hears who else is there."""
    return presence.answer(number, Part.OFFICER)
