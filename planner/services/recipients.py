"""Who is told of an event of the trail. A new event that people should hear of gets a line in `TELLS`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from planner.models import AuditEvent, Delegation, Person, Plan, Revision, RoleGrant, Territory
from planner.services.audit_events import Event
from planner.services.notice_kinds import Kind
from planner.services.rights import OFFICERS, wrote
from planner.workflow import Role

Detail = Mapping[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Happened:
    """An event with the plan it is about.

    :param actor_id: who did it, None for the clock; never told of it
    :param detail: what the trail says: ids, numbers, digests
    :param today: in Asia/Shanghai, for roles that are lent
    """

    session: Session
    actor_id: int | None
    detail: Detail
    today: date
    revision: Revision | None

    def person(self, name: str) -> int | None:
        """A person's id in the detail."""
        value = self.detail.get(name)
        return value if isinstance(value, int) else None


Hearers = Mapping[int, int | None]
"""Id of somebody who hears of it → id of the colleague in whose place, None in their own."""

Told = Iterator[tuple[Kind, Hearers | Iterable[int | None]]]
"""A kind and the people who hear it; somebody named twice hears the first."""


def _above(path: str) -> list[str]:
    """Paths of a territory and of all above it."""
    return [path[: at + 1] for at, letter in enumerate(path) if letter == "/"][1:]


def _holders(session: Session, path: str, *roles: Role) -> set[int]:
    """Active people who hold one of these roles for a territory."""
    query = (
        select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .outerjoin(Territory, Territory.id == RoleGrant.territory_id)
        .where(Person.active, RoleGrant.role.in_([role.value for role in roles]))
        .where(or_(RoleGrant.territory_id.is_(None), Territory.path.in_(_above(path))))
    )
    return set(session.scalars(query))


def _deputies(session: Session, row: Revision, today: date, *roles: Role) -> list[tuple[int, int]]:
    """(who acts, for whom) on a revision today, by one of these roles; never for somebody who has another side in it."""
    query = (
        select(Delegation.taker_id, Delegation.giver_id, Delegation.role)
        .join(Person, Person.id == Delegation.taker_id)
        .outerjoin(Territory, Territory.id == Delegation.territory_id)
        .where(Person.active, Delegation.role.in_([role.value for role in roles]), Delegation.ended_at.is_(None))
        .where(Delegation.from_on <= today, Delegation.until_on >= today)
        .where(or_(Delegation.territory_id.is_(None), Territory.path.in_(_above(row.plan.territory.path))))
        .order_by(Delegation.id)
    )
    holders = {role: _holders(session, row.plan.territory.path, role) for role in roles}
    passed = (row.passed_by_id, row.passed_for_id)
    return [
        (one.taker_id, one.giver_id)
        for one in session.execute(query)
        if one.giver_id in holders[Role(one.role)] and not wrote(row.plan, one.giver_id)
        if one.role != Role.MANAGER or one.giver_id not in passed
    ]


def _hearing(session: Session, row: Revision, today: date, *roles: Role) -> Hearers:
    """Everybody who may act on a revision by one of these roles, of their own or lent; never who wrote it."""
    own: dict[int, int | None] = dict.fromkeys(sorted(_holders(session, row.plan.territory.path, *roles)))
    found = {**dict(_deputies(session, row, today, *roles)), **own}
    return {one: giver for one, giver in found.items() if not wrote(row.plan, one)}


def reviewers(session: Session, row: Revision, today: date) -> Hearers:
    """Who is to review a revision: whoever holds or was given it and who acts for them, else every officer of its territory."""
    known = row.claimed_by_id or row.assigned_to_id
    if known is None:
        return _hearing(session, row, today, *OFFICERS)
    acting = {taker: giver for taker, giver in _deputies(session, row, today, *OFFICERS) if giver == known}
    return {one: giver for one, giver in {**acting, known: None}.items() if not wrote(row.plan, one)}


def happened_to(session: Session, number: str, detail: Detail, actor_id: int | None, today: date) -> Happened:
    """An event with the revision its detail names."""
    row = None
    if number:
        query = select(Revision).join(Plan).where(Plan.number == number).options(joinedload(Revision.plan).joinedload(Plan.territory))
        named = detail.get("revision")
        query = query.where(Revision.number == named) if isinstance(named, int) else query.order_by(Revision.number.desc()).limit(1)
        row = session.scalar(query)
    return Happened(session, actor_id, detail, today, row)


def _submitted(it: Happened, row: Revision) -> Told:
    yield (Kind.ASSIGNED if row.assigned_to_id else Kind.SUBMITTED), reviewers(it.session, row, it.today)


def _assigned(it: Happened, row: Revision) -> Told:
    """To whom it was given, and who acts for them."""
    if it.person("to") is not None:
        yield Kind.ASSIGNED, reviewers(it.session, row, it.today)


def _passed(it: Happened, row: Revision) -> Told:
    yield Kind.PASSED, [row.plan.author_id]
    yield Kind.TO_APPROVE, _managers(it, row)


def _managers(it: Happened, row: Revision) -> Hearers:
    kept_out = (row.passed_by_id, row.passed_for_id, it.person("for_person"), it.actor_id)
    found = _hearing(it.session, row, it.today, Role.MANAGER)
    return {one: giver for one, giver in found.items() if one not in kept_out and (giver is None or giver not in kept_out)}


def _passer(it: Happened, row: Revision) -> int | None:
    """Who passed it last; by the trail, since a plan that came back forgets it."""
    query = select(AuditEvent.actor_id).where(AuditEvent.plan_number == row.plan.number, AuditEvent.event == Event.PLAN_PASS.value)
    return it.session.scalar(query.order_by(AuditEvent.seq.desc()).limit(1))


