"""The links of the top bar, by role; a page that is not there yet is left out."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request, url_for

from planner.kernel.i18n import Text
from planner.services.actor import Actor
from planner.services.trail import may_read
from planner.web.language import t
from planner.workflow import Role

REVIEWERS = (Role.OFFICER, Role.HEAD_OF_COMPLIANCE)


@dataclass(frozen=True, slots=True)
class Link:
    """One entry. `current` marks the page the reader is on or under."""

    href: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    endpoint: str
    label: Text
    under: tuple[str, ...]  # blueprints whose pages belong to this entry


TODAY = _Entry("today.show", Text("今天", "Today"), ("today",))
QUEUE = _Entry("today.show", Text("待审", "To review"), ("today", "review"))
WAITING = _Entry("today.show", Text("待批准", "To approve"), ("today", "approval"))
TEAM = _Entry("team.show", Text("团队", "Team"), ("team", "jobs"))
PLANS = _Entry("plans.index", Text("我的计划", "My plans"), ("plans", "wizard", "submission"))
RULEBOOK = _Entry("rulebook.index", Text("规则手册", "Rulebook"), ("rulebook",))
LIBRARY = _Entry("library.index", Text("资料库", "Library"), ("library",))
COMPANY = _Entry("company.index", Text("公司", "Company"), ("company",))
TRAIL = _Entry("trail.index", Text("操作记录", "Trail"), ("trail",))
VERIFY = _Entry("verify.index", Text("验真", "Verify"), ("verify",))


def menu(actor: Actor | None) -> list[Link]:
    """The entries for this person, in order; for a stranger only what is public."""
    return [Link(url_for(e.endpoint), t(e.label), request.blueprint in e.under) for e in _entries(actor)]


def _entries(actor: Actor | None) -> Iterable[_Entry]:
    if actor is None:
        return [VERIFY]
    return [
        _first(actor),
        *([PLANS] if actor.has(Role.REPRESENTATIVE) else []),
        *([TEAM] if actor.has(Role.MANAGER) else []),
        *([COMPANY] if actor.has(Role.ADMINISTRATOR) else []),
        RULEBOOK,
        LIBRARY,
        *([TRAIL] if may_read(actor) else []),
        VERIFY,
    ]


def _first(actor: Actor) -> _Entry:
    """The first page is named after the one thing a person comes for; with several roles it is simply today."""
    kinds = [
        entry
        for entry, roles in ((TODAY, (Role.REPRESENTATIVE, Role.ADMINISTRATOR)), (QUEUE, REVIEWERS), (WAITING, (Role.MANAGER,)))
        if actor.has(*roles)
    ]
    return kinds[0] if len(kinds) == 1 else TODAY
