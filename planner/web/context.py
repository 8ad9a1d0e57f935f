"""What every template may use."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app, g, request

from planner.compliance.findings import SEVERITY_NAMES, Severity
from planner.kernel.i18n import Text
from planner.kernel.money import format_fen
from planner.models import Person, Plan, Revision
from planner.services.rights import behalf
from planner.signing.roles import SIGNER_ROLE_NAMES, SignerRole
from planner.web import dates
from planner.web.assets import asset, has_icon
from planner.web.extensions import house
from planner.web.language import TAGS, dot, host_only, language, t
from planner.web.marks import mark_pieces
from planner.web.menu import menu
from planner.web.templating import addresses, once
from planner.workflow import ROLE_NAMES, STATE_NAMES, Role, State

ROLE_ORDER = (Role.HEAD_OF_COMPLIANCE, Role.OFFICER, Role.MANAGER, Role.REPRESENTATIVE, Role.ADMINISTRATOR)
THEME_COOKIE = "theme"


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in person as the top bar shows them."""

    name: str
    what: str


def install(app: Flask) -> None:
    """Give the words to the templates; globals, so that imported macros have them too."""
    app.jinja_env.globals.update(
        t=t,
        asset=asset,
        words=words,
        language=language,
        dot=dot,
        state_name=lambda value: STATE_NAMES[State(str(value))],
        severity_name=lambda value: SEVERITY_NAMES[Severity(str(value))],
        role_name=lambda value: ROLE_NAMES[Role(str(value))],
        signer_role=lambda value: SIGNER_ROLE_NAMES[SignerRole(str(value))],
        day=dates.day,
        short_day=dates.short_day,
        near_day=near_day,
        month=dates.month,
        moment=dates.moment,
        signed_at=dates.signed_at,
        clock_time=dates.clock_time,
        since=since_now,
        period=dates.period,
        weekday=dates.weekday,
        money=format_fen,
        name_sign=name_sign,
        mark_pieces=mark_pieces,
        can=can,
        acting_for=acting_for,
        by_name=by_name,
        kind_icon=kind_icon,
        once=once,
        url_for=addresses(app),
    )
    app.jinja_env.filters["t"] = t
    app.context_processor(page)


def page() -> dict[str, Any]:
    """What the shell needs: language, theme, the person, the menu."""
    actor = g.get("actor")
    theme = request.cookies.get(host_only(THEME_COOKIE))
    return {
        "lang_tag": TAGS[language()],
        "theme": theme if theme in ("light", "dark") else None,
        "me": me() if actor else None,
        "menu": menu(actor),
        "demo": bool(current_app.config.get("DEMO")),
        "here": request.full_path.rstrip("?") if request.method == "GET" else "/",
    }


def words(value: str | Text | None) -> str:
    """A message of ours in the language of the request, or words that somebody typed, as they are."""
    return t(value) if isinstance(value, Text) else value or ""


def me() -> Me:
    """Name and role of the person in the top bar, with the territory they work in."""
    actor = g.actor
    role = next((ROLE_NAMES[r] for r in ROLE_ORDER if r in actor.roles), Text("没有角色", "No role"))
    return Me(actor.name, f"{t(role)}{dot()}{actor.territory_name}")


def since_now(value: datetime) -> str:
    """A past moment seen from now: 今天 14:32, 昨天, 11月23日."""
    return dates.since(value, house().clock())


def near_day(value: date | datetime) -> str:
    """A day without its year when that is this year's."""
    return dates.near_day(value, house().clock())


def can(*roles: str) -> bool:
    """True when the signed-in person holds one of these roles (values of `Role`)."""
    actor = g.get("actor")
    return bool(actor and actor.has(*(Role(role) for role in roles)))


def acting_for(plan: Plan, revision: Revision, *roles: str) -> str:
    """Name of the person on whose behalf the signed-in one works on a plan in these roles; empty when in their own."""
    actor = g.get("actor")
    lent = behalf(actor, plan, revision, *(Role(role) for role in roles)) if actor else None
    return lent.giver if lent else ""


def by_name(person: Person, giver: Person | None = None) -> str:
    """Who did it, and on whose behalf: 唐予安（代韩牧之）."""
    return t("{name}（代{giver}）", "{name} (for {giver})", name=person.name, giver=giver.name) if giver else person.name


def kind_icon(drawing: str) -> str:
    """The icon of a kind of plan; a sheet where the sprite has none of its own."""
    return f"kind-{drawing}" if has_icon(f"kind-{drawing}") else "kind-plan"


def name_sign(name: str) -> str:
    """What stands in the round sign of a person: the last character of a Chinese name, the initials of another."""
    name = name.strip()
    if not name:
        return "?"
    if name.isascii():
        return "".join(word[0] for word in name.split()[:2]).upper()
    return name[-1]
