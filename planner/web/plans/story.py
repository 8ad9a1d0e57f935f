"""The story of a plan: every act, filtered from the address bar, and as a file to take away."""

from typing import Any

from flask import Response, g, request

from planner.services import story_files
from planner.services.event_words import KINDS
from planner.services.story import Story, Wanted, story
from planner.services.story_files import StoryFile
from planner.web.access import signed_in
from planner.web.asked import day_asked, number_asked
from planner.web.extensions import house, reading, transaction
from planner.web.headers import as_download
from planner.web.htmx import render
from planner.web.language import language, t
from planner.web.plans import bp


@bp.get("/<number>/story")
@signed_in
def story_page(number: str) -> Response:
    """Who did what when, newest first."""
    wanted = _wanted()
    found = story(reading(), house(), g.actor, number, wanted)
    return render("plans/story.html", None, 200, number=number, story=found, wanted=wanted, asked=_asked(), **_choices(found))


@bp.get("/<number>/story.csv")
@signed_in
def story_csv(number: str) -> Response:
    """The chosen lines for a spreadsheet; noted in the trail."""
    return _taken(number, story_files.as_csv(reading(), house(), g.actor, number, _wanted(), language()))


@bp.get("/<number>/story.pdf")
@signed_in
def story_pdf(number: str) -> Response:
    """The chosen lines on paper; noted in the trail."""
    return _taken(number, story_files.as_pdf(reading(), house(), g.actor, number, _wanted()))


def _taken(number: str, file: StoryFile) -> Response:
    with transaction() as session:
        story_files.note(session, house(), g.actor, number, file)
    response = Response(file.data, mimetype=file.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return as_download(response)


def _wanted() -> Wanted:
    kind = request.args.get("kind", "")
    return Wanted(
        kind=kind if kind in KINDS else "",
        person=number_asked("person"),
        revision=number_asked("revision"),
        first=day_asked("from"),
        last=day_asked("until"),
    )


def _asked() -> dict[str, str]:
    """The choice as it stands in the address, for the links to the files."""
    return {name: value for name in ("kind", "person", "revision", "from", "until") if (value := request.args.get(name, ""))}


def _choices(found: Story) -> dict[str, Any]:
    return {
        "kinds": [(key, t(label)) for key, label in KINDS.items() if key in ("plan", "review", "files")],
        "people": [(str(key), name) for key, name in found.people.items()],
        "revisions": [(str(n), t("第 {n} 版", "Revision {n}", n=n)) for n in found.revisions],
    }
