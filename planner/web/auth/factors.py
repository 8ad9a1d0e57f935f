"""The own second factor: a code app, passkeys, recovery codes. Changing one wants a person who has just shown that it is them."""

import re

from flask import Response, flash, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.datastructures import MultiDict

from planner.kernel.errors import Invalid, Locked, NotAllowed, NotFound
from planner.kernel.i18n import Text
from planner.services import oidc, passkeys, proving, recovery_codes, second_factor, second_step, totp
from planner.services.sign_in import renew
from planner.web.access import TOKEN, own_path, signed_in
from planner.web.auth import bp
from planner.web.auth.entering import setup_context
from planner.web.auth.steps import LONGEST_ANSWER
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import t


@bp.get("/account/second-factor")
@signed_in
def second_factor_page() -> Response:
    """What there is; the forms that change it only for a while after one has shown oneself."""
    return _page()


@bp.get("/account/confirm")
@signed_in
def confirm_page() -> Response:
    """Ask who somebody is: for one signature the passkey in place of the password, else for what they were about to do."""
    next_path = own_path(request.args.get("next"))
    return _confirm_page(_purpose(request.args), next_path) if "for" in request.args else _self_page(next_path)


@bp.post("/account/confirm/signature")
@signed_in
def confirm_signature() -> Response:
    """Take the passkey's word for one signature."""
    purpose, next_path = _purpose(request.form), own_path(request.form.get("next"))
    with transaction() as writing:
        good = proving.confirm_by_passkey(writing, house(), g.actor, g.token, request.form.get("credential", "")[:LONGEST_ANSWER], purpose)
    return go_to(next_path) if good else _confirm_page(purpose, next_path, {"credential": second_step.NO_PASSKEY})


@bp.app_template_global()
def passkey_word(purpose: str) -> dict[str, bool] | None:
    """For a form that asks who somebody is: whether their passkey has just said so; None for somebody without one."""
    if not _kinds()[1] or not passkeys.possible(house()):
        return None
    return {"given": oidc.confirmed(reading(), house(), g.token, purpose)}


@bp.app_template_global()
def code_counts() -> bool:
    """For a form that asks for the password: whether a code of the person's app is as good."""
    return _kinds()[0]


def _kinds() -> tuple[bool, bool]:
    """What the person of this request has, asked once."""
    if "factor_kinds" not in g:
        actor = g.get("actor")
        g.factor_kinds = second_factor.kinds(reading(), actor.person_id) if actor else (False, False)
    found: tuple[bool, bool] = g.factor_kinds
    return found


@bp.post("/account/confirm")
@signed_in
def confirm() -> Response:
    """Show once more that it is you, by all that you have: password and code, or passkey. The session gets a new token."""
    credential, next_path = request.form.get("credential", "")[:LONGEST_ANSWER], own_path(request.form.get("next"))
    password, code = (request.form.get(name, "")[:1000] for name in ("password", "code"))
    try:
        if not credential:
            proving.confirm(transaction, house(), g.actor, g.token, password, code)
        with transaction() as writing:
            if credential and not proving.confirm_by_passkey(writing, house(), g.actor, g.token, credential):
                return _self_page(next_path, {"credential": second_step.NO_PASSKEY})
            session[TOKEN] = renew(writing, house(), g.token)
    except (NotAllowed, Locked) as refusal:
        return _self_page(next_path, {"password": refusal.message})
    return go_to(next_path)


@bp.post("/account/second-factor/app")
@signed_in
def add_app() -> Response:
    """Keep a code app in place of the one before."""
    if not _fresh():
        return _confirm_first()
    first = not second_factor.has_any(reading(), g.actor.person_id)
    try:
        with transaction() as writing:
            totp.add(writing, house(), g.actor, g.token, request.form.get("sealed", ""), request.form.get("code", ""))
            codes = recovery_codes.make(writing, house(), g.actor) if first else []
    except Invalid as refusal:
        return _page(refusal.errors)
    return _added(t("验证器设好了，下次登录时会问验证码。", "Your app is set; the next sign-in asks for its code."), codes)


