"""Lending a role for some days: give, end, list. What a lent role is worth on a plan stands in services/rights.py.

Officers, heads of compliance and managers lend their own roles, each to somebody who does the same
kind of work already. What was lent cannot be lent on: only a person's own grants are looked at.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotAllowed, NotFound
from planner.kernel.i18n import Text
from planner.models import Delegation, Person, RoleGrant, Territory
from planner.services.actor import Actor
from planner.services.audit import Event, in_turn, record
from planner.services.house import House
from planner.services.rights import within
from planner.workflow import LENDABLE, ROLE_NAMES, Role

LONGEST = 90
"""Days a delegation may last at most; whoever is away longer lends anew, or the roles are changed."""

AHEAD = 180
"""Days before its first day a delegation may be given at most."""

REASON_LENGTH = 200


class Standing(StrEnum):
    """Where a delegation stands on a day."""

    COMING = "coming"
    RUNNING = "running"
    OVER = "over"
    ENDED = "ended"  # before its time


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may take a role."""

    person_id: int
    name: str
    job_title: str
    role: Role


@dataclass(frozen=True, slots=True)
class Delegations:
    """Delegations of one person, the latest first: what others do for them, and what they do for others."""

    given: tuple[Delegation, ...]
    taken: tuple[Delegation, ...]


def standing(one: Delegation, today: date) -> Standing:
    """Where a delegation stands; both its days count."""
    if one.ended_at is not None:
        return Standing.ENDED
    if today > one.until_on:
        return Standing.OVER
    return Standing.RUNNING if today >= one.from_on else Standing.COMING


def roles_to_lend(actor: Actor) -> list[Role]:
    """The person's own roles that may be lent."""
    return [role for role in LENDABLE if actor.has(role)]


def takers(session: Session, actor: Actor) -> list[Choice]:
    """Everybody who could take one of the person's roles, by role and employee number."""
    people = session.execute(
        select(Person.id, Person.name, Person.job_title, RoleGrant.role)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(Person.active, Person.id != actor.person_id)
        .order_by(Person.employee_number, RoleGrant.id)
    ).all()
    found = {
        (role, row.id): Choice(row.id, row.name, row.job_title, role)
        for role in roles_to_lend(actor)
        for row in people
        if Role(row.role) in LENDABLE[role]
    }
    return list(found.values())


def territories_to_lend(session: Session, actor: Actor, *roles: Role) -> list[Territory]:
    """Territories that lie within the person's own roles, from the root down."""
    return list(session.scalars(select(Territory).where(within(actor, *roles)).order_by(Territory.path)))


def give(
    session: Session,
    house: House,
    actor: Actor,
    *,
    taker_id: int | None,
    role: str,
    territory_id: int | None,
    from_on: date | None,
    until_on: date | None,
    reason: str,
) -> Delegation:
    """Lend one of one's own roles for some days.

    :param territory_id: a part of what one has; None for all of it
    :raises NotAllowed: one has no role that may be lent
    :raises Invalid: an unknown role or territory, a taker without the same kind of role, days in the past or too many,
        the same lent already, or lent to and fro between the same two
    """
    in_turn(session)  # two forms sent at once must see each other
    if not roles_to_lend(actor):
        raise NotAllowed(Text("只有合规专员、合规负责人和经理可以委托。", "Only officers, heads of compliance and managers delegate."))
    lent = Role(role) if role in roles_to_lend(actor) else None
    today = local_date(house.clock())
    errors = {"role": Text("请选你自己的一个角色。", "Choose one of your own roles.")} if lent is None else {}
    errors |= _wrong_taker(session, actor, taker_id, lent) | _wrong_days(from_on, until_on, today)
    if lent is not None and territory_id is not None and territory_id not in {t.id for t in territories_to_lend(session, actor, lent)}:
        errors["territory"] = Text("请选你负责的片区。", "Choose a territory of yours.")
    if not 0 < len(reason.strip()) <= REASON_LENGTH:
        errors["reason"] = Text("请写一句为什么，最多 200 个字。", "Please say why, at most 200 characters.")
    if not errors and taker_id is not None and lent is not None and from_on is not None and until_on is not None:
        errors = _in_the_way(session, actor.person_id, taker_id, lent, territory_id, from_on, until_on)
    if errors or taker_id is None or lent is None or from_on is None or until_on is None:
        raise Invalid(errors)
    made = Delegation(
        giver_id=actor.person_id,
        taker_id=taker_id,
        role=lent.value,
        territory_id=territory_id,
        from_on=from_on,
        until_on=until_on,
        reason=reason.strip(),
        given_at=house.clock(),
    )
    session.add(made)
    session.flush()
    record(
        session,
        house,
        Event.DELEGATION_GIVE,
        actor,
        delegation=made.id,
        to=taker_id,
        role=lent.value,
        territory=territory_id,
        from_on=from_on.isoformat(),
        until_on=until_on.isoformat(),
    )
    return made


