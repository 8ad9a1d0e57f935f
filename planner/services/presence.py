"""Who has a plan open right now: a sign of life per person and plan, which ends by itself. Not an act, so the trail says nothing of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from planner.kernel.errors import NotFound
from planner.models import Person, Plan, Presence
from planner.services import rights
from planner.services.actor import Actor
from planner.services.house import House, Transaction
from planner.workflow import Part

BEAT = timedelta(seconds=25)
"""How often an open page gives a sign."""
FRESH = timedelta(seconds=20)
"""A sign younger than this is not written again."""
LASTS = timedelta(seconds=60)
"""Without another sign somebody counts as gone after this."""

PAGES = {Part.OFFICER: "officer", Part.MANAGER: "manager"}


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody who has a plan open.

    :param part: whose page it is: `officer` for the desk, `manager` for the approval
    """

    person_id: int
    name: str
    part: str


def lookers(session: Session, house: House, actor: Actor, numbers: Collection[str]) -> dict[str, tuple[Looker, ...]]:
    """Everybody but the actor who has one of these plans open, by plan number; one query, for pages of officers and managers only."""
    if not numbers:
        return {}
    found: dict[str, tuple[Looker, ...]] = {}
    for number, looker, _ in _signs(session, house, Plan.number.in_(numbers)):
        if looker.person_id != actor.person_id:
            found[number] = (*found.get(number, ()), looker)
    return found


def look(reading: Session, transaction: Transaction, house: House, actor: Actor, number: str, part: Part) -> tuple[Looker, ...]:
    """Note that the actor has the page of a plan open, unless that was noted a moment ago; who else has it open.

    :param part: OFFICER for the desk, MANAGER for the approval
    :raises NotFound: not this person's page
    """
    plan, _, parts = rights.find(reading, actor, number, house.clock())
    if part not in parts:
        raise NotFound
    plan_id, now = plan.id, house.clock()
    signs = _signs(reading, house, Presence.plan_id == plan_id)
    mine = next((at for _, looker, at in signs if (looker.person_id, looker.part) == (actor.person_id, PAGES[part])), None)
    if mine is None or now - mine >= FRESH:
        with transaction() as session:
            _write(session, plan_id, actor.person_id, PAGES[part], now)
            if mine is None:  # somebody came: the moment to forget those who left
                session.execute(delete(Presence).where(Presence.seen_at <= now - LASTS))
    return tuple(looker for _, looker, _ in signs if looker.person_id != actor.person_id)


def _signs(session: Session, house: House, plans: ColumnElement[bool]) -> list[tuple[str, Looker, datetime]]:
    """Signs that still count, by name."""
    rows = session.execute(
        select(Plan.number, Person.id, Person.name, Presence.part, Presence.seen_at)
        .join_from(Presence, Plan, Plan.id == Presence.plan_id)
        .join(Person, Person.id == Presence.person_id)
        .where(plans, Presence.seen_at > house.clock() - LASTS)
        .order_by(Person.employee_number)
    )
    return [(number, Looker(person_id, name, part), at) for number, person_id, name, part, at in rows]


def _write(session: Session, plan_id: int, person_id: int, part: str, now: datetime) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(Presence)
        .values(plan_id=plan_id, person_id=person_id, part=part, seen_at=now)
        .on_conflict_do_update(index_elements=["plan_id", "person_id"], set_={"part": part, "seen_at": now})
    )
