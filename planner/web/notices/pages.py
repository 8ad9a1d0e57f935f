"""The pages of notices; everything works as plain forms."""

from flask import Flask, Response, flash, g, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.services import inbox
from planner.services.notice_kinds import WORDINGS
from planner.web.access import requires, signed_in
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import t
from planner.web.notices import bp
from planner.workflow import Role

HOURS = [(hour, f"{hour}:00") for hour in range(24)]


def unseen() -> int:
    """How many notices the reader has not seen, for the bell; none while the database is away, since the page that says so has a bell too."""
    try:
        return inbox.unseen(reading(), g.actor.person_id)
    except SQLAlchemyError:
        return 0


@bp.record_once
def _give_to_templates(state: object) -> None:
    app: Flask = state.app  # type: ignore[attr-defined]
    app.jinja_env.globals["unseen_notices"] = unseen


@bp.get("")
@signed_in
def index() -> Response:
    """The reader's notices, newest first."""
    typed = request.args.get("page", "1")
    page = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 1
    return render("notices/index.html", None, 200, box=inbox.inbox(reading(), house(), g.actor, page))


@bp.post("/<int:number>")
@signed_in
def follow(number: int) -> Response:
    """Mark one as seen and go where it leads."""
    with transaction() as writing:
        told = inbox.open_notice(writing, house(), g.actor, number)
    return go_to(told.path)


@bp.post("/seen")
@signed_in
def seen() -> Response:
    """Mark what the page showed, and everything older, as seen."""
    newest = request.form.get("newest", "")
    if newest.isascii() and newest.isdigit() and len(newest) < 16:
        with transaction() as writing:
            inbox.see_all(writing, house(), g.actor, int(newest))
    return go_to(url_for("notices.index"))


@bp.get("/settings")
@signed_in
def settings() -> Response:
    """How the reader wants mail."""
    kept = inbox.settings_of(reading(), g.actor)
    hours = ["" if hour is None else str(hour) for hour in (kept.quiet_from, kept.quiet_until)]
    return _settings({"pace": kept.pace, "quiet_from": hours[0], "quiet_until": hours[1], "language": kept.language or "zh"})


@bp.post("/settings")
@signed_in
def choose() -> Response:
    """Keep it."""
    typed = {name: request.form.get(name, "") for name in ("pace", "quiet_from", "quiet_until", "language")}
    try:
        with transaction() as writing:
            inbox.choose(writing, g.actor, typed["pace"], (typed["quiet_from"], typed["quiet_until"]), typed["language"])
    except Invalid as error:
        return _settings(typed, dict(error.errors), 422)
    flash(t("已保存，以后的邮件照这样发。", "Saved; mails from now on follow it."))
    return go_to(url_for("notices.settings"))


@bp.get("/mail")
@requires(Role.ADMINISTRATOR)
def mail() -> Response:
    """What waits to be sent and what failed."""
    return render("notices/mail.html", None, 200, outgoing=inbox.outgoing(reading(), house(), g.actor), wordings=WORDINGS)


@bp.post("/mail/again")
@requires(Role.ADMINISTRATOR)
def again() -> Response:
    """Put what failed back into the queue."""
    with transaction() as writing:
        count = inbox.send_again(writing, house(), g.actor)
    flash(t("{n} 封邮件会再试一次。", "{n} mails are tried again.", "1 mail is tried again.", n=count))
    return go_to(url_for("notices.mail"))


def _settings(typed: dict[str, str], problems: dict[str, Text] | None = None, status: int = 200) -> Response:
    problems = problems or {}
    return render(
        "notices/settings.html",
        None,
        status,
        typed=typed,
        problems=problems,
        problem_list=[(field, t(message)) for field, message in problems.items()],
        paces=[(key, t(words)) for key, words in inbox.PACES.items()],
        hours=HOURS,
    )
