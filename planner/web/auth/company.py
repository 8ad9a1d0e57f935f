"""The company's account at the door: there and back, once more before a signature, and out of there too.

The way there is kept in the signed cookie of this browser, so that an answer counts only where it was asked for.
"""

import hmac
import re
from dataclasses import asdict, dataclass
from typing import Any

from flask import Response, flash, g, make_response, redirect, request, session, url_for

from planner.kernel.errors import NotAllowed, NotFound, PlannerError
from planner.kernel.i18n import Text
from planner.kernel.ids import token as new_token
from planner.services import oidc as service
from planner.services.oidc_provider import Flow, Provider, Refused, Said, come_back, way_out, way_there
from planner.services.sign_in import renew
from planner.web.access import TOKEN, own_path, public, signed_in
from planner.web.auth import bp
from planner.web.auth.entering import device, go_on
from planner.web.extensions import house, reading, transaction
from planner.web.language import t

WAY, PROBLEM = "company_way", "company_problem"  # keys in the signed cookie
LASTS = 600  # seconds that somebody may take at the provider
LONGEST_PATH = 1000  # of where to go on; the cookie holds it

_LOST = Text(
    "这次登录不是从这个浏览器开始的，或者隔得太久了。请再点一次。",
    "This sign-in did not begin in this browser, or it took too long. Please start again.",
)
_NO_WAY_OUT = Text("{name}没有退出的页面。", "{name} has no page to sign out.")


@dataclass(frozen=True, slots=True)
class CompanyDoor:
    """What the sign-in page shows of the company's account.

    :param only: passwords are off
    :param problem: why the last try did not work
    :param left: somebody who came that way has just signed out here
    """

    name: str
    only: bool
    problem: Text | None
    left: bool


@bp.get("/sign-in/company")
@public
def company_sign_in() -> Response:
    """Off to the provider; whoever is signed in already goes on, and whoever was led here by another site is asked first."""
    next_path = own_path(request.args.get("next"))
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return make_response(redirect(url_for("auth.sign_in", next=next_path), 303))
    if g.actor is not None:
        return make_response(redirect(next_path, 303))
    return _off(next_path, "")


@bp.get("/sign-in/company/again")
@signed_in
def company_again() -> Response:
    """Off to the provider, who asks anew, for one signature or one PIN."""
    purpose = request.args.get("for", "")
    if purpose not in (service.PIN, service.SELF) and not re.fullmatch(r"[0-9a-f]{64}", purpose):
        raise NotFound
    return _off(own_path(request.args.get("next")), purpose)


@bp.get("/sign-in/company/back")
@public
def company_back() -> Response:
    """What the provider says: a new session, or the word that was asked for; else the reason why not."""
    provider, way, address = _provider(), _way(), request.remote_addr or ""
    if way is None:
        return _not_in(_LOST, "/")
    if service.must_wait(reading(), house(), address):
        return _not_in(service.WAIT, way.next_path)
    reading().rollback()  # the provider may be slow: no connection waits for it
    try:
        said = come_back(provider, way, request.args, house().clock())
    except PlannerError as problem:
        return _refused(problem, way, address)
    if way.purpose:
        return _confirmed(provider, way, said)
    with transaction() as writing:
        outcome = service.enter(writing, house(), provider, said, address, device=device(), before=session.get(TOKEN, ""))
    return go_on(outcome, way.next_path) if outcome.token else _not_in(outcome.problem or _LOST, way.next_path)


@bp.get("/sign-in/company/leave")
@public
def company_leave() -> Response:
    """End the session with the provider too, where it offers that."""
    provider = _provider()
    try:
        place = way_out(provider, house().public_url + url_for("auth.sign_in"))
    except PlannerError as problem:
        return _not_in(problem.message, "/")
    return make_response(redirect(place, 303)) if place else _not_in(_NO_WAY_OUT.with_(name=provider.name), "/")


@bp.app_template_global()
def company_door() -> CompanyDoor | None:
    """For the sign-in page; None where there is no such sign-in. The problem is told once."""
    provider = house().company_sign_in
    if provider is None:
        return None
    told = session.pop(PROBLEM, None)
    return CompanyDoor(provider.name, provider.only, Text(*told) if told else None, request.args.get("left") == "company")


@bp.app_template_global()
def company_word(purpose: str) -> dict[str, Any] | None:
    """For a form that asks who somebody is: the provider's name, whether it has just confirmed them, whether a password counts too."""
    provider = house().company_sign_in
    if provider is None or g.get("actor") is None or not service.linked(reading(), provider, g.actor.person_id):
        return None
    return {
        "name": provider.name,
        "given": service.confirmed(reading(), house(), g.token, purpose),
        "only": not house().password_counts(g.actor.email),
    }


def left() -> str | None:
    """For the sign-in page after signing out: `company` for somebody who may still be signed in over there. Asked before the session goes."""
    known = g.actor is not None and service.linked(reading(), house().company_sign_in, g.actor.person_id)
    return "company" if known else None


def _provider() -> Provider:
    provider = house().company_sign_in
    if provider is None:
        raise NotFound
    return provider


def _off(next_path: str, purpose: str) -> Response:
    provider, back = _provider(), house().public_url + url_for("auth.company_back")
    way = Flow(
        new_token(),
        new_token(),
        new_token() + new_token(),
        back,
        int(house().clock().timestamp()),
        next_path if len(next_path) <= LONGEST_PATH else "/",
        purpose,
    )
    try:
        place = way_there(provider, way)
    except PlannerError as problem:
        return _not_in(problem.message, way.next_path, stay=bool(purpose))
    session[WAY] = asdict(way)
    return make_response(redirect(place, 303))


def _way() -> Flow | None:
    """The way that this answer belongs to; it counts once."""
    kept = session.pop(WAY, None)
    if not isinstance(kept, dict):
        return None
    way = Flow(**kept)
    same = hmac.compare_digest(way.state.encode(), request.args.get("state", "").encode())
    return way if same and 0 <= house().clock().timestamp() - way.at <= LASTS else None


def _confirmed(provider: Provider, way: Flow, said: Said) -> Response:
    if g.actor is None or g.token is None:
        return _not_in(_LOST, way.next_path)
    try:
        with transaction() as writing:
            if way.purpose == service.SELF:
                outcome = service.again(writing, house(), g.actor, provider, said, g.token, device())
            else:
                token = renew(writing, house(), g.token)
                service.confirm(writing, house(), g.actor, provider, said, token, way.purpose)
    except NotAllowed as problem:
        return _not_in(problem.message, way.next_path, stay=True)
    if way.purpose == service.SELF:
        return go_on(outcome, way.next_path) if outcome.token else _not_in(outcome.problem or _LOST, way.next_path, stay=True)
    session[TOKEN] = token
    return make_response(redirect(way.next_path, 303))


def _refused(problem: PlannerError, way: Flow, address: str) -> Response:
    if isinstance(problem, Refused):
        with transaction() as writing:
            service.refuse(writing, house(), problem.message, problem.why, address)
    return _not_in(problem.message, way.next_path, stay=bool(way.purpose))


def _not_in(problem: Text, next_path: str, *, stay: bool = False) -> Response:
    """Tell it where the person came from: on the sign-in page, or on the page that asked for confirmation.

    A page of its own, so that reading it again does not send the used answer again.
    """
    if stay and g.actor is not None:
        flash(t(problem))
        return make_response(redirect(next_path, 303))
    session[PROBLEM] = [problem.zh, problem.en]
    return make_response(redirect(url_for("auth.sign_in", next=next_path), 303))
