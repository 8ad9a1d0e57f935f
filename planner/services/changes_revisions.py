"""Which revisions of a plan a person may compare, and what differs between two of them."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.kernel.errors import NotFound
from planner.models import Plan, Revision, Territory
from planner.services import plans, rights
from planner.services.actor import Actor
from planner.services.changes import Content, Difference, changes_between
from planner.services.checking import chosen_products
from planner.services.house import House
from planner.services.plans import PlanView
from planner.wizards.snapshot import to_json
from planner.workflow import State


@dataclass(frozen=True, slots=True)
class Side:
    """A revision that can be compared."""

    number: int
    state: State
    since: datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions side by side.

    :param sides: all that this person may choose from, newest first
    :param view: the newer side, whose record this belongs to
    """

    view: PlanView
    sides: tuple[Side, ...]
    old: Side
    new: Side
    difference: Difference


def compare(session: Session, house: House, actor: Actor, number: str, old: int | None = None, new: int | None = None) -> Comparison | None:
    """What differs between two revisions; None while there is only one.

    :param old, new: numbers of revisions; without them the newest one against the one in force, or else the one before it
    :raises NotFound: no such plan or revision, or not this person's to see
    """
    sides = comparable(session, house, actor, number)
    if not sides:
        raise NotFound
    if len(sides) == 1 and old is None and new is None:
        return None
    right = _chosen(sides, new if new is not None else sides[0].number)
    left = _chosen(sides, old if old is not None else _before(sides, right))
    views = [plans.open_plan(session, house, actor, number, revision=side.number) for side in (left, right)]
    difference = changes_between(content_of(session, views[0]), content_of(session, views[1]))
    return Comparison(views[1], sides, left, right, difference)


def comparable(session: Session, house: House, actor: Actor, number: str) -> tuple[Side, ...]:
    """The revisions of a plan that this person may read, newest first; empty for a stranger to it."""
    rows = session.scalars(
        select(Revision)
        .join(Plan)
        .where(Plan.number == number)
        .options(joinedload(Revision.plan).joinedload(Plan.territory))
        .order_by(Revision.number.desc())
    )
    now = house.clock()
    return tuple(Side(row.number, State(row.state), row.state_since) for row in rows if rights.parts_in(actor, row.plan, row, now))


def _chosen(sides: tuple[Side, ...], number: int) -> Side:
    for side in sides:
        if side.number == number:
            return side
    raise NotFound


def _before(sides: tuple[Side, ...], right: Side) -> int:
    """The one in force when the right side is to follow it, else the one before the right side."""
    earlier = [side for side in sides if side.number < right.number]
    in_force = next((side for side in earlier if side.state is State.APPROVED), None)
    return (in_force or (earlier or [right])[0]).number


def since_in_force(session: Session, view: PlanView) -> Difference | None:
    """What a revision changes against the one in force; None when none is, or when it is that one."""
    row = session.scalar(
        select(Revision).where(
            Revision.plan_id == view.plan.id, Revision.state == State.APPROVED.value, Revision.number < view.revision.number
        )
    )
    if row is None or not row.content:
        return None
    return changes_between(json.loads(row.content), content_of(session, view))


def content_of(session: Session, view: PlanView) -> Content:
    """What is compared of a revision: as frozen, or as its author has it before them."""
    if view.content is not None and view.answers is view.content.get("answers"):
        return view.content
    chosen = view.answers.get("basics", {}).get("territory")
    territory = session.get(Territory, chosen) if chosen else None
    return {
        "plan_type": to_json(view.plan_type),
        "answers": view.answers,
        "products": [{"id": product.id, "generic_name": product.generic_name} for product in chosen_products(session, view.answers)],
        "territories": {str(territory.id): territory.name} if territory else {},
    }
