"""The own account: who one is here, the signing PIN, a new password, where one is signed in."""

from flask import Response, flash, g, make_response, redirect, request, session, url_for

from planner.kernel.errors import Invalid, Locked, NotAllowed
from planner.kernel.i18n import Text
from planner.services import credentials, delegation, own_sessions, pins, proving, second_factor
from planner.services.sign_in import sign_out_everywhere
from planner.web.access import signed_in
from planner.web.auth import bp
from planner.web.auth.devices import browser_words
from planner.web.auth.entering import begin, device
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import language, t
from planner.workflow import ROLE_NAMES


@bp.get("/account")
@signed_in
def account() -> Response:
    """Who one is, and whether there is a signing PIN."""
    return _page()


@bp.post("/account/pin")
@signed_in
def set_pin() -> Response:
    """Make the first PIN, or a new one for a forgotten one: the old key is retired."""
    problems = check_new_pin(request.form.get("new_pin", ""), request.form.get("new_pin_again", ""))
    if not problems:
        try:
            password, pin = request.form.get("password", ""), request.form["new_pin"]
            pins.set_pin(transaction, house(), g.actor, password=password, pin=pin, token=g.token)
        except Invalid as error:
            problems = error.errors
        except (NotAllowed, Locked) as error:
            problems = {"password": error.message}
    if problems:
        return _page(problems, 422)
    flash(t("签名 PIN 已经设好。", "Your signing PIN is set."))
    return go_to(url_for("auth.account"))


@bp.post("/account/sign-out-everywhere")
@signed_in
def leave_everywhere() -> Response:
    """End every session of this person, this one too; for whoever shows first that they are theirs."""
    if not proving.fresh(reading(), house(), g.token):
        return go_to(url_for("auth.confirm_page", next=url_for("auth.account")))
    with transaction() as writing:
        sign_out_everywhere(writing, house(), g.actor)
    session.clear()
    return go_to(url_for("auth.sign_in"))


@bp.post("/account/sign-out-others")
@signed_in
def leave_others() -> Response:
    """End every other session of this person; this one stays, and shows first that it is theirs."""
    if not proving.fresh(reading(), house(), g.token):
        return go_to(url_for("auth.confirm_page", next=url_for("auth.account")))
    with transaction() as writing:
        own_sessions.end_others(writing, house(), g.actor, g.token)
    flash(t("别的设备都退出了。", "You are signed out everywhere else."))
    return go_to(url_for("auth.account"))


@bp.get("/account/password")
@signed_in
def password() -> Response:
    """The form for a new password; whoever has a second factor shows that too."""
    return _prove_first() if _must_prove() else _password_page()


@bp.post("/account/password")
@signed_in
def change_password() -> Response:
    """A new password: every session ends, and this browser gets a new one."""
    if _must_prove():
        return _prove_first()
    old, new, again = (request.form.get(name, "") for name in ("password", "new_password", "new_password_again"))
    try:
        outcome = own_sessions.change_password(transaction, house(), g.actor, old=old, new=new, again=again, device=device())
    except Invalid as refusal:
        return _password_page(refusal.errors)
    except Locked as refusal:
        return _password_page({"password": refusal.message})
    begin(outcome.token or "", outcome.person_id)
    flash(t("密码换好了，别的设备都退出了。", "Your password is changed; you are signed out everywhere else."))
    return go_to(url_for("auth.account"))


def _must_prove() -> bool:
    """The old password alone will not do for somebody who has more."""
    return second_factor.has_any(reading(), g.actor.person_id) and not proving.fresh(reading(), house(), g.token)


def _prove_first() -> Response:
    return make_response(redirect(url_for("auth.confirm_page", next=url_for("auth.password")), 303))


def check_new_pin(pin: str, again: str) -> dict[str, Text]:
    """What is wrong with a PIN typed twice, by field."""
    if not (len(pin) == 6 and pin.isascii() and pin.isdigit()):
        return {"new_pin": Text("PIN 要正好 6 位数字。", "The PIN is exactly six digits.")}
    if pin != again:
        return {"new_pin_again": Text("两次输入的 PIN 不一样。", "The two PINs differ.")}
    return {}


def _page(problems: dict[str, Text] | None = None, status: int = 200) -> Response:
    problems = problems or {}
    return render(
        "auth/account.html",
        None,
        status,
        problems=problems,
        problem_list=[(field, t(message)) for field, message in problems.items()],
        lends=bool(delegation.roles_to_lend(g.actor)),
        delegations=delegation.live(reading(), house(), g.actor.person_id),
        sessions=own_sessions.own(reading(), house(), g.actor, g.token),
        browser_words=browser_words,
        password_counts=house().password_counts(g.actor.email),
        second_factor=second_factor.has_any(reading(), g.actor.person_id),
        has_pin=pins.has_pin(reading(), g.actor.person_id),
        credential=credentials.standing(reading(), house(), g.actor.person_id),
        roles=("、" if language() == "zh" else ", ").join(t(ROLE_NAMES[role]) for role in ROLE_NAMES if role in g.actor.roles),
    )


def _password_page(problems: dict[str, Text] | None = None) -> Response:
    listed = [(field, t(message)) for field, message in (problems or {}).items()]
    return render("auth/password.html", None, 422 if problems else 200, problems=problems or {}, problem_list=listed)