def _wrong_taker(session: Session, actor: Actor, taker_id: int | None, role: Role | None) -> dict[str, Text]:
    if taker_id == actor.person_id:
        return {"taker": Text("不能委托给自己。", "You cannot delegate to yourself.")}
    if role is None:
        return {} if taker_id is not None else {"taker": Text("请选一个人。", "Choose a person.")}
    if may_take(session, taker_id, role):
        return {}
    names = [ROLE_NAMES[one] for one in Role if one in LENDABLE[role]]
    zh, en = "或".join(one.zh for one in names), " or ".join(one.en.lower() for one in names)
    return {"taker": Text(f"请选一位在职的{zh}。", f"Choose somebody active who is {en}.")}


def may_take(session: Session, person_id: int | None, role: Role) -> bool:
    """Whether somebody is active and does the kind of work that lets them take a role."""
    held = select(RoleGrant.id).join(Person).where(Person.id == person_id, Person.active, RoleGrant.role.in_(LENDABLE[role]))
    return person_id is not None and session.scalar(held.limit(1)) is not None


def _wrong_days(from_on: date | None, until_on: date | None, today: date) -> dict[str, Text]:
    errors: dict[str, Text] = {}
    if from_on is None:
        errors["from_on"] = Text("请写开始的日期。", "Give the first day.")
    elif from_on < today:
        errors["from_on"] = Text("开始的日期不能早于今天。", "The first day cannot lie in the past.")
    elif from_on > today + timedelta(days=AHEAD):
        errors["from_on"] = Text(f"最多提前 {AHEAD} 天委托。", f"Delegate at most {AHEAD} days ahead.")
    if until_on is None:
        errors["until_on"] = Text("请写结束的日期。", "Give the last day.")
    elif from_on is not None and until_on < from_on:
        errors["until_on"] = Text("结束的日期不能早于开始的日期。", "The last day cannot lie before the first.")
    elif from_on is not None and until_on - from_on >= timedelta(days=LONGEST):
        errors["until_on"] = Text(f"一次委托最多 {LONGEST} 天。", f"A delegation lasts at most {LONGEST} days.")
    return errors


def _in_the_way(
    session: Session, giver_id: int, taker_id: int, role: Role, territory_id: int | None, from_on: date, until_on: date
) -> dict[str, Text]:
    """The same lent already in these days, or lent by the other one, which would leave nobody who is really there."""
    pair = {giver_id, taker_id}
    rows = session.scalars(
        select(Delegation).where(
            Delegation.giver_id.in_(pair),
            Delegation.taker_id.in_(pair),
            Delegation.role == role.value,
            Delegation.ended_at.is_(None),
            Delegation.from_on <= until_on,
            Delegation.until_on >= from_on,
        )
    ).all()
    if any(row.giver_id == taker_id for row in rows):
        return {
            "taker": Text("这几天对方已经把这项工作委托给你，不能再委托回去。", "In these days that person delegates the same work to you.")
        }
    if any(row.territory_id is None or territory_id is None or row.territory_id == territory_id for row in rows):
        return {"from_on": Text("这几天已经委托给这个人了。", "This is delegated to that person in these days already.")}
    return {}


