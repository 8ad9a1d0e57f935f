"""Language and theme: kept in a cookie, the language also with the person."""

from flask import Response, current_app, g, request

from planner.services.sign_in import set_language
from planner.web.access import own_path, public
from planner.web.auth import bp
from planner.web.context import THEME_COOKIE
from planner.web.extensions import transaction
from planner.web.htmx import go_to
from planner.web.language import cookie, host_only

YEAR = 31_536_000


@bp.post("/language")
@public
def switch_language() -> Response:
    """Chinese or English; anything else changes nothing."""
    wish = request.form.get("language")
    response = go_to(own_path(request.form.get("next")))
    if wish in ("zh", "en"):
        _keep(response, cookie(), wish)
        if g.actor is not None:
            with transaction() as writing:
                set_language(writing, g.actor, wish)
    return response


@bp.post("/theme")
@public
def switch_theme() -> Response:
    """Light or dark; `auto` goes back to what the browser prefers."""
    wish = request.form.get("theme")
    response = go_to(own_path(request.form.get("next")))
    if wish in ("light", "dark"):
        _keep(response, host_only(THEME_COOKIE), wish)
    elif wish == "auto":
        response.delete_cookie(host_only(THEME_COOKIE), secure=bool(current_app.config["SESSION_COOKIE_SECURE"]))
    return response


def _keep(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=bool(current_app.config["SESSION_COOKIE_SECURE"]))
