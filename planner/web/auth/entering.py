"""From a session that was just opened to the page that comes next; every way of signing in ends here."""

from flask import Response, flash, g, make_response, redirect, render_template, request, session

from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.services import passkeys, second_factor, totp
from planner.services import sign_in as service
from planner.services.actor import Actor
from planner.services.second_factor import FACTOR
from planner.web.access import TOKEN, next_step
from planner.web.auth.pictures import qr_picture
from planner.web.auth.resume import PERSON, Kept, read_back
from planner.web.extensions import house, reading
from planner.web.language import t


def go_on(outcome: service.SignIn, next_path: str, resume: str = "") -> Response:
    """Take a session that was just opened into the cookie and lead on: in, or to the second factor, or to setting one up.

    Every way of signing in ends here, after `services.sign_in.open_session` or `go_in`: password, company account, second factor.
    Whoever still lacks the second factor gets a cookie that opens that step alone (see `access.guard`).

    :param outcome: with a token
    :param next_path: path of this site for afterwards (`access.own_path`)
    :param resume: what was posted when a session had ended, sealed (see resume.py)
    """
    token, address = outcome.token or "", request.remote_addr or ""
    begin(token, outcome.person_id)
    if outcome.waits_for:
        g.actor, g.token, g.half = None, None, service.half(reading(), house(), token, address)
        return step_page(next_path, resume) if resume and g.half else make_response(redirect(next_step(next_path), 303))
    g.actor, g.token, g.half = service.resume(reading(), house(), token, address), token, None
    if (kept := show_kept(resume)) is not None:
        return kept
    if resume:
        flash(t("刚才没有保存的内容属于另一个账号，没有带过来。", "What was not saved belongs to another account and was left behind."))
    return make_response(redirect(next_path, 303))


def show_kept(resume: str) -> Response | None:
    """What the person who is signed in had posted when their session had ended, to be sent again on a click; None where it is nothing of theirs."""
    kept = read_back(resume, g.actor.person_id) if resume and g.actor else None
    return make_response(render_template("auth/resume.html", kept=kept, shown=_worth_showing(kept))) if kept else None


def begin(token: str, person_id: int) -> None:
    """A new session gets a new cookie and a new form token; nothing of the old one stays."""
    session.clear()
    session.permanent = True
    session[TOKEN] = token
    session[PERSON] = person_id


def device() -> str:
    """What the browser calls itself, for the list of one's own sessions."""
    return request.headers.get("User-Agent", "")


def step_page(next_path: str, resume: str = "", problems: dict[str, Text] | None = None) -> Response:
    """The step that the half session in `g.half` stands before: its second factor, or setting one up."""
    problems = problems or {}
    known = {"next": next_path, "resume": resume, "problems": problems}
    problem_list = [(field, t(message)) for field, message in problems.items()]
    status = 422 if problems else 200
    if g.half.waits_for == FACTOR:
        has = second_factor.standing(reading(), g.half.actor.person_id)
        return make_response(render_template("auth/second_step.html", has=has, problem_list=problem_list, **known), status)
    page = render_template("auth/set_up.html", problem_list=problem_list, **setup_context(g.half.actor, g.half.token), **known)
    return make_response(page, status)


def setup_context(who: Actor, token: str) -> dict[str, object]:
    """What the two forms of setting up a factor need: the secret as a picture and in letters, and whether passkeys work here.

    A form that came back keeps its secret, since the app has it already.
    """
    try:
        made = totp.same_setup(house(), who, token, request.form.get("sealed", ""))
    except Invalid:
        made = totp.new_setup(house(), who, token)
    letters = " ".join(made.secret[at : at + 4] for at in range(0, len(made.secret), 4))
    return {"setup": made, "letters": letters, "qr": qr_picture(made.uri), "passkeys_work": passkeys.possible(house())}


def _worth_showing(kept: Kept) -> list[str]:
    """The words among the fields: no digests, no choices."""
    return [value for _, value in kept.fields if len(value) > 1 and (not value.isascii() or " " in value)]