def _author_and_passer(kind: Kind) -> Callable[[Happened, Revision], Told]:
    def tell(it: Happened, row: Revision) -> Told:
        yield kind, [row.plan.author_id, _passer(it, row)]

    return tell


def _author(kind: Kind) -> Callable[[Happened, Revision], Told]:
    def tell(_: Happened, row: Revision) -> Told:
        yield kind, [row.plan.author_id]

    return tell


def _named(kind: Kind, name: str) -> Callable[[Happened, Revision | None], Told]:
    def tell(it: Happened, _: Revision | None) -> Told:
        yield kind, [it.person(name)]

    return tell


def _administrators(it: Happened) -> list[int]:
    """All of them, whatever territory their role names."""
    query = select(RoleGrant.person_id).join(Person, Person.id == RoleGrant.person_id)
    return list(it.session.scalars(query.where(Person.active, RoleGrant.role == Role.ADMINISTRATOR.value).distinct()))


def _roles(it: Happened, _: Revision | None) -> Told:
    yield Kind.ROLES_CHANGED, [it.person("person")]
    yield Kind.ROLES_ALERT, _administrators(it)


def _alert(kind: Kind) -> Callable[[Happened, Revision | None], Told]:
    """What one administrator did alone and every other one should see."""

    def tell(it: Happened, _: Revision | None) -> Told:
        yield kind, _administrators(it)

    return tell


def _disabled(it: Happened, _: Revision | None) -> Told:
    chief = select(RoleGrant.id).where(RoleGrant.person_id == it.person("person"), RoleGrant.role == Role.ADMINISTRATOR.value)
    if it.session.scalar(chief.limit(1)) is not None:
        yield Kind.DISABLED_ALERT, _administrators(it)


def _invited(it: Happened, _: Revision | None) -> Told:
    if it.detail.get("again"):
        yield Kind.LINK_ALERT, _administrators(it)


def _roles_asked(it: Happened, _: Revision | None) -> Told:
    """Whoever can answer: the one it is about only where there is no third."""
    able = [one for one in _administrators(it) if one != it.actor_id]
    yield Kind.ROLES_ASKED, [one for one in able if one != it.person("person")] or able


def _oneself(it: Happened, _: Revision | None) -> Told:
    """Whose door it is hears of a change to it, done by themselves or in their name."""
    yield Kind.DOOR_CHANGED, [it.actor_id or it.person("person")]


def _delegation_over(it: Happened, _: Revision | None) -> Told:
    yield Kind.DELEGATION_ENDED, [it.person("giver"), it.person("to")]


OF_PLANS: Mapping[Event, Callable[[Happened, Revision], Told]] = {
    Event.PLAN_SUBMIT: _submitted,
    Event.PLAN_RECALL: lambda it, row: iter([(Kind.TAKEN_BACK, reviewers(it.session, row, it.today))]),
    Event.PLAN_REASSIGN: _assigned,
    Event.PLAN_RETURN: _author(Kind.RETURNED),
    Event.PLAN_PASS: _passed,
    Event.PLAN_RECALL_PASS: lambda it, row: iter([(Kind.PASS_RECALLED, _managers(it, row))]),
    Event.PLAN_REFUSE: _author_and_passer(Kind.REFUSED),
    Event.PLAN_APPROVE: _author_and_passer(Kind.APPROVED),
    Event.PLAN_WITHDRAW: _author_and_passer(Kind.WITHDRAWN),
    Event.PLAN_EXPIRE: _author(Kind.EXPIRED),
    Event.PLAN_HAND_OVER: _named(Kind.HANDED_OVER, "to"),
    Event.THREAD_MENTION: _named(Kind.MENTIONED, "person"),
}
OF_PEOPLE: Mapping[Event, Callable[[Happened, Revision | None], Told]] = {
    Event.ROLE_CHANGE: _roles,
    Event.ROLE_PROPOSE: _roles_asked,
    Event.PERSON_DISABLE: _disabled,
    Event.PERSON_ENABLE: _alert(Kind.ENABLED_ALERT),
    Event.PERSON_INVITE: _invited,
    Event.DELEGATION_GIVE: _named(Kind.DELEGATED, "to"),
    Event.DELEGATION_END: _delegation_over,
    Event.PIN_RESET: _named(Kind.PIN_RESET, "person"),
    Event.FACTOR_RESET: _named(Kind.FACTOR_RESET, "person"),
    Event.FACTOR_ADD: _oneself,
    Event.FACTOR_REMOVE: _oneself,
    Event.PASSWORD_SET: _oneself,
    Event.PROOF_FAIL: lambda it, _: iter([(Kind.PROOF_FAILED, _administrators(it))]),
}


def told_of(event: Event, it: Happened) -> dict[int, tuple[Kind, int | None]]:
    """Everybody who hears of an event, with what they hear and in whose place; the one who did it hears of their own door alone."""
    found: dict[int, tuple[Kind, int | None]] = {}
    if event in OF_PEOPLE:
        lines = OF_PEOPLE[event](it, it.revision)
    elif event in OF_PLANS and it.revision is not None:
        lines = OF_PLANS[event](it, it.revision)
    else:
        return found
    for kind, people in lines:
        for person in people:
            if person is not None and (person != it.actor_id or kind is Kind.DOOR_CHANGED):
                found.setdefault(person, (kind, people[person] if isinstance(people, Mapping) else None))
    return found
