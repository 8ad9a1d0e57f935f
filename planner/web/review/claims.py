"""Take a plan from the queue, give it back, take it over."""

from flask import Response, flash, g, url_for

from planner.services import review
from planner.web.access import requires
from planner.web.extensions import house, transaction
from planner.web.htmx import go_to
from planner.web.language import t
from planner.web.review import bp
from planner.web.review.desk_page import OFFICERS, back


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


@bp.post("/<number>/release")
@requires(*OFFICERS)
def release(number: str) -> Response:
    """Back to the queue; decisions made so far stay."""
    with transaction() as session:
        review.release(session, house(), g.actor, number)
    flash(t("已释放。做过的决定都留着。", "Released. Your decisions so far are kept."))
    return go_to(url_for("today.show"))
