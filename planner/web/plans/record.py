"""The record of a plan: where it stands, its file, its versions and its story."""

from contextlib import suppress

from flask import Response, g, request, url_for

from planner.kernel.errors import Invalid, NotFound
from planner.models import IssuedFile
from planner.services import approval, decisions, files, plans, story, threads
from planner.services.places import place_names
from planner.services.plans import PlanView
from planner.web.access import signed_in
from planner.web.extensions import house, reading
from planner.web.htmx import render
from planner.web.language import language
from planner.web.plans import bp
from planner.web.plans.sentence import sentence
from planner.workflow import State

CLOSED = frozenset({State.IN_APPROVAL, State.APPROVED, State.SUPERSEDED, State.EXPIRED, State.WITHDRAWN})
"""States in which what was said in the review is on its record, for the author as well."""


@bp.get("/<number>")
@signed_in
def show(number: str) -> Response:
    """The newest revision, or the one that is asked for."""
    asked = request.args.get("revision", "")
    return page(number, int(asked) if asked.isdecimal() and len(asked) < 6 else None)


def page(number: str, revision: int | None, problem: Invalid | None = None) -> Response:
    """The record, with what could not be done standing where it was tried."""
    session = reading()
    view = plans.open_plan(session, house(), g.actor, number, revision=revision)
    first = next((s.slug for s in view.plan_type.steps), "")
    return render(
        "plans/show.html",
        None,
        422 if problem else 200,
        plan=view,
        number=number,
        said=sentence(view, house().clock()),
        file=_file(view, "plan"),
        record=_file(view, "record"),
        signatures=approval.valid_signatures(session, view.revision) if view.revision.round else [],
        versions=story.versions(session, house(), g.actor, number),
        events=story.events(session, house(), g.actor, number),
        remarks=decisions.open_remarks(session, view.revision) if view.writable else [],
        talks=threads.talks(session, view) if view.state in CLOSED else [],
        names=place_names(view.plan_type, view.answers, language()) if view.state in CLOSED else {},
        newest=revision is None,
        may_delete=view.may("delete") and view.revision.round == 0 and view.revision.number == 1,  # type: ignore[arg-type]
        write_href=url_for("wizard.step", number=number, slug=first),
        problem=problem,
        typed=request.form,
    )


def _file(view: PlanView, kind: str) -> IssuedFile | None:
    """The file that counts now; None before the first signature."""
    with suppress(NotFound):
        return files.newest(reading(), view.revision, kind) if view.revision.round else None
    return None
