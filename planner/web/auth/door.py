"""The sign-in page, and signing out."""

from flask import Response, flash, g, make_response, redirect, render_template, request, session, url_for

from planner.services import sign_in as service
from planner.web.access import TOKEN, own_path, public, signed_in
from planner.web.auth import bp, demo
from planner.web.auth.resume import PERSON, Kept, read_back
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to
from planner.web.language import t


@bp.get("/sign-in")
@public
def sign_in() -> Response:
    """Whoever is signed in already goes on."""
    if g.actor is not None:
        return go_to(own_path(request.args.get("next")))
    return _page(next_path=own_path(request.args.get("next")))


@bp.post("/sign-in")
@public
def enter() -> Response:
    """Right: a new session, then on. Wrong: the page again with one message that does not say which part was wrong."""
    login, resume = request.form.get("login", ""), request.form.get("resume", "")
    with transaction() as writing:
        outcome = service.try_sign_in(
            writing, house(), login=login, password=request.form.get("password", ""), address=request.remote_addr or ""
        )
    next_path = own_path(request.form.get("next"))
    if outcome.token is None:
        return _page(login=login[:200], problem=outcome.problem, next_path=next_path, resume=resume, status=422)
    actor = service.resume(reading(), house(), outcome.token, request.remote_addr or "")
    _begin(outcome.token, actor.person_id if actor else 0)
    kept = read_back(resume, actor.person_id) if resume and actor else None
    if kept is not None:
        g.actor = actor
        return make_response(render_template("auth/resume.html", kept=kept, shown=_worth_showing(kept)))
    if resume:
        flash(t("刚才没有保存的内容属于另一个账号，没有带过来。", "What was not saved belongs to another account and was left behind."))
    return make_response(redirect(next_path, 303))


@bp.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this session; the cookie kept from it opens nothing any more."""
    with transaction() as writing:
        service.sign_out(writing, house(), g.token, g.actor)
    session.clear()
    return go_to(url_for("auth.sign_in"))


@bp.get("/signed-in")
@signed_in
def back() -> Response:
    """Where a sign-in in a second window ends, so that the first window goes on."""
    return make_response(render_template("auth/back.html"))


def _begin(token: str, person_id: int) -> None:
    """A new session gets a new cookie and a new form token; nothing of the old one stays."""
    session.clear()
    session.permanent = True
    session[TOKEN] = token
    session[PERSON] = person_id


def _page(*, login: str = "", problem: object = None, next_path: str = "/", resume: str = "", status: int = 200) -> Response:
    page = render_template(
        "auth/sign_in.html", login=login, problem=problem, next=next_path, resume=resume, kept=bool(resume), **demo.for_template()
    )
    return make_response(page, status)


def _worth_showing(kept: Kept) -> list[str]:
    """The words among the fields: no digests, no choices."""
    return [value for _, value in kept.fields if len(value) > 1 and (not value.isascii() or " " in value)]
