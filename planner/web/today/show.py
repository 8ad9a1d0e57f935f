"""The first page of every role: one spoken sentence about the day, then what asks to be done."""

from typing import Any

from flask import Response, g

from planner.services import approval, board, plans
from planner.services.cards import TeamFilter, own_plans
from planner.services.rules import access, notices
from planner.services.rules.proposal_page import proposals
from planner.web.access import signed_in
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import render
from planner.web.menu import REVIEWERS
from planner.web.team.filters import team_href
from planner.web.today import bp, links, queue, sentence
from planner.web.today.card import in_order, shown
from planner.workflow import Role, State

MOST_CARDS = 6
FIRST_OF_COLUMN = 3


@bp.get("/")
@signed_in
def show() -> Response:
    """What today asks of this person, by the roles they hold."""
    if plans.any_due(reading(), house()):
        with transaction() as session:
            plans.expire_due(session, house())
    parts: dict[str, Any] = {}
    for roles, build in ((REVIEWERS, _officer), ((Role.MANAGER,), _manager), ((Role.REPRESENTATIVE,), _author)):
        if g.actor.has(*roles):
            parts.update(build())
    now = house().clock()
    spoken = [parts.pop(name) for name in ("officer_says", "manager_says", "author_says") if name in parts]
    return render(
        "today/show.html",
        None,
        200,
        now=now,
        greeting=sentence.greeting(g.actor.name, now),
        spoken=spoken,
        **links.for_templates(),
        **parts,
    )


def _author() -> dict[str, Any]:
    cards = own_plans(reading(), house(), g.actor)
    mine = [shown(card) for card in in_order(cards)]
    first = next((one for one in mine if one.card.state in (State.RETURNED, State.DRAFT)), None)
    return {
        "author_says": sentence.for_author(cards),
        "mine": mine[:MOST_CARDS],
        "mine_all": len(mine),
        "mine_first": first,
        "kinds": list(house().plan_types.values()),
    }


def _officer() -> dict[str, Any]:
    told = queue.for_page()
    return told | _rulebook() if access.is_editor(g.actor) else told


def _rulebook() -> dict[str, Any]:
    """What the rulebook has to say to an officer: notices, and changes that wait for somebody else than their proposer."""
    waiting = [line for line in proposals(reading(), house(), g.actor) if not line.by_me]
    return {"rule_notices": notices.notices(reading(), g.actor), "rule_changes": waiting}


def _manager() -> dict[str, Any]:
    waiting, n = approval.waiting(reading(), house(), g.actor, MOST_CARDS), approval.waiting_count(reading(), g.actor)
    columns = board.board(reading(), house(), g.actor, TeamFilter(), FIRST_OF_COLUMN)
    returned = next(column.count.n for column in columns if column.state is State.RETURNED)
    return {
        "manager_says": sentence.for_manager(waiting, n.n, returned, house().clock()),
        "waiting": waiting,
        "waiting_more": n.n - len(waiting),
        "columns": columns,
        "ending": board.ending_soon(reading(), house(), g.actor),
        "team_href": team_href,
    }
