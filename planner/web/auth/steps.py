"""Between the password and the product: the second factor, or setting one up. Only these pages are open to a half session."""

from flask import Response, g, make_response, redirect, render_template, request, url_for

from planner.kernel.errors import Invalid, NotFound
from planner.services import passkeys, recovery_codes, second_step, totp
from planner.services import sign_in as service
from planner.services.second_factor import FACTOR, SETUP
from planner.web.access import halfway, own_path, signed_in
from planner.web.auth import bp
from planner.web.auth.entering import begin, go_on, step_page
from planner.web.extensions import house, reading, transaction

LONGEST_ANSWER = 20_000


@bp.get("/sign-in/second-step")
@halfway(FACTOR)
@signed_in
def second_step_page() -> Response:
    """Ask for the code or the passkey; whoever is in already goes on."""
    wanted = own_path(request.args.get("next"))
    return make_response(redirect(wanted, 303)) if g.half is None else step_page(wanted)


@bp.post("/sign-in/second-step")
@halfway(FACTOR)
@signed_in
def show_factor() -> Response:
    """Right: a new session, then on. Wrong: the page again, one try less."""
    next_path, resume = own_path(request.form.get("next")), request.form.get("resume", "")
    if g.half is None:
        return make_response(redirect(next_path, 303))
    credential = request.form.get("credential", "")
    with transaction() as writing:
        if credential:
            outcome = second_step.try_passkey(writing, house(), g.half, credential)
        else:
            outcome = second_step.try_code(writing, house(), g.half, request.form.get("code", "")[:40])
    if outcome.token is None and outcome.problem is not None:
        return step_page(next_path, resume, {"credential" if credential else "code": outcome.problem})
    return go_on(outcome, next_path, resume)


@bp.post("/sign-in/second-step/passkey")
@halfway(FACTOR)
@signed_in
def ask_passkey() -> Response:
    """A challenge for the browser, as JSON."""
    person, token = (g.half.actor.person_id, g.half.token) if g.half else (g.actor.person_id, g.token)
    with transaction() as writing:
        return Response(passkeys.request(writing, house(), person, token), mimetype="application/json")


@bp.get("/sign-in/set-up")
@halfway(SETUP)
@signed_in
def must_set_up() -> Response:
    """The company asks for a second factor and there is none yet: nothing else opens before."""
    wanted = own_path(request.args.get("next"))
    return make_response(redirect(wanted, 303)) if g.half is None else step_page(wanted)


@bp.post("/sign-in/set-up")
@halfway(SETUP)
@signed_in
def set_up() -> Response:
    """Keep the code app or the passkey; then a whole session, and the recovery codes, shown this once."""
    next_path, resume = own_path(request.form.get("next")), request.form.get("resume", "")
    if g.half is None:
        return make_response(redirect(url_for("auth.second_factor_page"), 303))
    credential, who, token = request.form.get("credential", "")[:LONGEST_ANSWER], g.half.actor, g.half.token
    try:
        if credential:
            passkeys.add(transaction, house(), who, token, credential, request.form.get("name", ""))
        with transaction() as writing:
            if not credential:
                totp.add(writing, house(), who, token, request.form.get("sealed", ""), request.form.get("code", ""))
            codes = recovery_codes.make(writing, house(), who)
            outcome = service.go_in(writing, house(), g.half, "passkey" if credential else "totp")
    except Invalid as refusal:
        return step_page(next_path, resume, refusal.errors)
    begin(outcome.token or "", outcome.person_id)
    g.actor, g.token, g.half = service.resume(reading(), house(), outcome.token or "", request.remote_addr or ""), outcome.token, None
    return make_response(render_template("auth/codes.html", codes=codes, next=next_path, resume=resume))


@bp.post("/sign-in/go-on")
@signed_in
def go_on_after_codes() -> Response:
    """From the recovery codes to where one was going, with what had been typed."""
    return go_on(service.SignIn(g.token, person_id=g.actor.person_id), own_path(request.form.get("next")), request.form.get("resume", ""))


@bp.post("/sign-in/set-up/passkey")
@halfway(SETUP)
@signed_in
def ask_new_passkey() -> Response:
    """What the browser makes a new passkey from, as JSON."""
    if g.half is None:
        raise NotFound  # the own account has its own door to this
    with transaction() as writing:
        return Response(passkeys.creation(writing, house(), g.half.actor, g.half.token), mimetype="application/json")
