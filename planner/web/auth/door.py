"""The sign-in page, and signing out."""

from flask import Response, g, make_response, render_template, request, session, url_for

from planner.services import sign_in as service
from planner.services.second_factor import FACTOR, SETUP
from planner.web.access import TOKEN, halfway, next_step, own_path, public, signed_in
from planner.web.auth import bp, company, demo
from planner.web.auth.entering import device, go_on
from planner.web.extensions import house, transaction
from planner.web.htmx import go_to


@bp.get("/sign-in")
@public
def sign_in() -> Response:
    """Whoever is signed in already goes on, whoever is half in goes to the step that is left."""
    wanted = own_path(request.args.get("next"))
    if g.actor is not None:
        return go_to(wanted)
    if g.half is not None:
        return go_to(next_step(wanted))
    return _page(next_path=wanted)


@bp.post("/sign-in")
@public
def enter() -> Response:
    """Right: a new session, then on. Wrong: the page again with one message that does not say which part was wrong."""
    login, resume, next_path = request.form.get("login", ""), request.form.get("resume", ""), own_path(request.form.get("next"))
    with transaction() as writing:
        outcome = service.try_sign_in(
            writing,
            house(),
            login=login,
            password=request.form.get("password", ""),
            address=request.remote_addr or "",
            device=device(),
            before=session.get(TOKEN, ""),
        )
    if outcome.token is None:
        return _page(login=login[:200], problem=outcome.problem, next_path=next_path, resume=resume, status=422)
    return go_on(outcome, next_path, resume)


@bp.post("/sign-out")
@halfway(FACTOR, SETUP)
@signed_in
def sign_out() -> Response:
    """End this session; the cookie kept from it opens nothing any more."""
    with transaction() as writing:
        if g.half is not None:
            service.leave(writing, house(), g.half.token)
        else:
            service.sign_out(writing, house(), g.token, g.actor)
    left = company.left()
    session.clear()
    response = go_to(url_for("auth.sign_in", left=left))
    response.headers["Clear-Site-Data"] = '"cache"'  # and not "storage": what could not be saved yet waits there for its writer
    return response


@bp.get("/signed-in")
@signed_in
def back() -> Response:
    """Where a sign-in in a second window ends, so that the first window goes on."""
    return make_response(render_template("auth/back.html"))


def _page(*, login: str = "", problem: object = None, next_path: str = "/", resume: str = "", status: int = 200) -> Response:
    page = render_template(
        "auth/sign_in.html", login=login, problem=problem, next=next_path, resume=resume, kept=bool(resume), **demo.for_template()
    )
    return make_response(page, status)
