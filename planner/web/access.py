"""Every view says who may use it; a view without a mark is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, make_response, redirect, render_template, request, session, url_for

from planner.kernel.errors import NotFound
from planner.services import sign_in
from planner.services.second_factor import FACTOR, SETUP
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import wants_fragment
from planner.workflow import Role

View = TypeVar("View", bound=Callable[..., object])
TOKEN = "token"  # noqa: S105  key of the sign-in token in the signed cookie
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
IMPERSONAL = frozenset({"assets.file", "status.healthz", "status.readyz", "status.metrics"})
"""The same for everybody: the session is not looked up."""


@dataclass(frozen=True, slots=True)
class Access:
    """The mark on a view.

    :param public: open to strangers
    :param roles: one of them is needed; empty for everybody who is signed in
    :param halfway: open to those too who gave their password and stand before one of these steps (`Half.waits_for`)
    :param background: asked by an open page and not by a person, so that it keeps no session alive
    """

    public: bool = False
    roles: frozenset[Role] = field(default_factory=frozenset)
    background: bool = False
    halfway: frozenset[str] = frozenset()


def public(view: View) -> View:
    """Open to everybody, signed in or not."""
    view.access = Access(public=True)  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Open to everybody who is signed in; what they may see is decided by the services."""
    view.access = Access()  # type: ignore[attr-defined]
    return view


def requires(*roles: Role) -> Callable[[View], View]:
    """Open to people who hold one of these roles for any territory; for others the page does not exist."""

    def mark(view: View) -> View:
        view.access = Access(roles=frozenset(roles))  # type: ignore[attr-defined]
        return view

    return mark


def in_background(view: View) -> View:
    """An open page asks this by itself; stands over the mark that says for whom. The idle time of the session runs on."""
    view.access = replace(view.access, background=True)  # type: ignore[attr-defined]
    return view


def halfway(*steps: str) -> Callable[[View], View]:
    """For people at this step of signing in too, who have no `g.actor` but a `g.half`; stands over the mark that says for whom else."""

    def mark(view: View) -> View:
        view.access = replace(view.access, halfway=frozenset(steps))  # type: ignore[attr-defined]
        return view

    return mark


def install(app: Flask) -> None:
    """Ask before every request."""
    app.before_request(guard)


def guard() -> Response | None:
    """Load who is there, then let the request in, send it to sign in, or refuse it."""
    g.actor = g.token = g.half = None
    if request.endpoint is None:
        return None  # Flask answers 404 or 405 itself
    access = _mark()
    if access is None:
        current_app.logger.error("view %s has no access mark", request.endpoint)
        abort(404)
    _refuse_other_sites()
    if request.endpoint in IMPERSONAL:
        return None
    load_actor()
    if access.public:
        return None
    if g.actor is None:
        return None if g.half is not None and g.half.waits_for in access.halfway else stranger()
    if access.roles and not g.actor.has(*access.roles):
        raise NotFound
    return None


def _mark() -> Access | None:
    """The mark on the view that was asked for; None without one."""
    return getattr(current_app.view_functions[request.endpoint], "access", None) if request.endpoint else None


def load_actor() -> None:
    """Put the person behind the cookie into `g.actor` (None for a stranger) and the token into `g.token`.

    Somebody whose second factor is still asked for is a stranger with a `g.half`.
    """
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return
    found = sign_in.visit(reading(), house(), token, request.remote_addr or "")
    if found is None:
        g.half = sign_in.half(reading(), house(), token, request.remote_addr or "")
        return
    g.actor, g.token = found.actor, token
    mark = _mark()
    if found.touch and not (mark and mark.background):
        with transaction() as writing:
            sign_in.touch(writing, house(), token)


def stranger() -> Response:
    """What somebody without a session gets: a redirect, 401 for a fragment, or a sign-in page that keeps what was posted."""
    if wants_fragment():
        response = make_response(render_template("auth/_ended.html"), 401)
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "innerHTML"
        response.headers["X-Session"] = "ended"
        return response
    if request.method in SAFE:
        return make_response(redirect(next_step(own_path(request.full_path.rstrip("?"))), 302))
    from planner.web.auth.resume import keep_and_ask  # the page imports this module

    return keep_and_ask(401)


def next_step(then: str) -> str:
    """Where somebody who is not signed in has to go first: the door, or the step of it they have come to.

    :param then: path of this site for afterwards
    """
    page = {None: "auth.sign_in", FACTOR: "auth.second_step_page", SETUP: "auth.must_set_up"}[g.half.waits_for if g.get("half") else None]
    return url_for(page, next=then)


def own_path(wanted: str | None) -> str:
    """A path of this site, or "/": nothing that a browser could read as another host or another scheme."""
    if not wanted or not wanted.startswith("/") or any(c in wanted for c in "\\\r\n\t\0"):
        return "/"
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc and not wanted.startswith("//") else "/"


def _refuse_other_sites() -> None:
    """A browser says where a request comes from; a form on another site is refused even with a token."""
    if request.method not in SAFE and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        current_app.logger.warning("sent by another site: %s %s", request.method, request.endpoint)
        abort(400)
