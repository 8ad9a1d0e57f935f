"""The own credential at the signing provider: what was assigned, and showing that it is one's own."""

from flask import Response, flash, g, request, url_for

from planner.kernel.errors import Invalid, Locked
from planner.kernel.i18n import Text
from planner.services import credentials
from planner.web.access import signed_in
from planner.web.auth import bp
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import t


@bp.get("/account/credential")
@signed_in
def credential() -> Response:
    """How one stands with the signing provider; without one there is only the account."""
    return _page()


@bp.post("/account/credential")
@signed_in
def confirm_credential() -> Response:
    """Have the provider sign a few bytes with it."""
    typed = {name: request.form.get(name, "").strip() for name in ("pin", "code")}
    try:
        password = request.form.get("password", "")
        credentials.prove(
            transaction, house(), g.actor, password=password, pin=typed["pin"], code=typed["code"][:40] or None, token=g.token
        )
    except Invalid as refusal:
        return _page(refusal.errors)
    except Locked as refusal:
        return _page({"password": refusal.message})
    flash(t("签名凭证确认好了，可以签名了。", "Your signing credential is confirmed; you can sign now."))
    return go_to(url_for("auth.credential"))


def _page(problems: dict[str, Text] | None = None) -> Response:
    standing = credentials.standing(reading(), house(), g.actor.person_id)
    if standing is None:
        return go_to(url_for("auth.account"))
    problems = problems or {}
    shown = {"problems": problems, "problem_list": [(field, t(message)) for field, message in problems.items()], "standing": standing}
    return render("auth/credential.html", None, 422 if problems else 200, **shown)
