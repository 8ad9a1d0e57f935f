"""Short cuts to lend roles on the stage, and to ask what they are worth."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from planner.kernel.errors import Invalid, NotFound
from planner.models import RoleGrant, Territory
from planner.services import delegation, rights
from planner.services.actor import Actor
from planner.workflow import Part, Role
from tests.factories.stage import Cast

TODAY = date(2026, 11, 22)
"""The cast's first day in Shanghai."""


def lend(stage: Cast, giver: Actor, taker: Actor, role: Role, **more: Any) -> int:
    """A delegation of two weeks from today, or as told."""
    asked: dict[str, Any] = {"territory_id": None, "from_on": TODAY, "until_on": TODAY + timedelta(days=13), "reason": "年假"} | more
    with stage.act() as session:
        return delegation.give(session, stage.house, giver, taker_id=taker.person_id, role=role, **asked).id


def refused(stage: Cast, giver: Actor, taker: Actor, role: Role, **more: Any) -> set[str]:
    """The fields at fault."""
    with pytest.raises(Invalid) as caught:
        lend(stage, giver, taker, role, **more)
    return set(caught.value.errors)


def grant(stage: Cast, person: Actor, role: Role, territory: str | None = None) -> None:
    """One more role for somebody."""
    with stage.act() as session:
        where = session.scalar(select(Territory.id).where(Territory.name == territory)) if territory else None
        session.add(RoleGrant(person_id=person.person_id, role=role.value, territory_id=where))


def parts(stage: Cast, actor: Actor, number: str) -> frozenset[Part]:
    """What somebody is to a plan."""
    with stage.act() as session:
        return rights.find(session, actor, number, stage.clock.now)[2]


def refused_to_see(stage: Cast, actor: Actor, number: str) -> bool:
    """Whether a plan does not exist for somebody."""
    try:
        parts(stage, actor, number)
    except NotFound:
        return True
    return False
