"""Joining by a one-time link: the own password and signing PIN, then the door."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for

from planner.kernel.errors import Invalid, Locked, NotFound
from planner.kernel.i18n import Text
from planner.services import invitations
from planner.web.access import public
from planner.web.auth import bp
from planner.web.auth.account import check_new_pin
from planner.web.extensions import house, reading, transaction
from planner.web.language import t


@bp.get("/invitation/<token>")
@public
def invitation(token: str) -> Response:
    """Who is invited, and what to choose."""
    return _page(token)


@bp.post("/invitation/<token>")
@public
def join(token: str) -> Response:
    """Use the link up."""
    password, again = request.form.get("password", ""), request.form.get("password_again", "")
    pin = request.form.get("new_pin", "")
    ours = house().signing_provider is None
    problems = check_new_pin(pin, request.form.get("new_pin_again", "")) if ours else {}
    if password != again:
        problems["password_again"] = Text("两次输入的密码不一样。", "The two passwords differ.")
    if problems:
        return _page(token, problems)
    try:
        invitations.accept(transaction, house(), token, password=password, pin=pin, address=request.remote_addr or "")
    except Invalid as refusal:
        return _page(token, {{"pin": "new_pin"}.get(name, name): message for name, message in refusal.errors.items()})
    except NotFound:
        return _page(token)
    except Locked:  # somebody tried this account's password too often just now
        flash(
            t(
                "密码已设好。签名 PIN 还没有，登录后到“账号”里设。",
                "Your password is set. Set the signing PIN under “Account” once you are in.",
            )
        )
        return make_response(redirect(url_for("auth.sign_in"), 303))
    flash(t("都设好了，现在可以登录。", "All set; you can sign in now."))
    return make_response(redirect(url_for("auth.sign_in"), 303))


def _page(token: str, problems: dict[str, Text] | None = None) -> Response:
    found = dict(problems or {})
    try:
        person = invitations.whose(reading(), house(), token)
    except NotFound as gone:
        return make_response(render_template("company/invitation.html", person=None, gone=gone.message), 404)
    listed = [(name, t(message)) for name, message in found.items()]
    page = render_template(
        "company/invitation.html", person=person, problems=found, problem_list=listed, token=token, ours=house().signing_provider is None
    )
    return make_response(page, 422 if found else 200)