def end(session: Session, house: House, actor: Actor, delegation_id: int) -> None:
    """End a delegation before its time; the giver may, and the taker may give it back. Ending it twice changes nothing.

    :raises NotFound: no such delegation, or none of this person's
    """
    in_turn(session)
    mine = or_(Delegation.giver_id == actor.person_id, Delegation.taker_id == actor.person_id)
    row = session.scalar(select(Delegation).where(Delegation.id == delegation_id, mine).with_for_update())
    if row is None:
        raise NotFound
    if row.ended_at is None and row.until_on >= local_date(house.clock()):
        _end(session, house, row, actor)


def _end(session: Session, house: House, row: Delegation, by: Actor | None) -> None:
    row.ended_at, row.ended_by_id = house.clock(), by.person_id if by else None
    session.flush()
    record(session, house, Event.DELEGATION_END, by, delegation=row.id, giver=row.giver_id, to=row.taker_id, role=row.role)


def tidy(session: Session, house: House, person_id: int, by: Actor | None) -> int:
    """End what a person gave or took and no longer may, after they were disabled or lost a role; returns how many.

    Such a delegation is worth nothing from the moment of the change anyway; this says so in the lists and in the trail.
    """
    session.flush()
    ended = 0
    for row in live(session, house, person_id):
        role = Role(row.role)
        giver_holds = select(RoleGrant.id).join(Person).where(Person.id == row.giver_id, Person.active, RoleGrant.role == role.value)
        if session.scalar(giver_holds.limit(1)) is None or not may_take(session, row.taker_id, role):
            _end(session, house, row, by)
            ended += 1
    return ended


def live(session: Session, house: House, person_id: int) -> Sequence[Delegation]:
    """Delegations that a person gave or took and that run or are to come, the first ones first."""
    theirs = or_(Delegation.giver_id == person_id, Delegation.taker_id == person_id)
    return _listed(session, theirs, Delegation.ended_at.is_(None), Delegation.until_on >= local_date(house.clock()))[::-1]


def of_person(session: Session, person_id: int, most: int = 50) -> Delegations:
    """The latest delegations of a person, running, past and to come."""
    return Delegations(
        tuple(_listed(session, Delegation.giver_id == person_id, most=most)),
        tuple(_listed(session, Delegation.taker_id == person_id, most=most)),
    )


def running(session: Session, house: House) -> Sequence[Delegation]:
    """Delegations of everybody that count today."""
    return _listed(session, *_on(local_date(house.clock())))


def bound(session: Session, people: Collection[int], other_id: int, day: date) -> bool:
    """Whether one of these people and the other act for each other on a day: then they are not four eyes."""
    one_way = Delegation.giver_id.in_(people) & (Delegation.taker_id == other_id)
    other_way = (Delegation.giver_id == other_id) & Delegation.taker_id.in_(people)
    return session.scalar(select(Delegation.id).where(or_(one_way, other_way), *_on(day)).limit(1)) is not None


def _on(day: date) -> tuple[ColumnElement[bool], ...]:
    return Delegation.ended_at.is_(None), Delegation.from_on <= day, Delegation.until_on >= day


def _listed(session: Session, *conditions: ColumnElement[bool], most: int | None = None) -> Sequence[Delegation]:
    query = select(Delegation).where(*conditions).order_by(Delegation.from_on.desc(), Delegation.id.desc()).limit(most)
    return session.scalars(
        query.options(joinedload(Delegation.giver), joinedload(Delegation.taker), joinedload(Delegation.territory))
    ).all()