@bp.post("/account/second-factor/passkeys")
@signed_in
def add_passkey() -> Response:
    """Keep a new passkey beside those that are there."""
    if not _fresh():
        return _confirm_first()
    first = not second_factor.has_any(reading(), g.actor.person_id)
    credential, name = request.form.get("credential", "")[:LONGEST_ANSWER], request.form.get("name", "")
    try:
        passkeys.add(transaction, house(), g.actor, g.token, credential, name)
    except Invalid as refusal:
        return _page(refusal.errors)
    codes: list[str] = []
    if first:
        with transaction() as writing:
            codes = recovery_codes.make(writing, house(), g.actor)
    return _added(t("通行密钥加好了，下次登录时会用到。", "Your passkey is added; the next sign-in asks for it."), codes)


@bp.post("/account/second-factor/passkeys/ask")
@signed_in
def ask_own_passkey() -> Response:
    """What the browser makes a new passkey from, as JSON."""
    if not _fresh():
        return _confirm_first()
    with transaction() as writing:
        return Response(passkeys.creation(writing, house(), g.actor, g.token), mimetype="application/json")


@bp.post("/account/second-factor/app/remove")
@signed_in
def remove_app() -> Response:
    """Take the code app away."""
    if not _fresh():
        return _confirm_first()
    with transaction() as writing:
        second_factor.remove_totp(writing, house(), g.actor)
    flash(t("验证器已删除。", "The app is removed."))
    return go_to(url_for("auth.second_factor_page"))


@bp.post("/account/second-factor/passkeys/<int:subject>/remove")
@signed_in
def remove_passkey(subject: int) -> Response:
    """Take one passkey away."""
    if not _fresh():
        return _confirm_first()
    with transaction() as writing:
        second_factor.remove_passkey(writing, house(), g.actor, subject)
    flash(t("通行密钥已删除。", "The passkey is removed."))
    return go_to(url_for("auth.second_factor_page"))


@bp.post("/account/second-factor/codes")
@signed_in
def new_codes() -> Response:
    """Ten new recovery codes, shown this once; the old ones count no more."""
    if not _fresh():
        return _confirm_first()
    if not second_factor.has_any(reading(), g.actor.person_id):
        return go_to(url_for("auth.second_factor_page"))
    with transaction() as writing:
        codes = recovery_codes.make(writing, house(), g.actor)
    return _codes(codes)


def _purpose(given: MultiDict[str, str]) -> str:
    """:raises NotFound: not the digest of a text"""
    purpose = given.get("for", "")
    if not re.fullmatch(r"[0-9a-f]{64}", purpose):
        raise NotFound
    return purpose


def _confirm_page(purpose: str, next_path: str, problems: dict[str, Text] | None = None) -> Response:
    listed = [(field, t(message)) for field, message in (problems or {}).items()]
    known = {"purpose": purpose, "next": next_path, "problem_list": listed}
    return render("auth/confirm.html", None, 422 if problems else 200, **known)


def _self_page(next_path: str, problems: dict[str, Text] | None = None) -> Response:
    problems = problems or {}
    listed = [(field, t(message)) for field, message in problems.items()]
    has = second_factor.standing(reading(), g.actor.person_id)
    return render("auth/confirm_self.html", None, 422 if problems else 200, has=has, problems=problems, problem_list=listed, next=next_path)


def _fresh() -> bool:
    return proving.fresh(reading(), house(), g.token)


def _confirm_first() -> Response:
    """Nothing was changed: the page asks who it is first."""
    return make_response(redirect(url_for("auth.confirm_page", next=url_for("auth.second_factor_page")), 303))


def _added(said: str, codes: list[str]) -> Response:
    flash(said)
    return _codes(codes) if codes else go_to(url_for("auth.second_factor_page"))


def _codes(codes: list[str]) -> Response:
    return make_response(render_template("auth/codes.html", codes=codes, next=url_for("auth.second_factor_page"), resume=""))


def _page(problems: dict[str, Text] | None = None) -> Response:
    problems, fresh = problems or {}, _fresh()
    has, required = second_factor.standing(reading(), g.actor.person_id), second_factor.needed(reading(), g.actor)
    return render(
        "auth/second_factor.html",
        None,
        422 if problems else 200,
        has=has,
        fresh=fresh,
        required=required,
        last=required and len(has.passkeys) + (has.totp is not None) == 1,
        problems=problems,
        problem_list=[(field, t(message)) for field, message in problems.items()],
        **(setup_context(g.actor, g.token) if fresh else {}),
    )
