"""The same sentence under the same rule in several places: see how they differ, then decide them as one."""

from flask import Response, flash, g, request, url_for

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid
from planner.services import deciding, review
from planner.services.deciding import Place
from planner.services.places import place_names
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import language, t
from planner.web.review import bp
from planner.web.review.desk_page import OFFICERS


@bp.get("/<number>/findings/<fingerprint>/places")
@requires(*OFFICERS)
def places(number: str, fingerprint: str) -> Response:
    """Field, neighbours and the author's words for each place."""
    return _page(number, fingerprint)


@bp.post("/<number>/findings/<fingerprint>/places")
@requires(*OFFICERS)
def decide_places(number: str, fingerprint: str) -> Response:
    """One decision for the places that are ticked; taken back as one."""
    form = request.form
    try:
        with transaction() as session:
            where, word = (session, house(), g.actor, number, fingerprint), (form.get("outcome", ""), form.get("note", ""))
            done = deciding.decide_all(*where, *word, seen=form.get("seen", ""), chosen=form.getlist("chosen"))
    except Invalid as problem:
        return _page(number, fingerprint, problem)
    flash(t("{n} 处一起决定了，可以一起撤销。", "{n} findings decided together; they can be undone together.", n=done))
    return go_to(url_for("review.desk", number=number, after=fingerprint, _anchor="desk"))


def _page(number: str, fingerprint: str, problem: Invalid | None = None) -> Response:
    view = review.open_desk(reading(), house(), g.actor, number, g.token)
    found = deciding.places(reading(), view.plan, g.actor, fingerprint, local_date(house().clock()))
    return render(
        "review/places.html",
        None,
        422 if problem else 200,
        number=number,
        view=view,
        places=found,
        sentences=_together(found),
        names=place_names(view.plan.plan_type, view.plan.answers, language()),
        seen=deciding.places_digest(found),
        problem=problem,
        typed=request.form,
        mine=view.holds and view.plan.may("decide"),  # type: ignore[arg-type]
    )


def _together(found: tuple[Place, ...]) -> list[tuple[str, list[Place]]]:
    """Places by fingerprint in reading order: those of one are decided together or not at all."""
    by_key: dict[str, list[Place]] = {}
    for place in found:
        by_key.setdefault(place.item.finding.fingerprint, []).append(place)
    return list(by_key.items())
