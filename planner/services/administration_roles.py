"""Roles: asked for by one administrator, agreed to by another, in force at once.

Where there is only one administrator, or the policy wants it so, a change holds at once and all
administrators are told instead.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from planner.kernel.i18n import Text
from planner.models import CompanyChange, Person, Plan, Revision, RoleGrant, RolesProposal, Territory
from planner.services import delegation, second_factor
from planner.services.actor import Actor, actor_for
from planner.services.administration import STALE, begin, kept, only_administrators, opened
from planner.services.administration_people import end_sessions
from planner.services.audit import Event, record
from planner.services.house import House
from planner.services.policy import policy_in_force
from planner.workflow import Role, State

Held = tuple[str, int | None]
"""A role and the id of its territory; None is the whole company."""

TOLD_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Asked:
    """Roles that wait for a second administrator.

    :param before, after: (role, name of the territory; "" for the whole company)
    :param mine: asked for by the reader, who may only take it back
    :param may_agree: the reader may agree
    """

    id: int
    person_id: int
    person: str
    before: tuple[tuple[Role, str], ...]
    after: tuple[tuple[Role, str], ...]
    reason: str
    by: str
    mine: bool
    may_agree: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What one administrator did alone in the last fourteen days.

    :param act: `role_change`; `enable`, by which roles come back; `disable` of an administrator; `invite` for a new link to
        somebody who works here already
    """

    act: str
    person_id: int
    person: str
    by: str
    at: datetime


def refused(roles: Iterable[str]) -> Text | None:
    """Why these roles cannot be held together; None when they can. The one place that says so."""
    held = set(roles)
    if Role.ADMINISTRATOR in held and len(held) > 1:
        return Text(
            "系统管理员不参与计划的写、审、批，不能同时有别的角色。",
            "An administrator has no part in writing, reviewing or approving plans and can hold no other role.",
        )
    return None


def held(person: Person) -> list[Held]:
    """The roles of a person, in a fixed order."""
    return _sorted((grant.role, grant.territory_id) for grant in person.grants)


def needs_second(session: Session, actor: Actor) -> bool:
    """True when somebody else has to agree: the policy wants it, and there is somebody else."""
    return policy_in_force(session).roles_need_second and bool(set(administrators(session)) - {actor.person_id})


def administrators(session: Session) -> list[int]:
    """Ids of everybody who is an administrator and can sign in."""
    query = select(Person.id).join(RoleGrant).where(RoleGrant.role == Role.ADMINISTRATOR.value, Person.active).distinct()
    return list(session.scalars(query))


def change(session: Session, house: House, actor: Actor, subject: int, version: int, wanted: Iterable[Held], reason: str) -> bool:
    """Give somebody exactly these roles, or ask a second administrator to agree.

    :returns: True when they hold now, False when they wait
    :raises Invalid: not roles that one person can hold, or nothing would change
    :raises NotAllowed: the own roles
    :raises Stale: the person changed since the form was shown
    """
    begin(session, actor)
    person = opened(session, Person, subject, version)
    if person.id == actor.person_id:
        raise NotAllowed(Text("自己的角色要由另一位管理员来改。", "Your own roles are changed by another administrator."))
    before, after = held(person), _sorted(wanted)
    if problem := _problem(session, subject, before, after):
        raise Invalid({"roles": problem})
    if session.scalar(_waiting().where(RolesProposal.person_id == subject)) is not None:
        raise Invalid(
            {"roles": Text("已经有一份申请在等人同意，先处理它。", "A change already waits for agreement; answer that one first.")}
        )
    if not needs_second(session, actor):
        _apply(session, house, actor, person, after, None)
        return True
    asked = RolesProposal(
        person_id=subject,
        before=_plain(before),
        after=_plain(after),
        reason=reason.strip()[:400],
        author_id=actor.person_id,
        at=house.clock(),
    )
    session.add(asked)
    session.flush()
    record(session, house, Event.ROLE_PROPOSE, actor, person=subject, proposal=asked.id)
    return False


def approve(session: Session, house: House, actor: Actor, number: int) -> None:
    """Agree: the roles hold at once. About oneself only where no third administrator could answer.

    :raises NotAllowed: the own proposal, or one about oneself that somebody else can answer
    :raises Stale: answered already, or the person's roles changed meanwhile
    """
    asked, person = _open(session, actor, number)
    if not _may_agree(asked, actor, administrators(session)):
        raise NotAllowed(Text("要由另一位管理员来同意。", "Another administrator has to agree."))
    after = [(role, place) for role, place in asked.after]
    if _plain(held(person)) != asked.before or _problem(session, person.id, held(person), after):
        raise Stale(STALE)
    _decide(session, house, actor, asked, "approved")
    author = session.get(Person, asked.author_id)
    _apply(session, house, actor, person, after, author)


def refuse(session: Session, house: House, actor: Actor, number: int) -> None:
    """Say no; nothing changes.

    :raises NotAllowed: the own proposal, which is taken back instead
    """
    asked, _ = _open(session, actor, number)
    if actor.person_id == asked.author_id:
        raise NotAllowed(Text("自己的申请只能收回。", "Your own proposal can only be taken back."))
    _decide(session, house, actor, asked, "refused")
    record(session, house, Event.ROLE_REFUSE, actor, person=asked.person_id, proposal=asked.id)


def withdraw(session: Session, house: House, actor: Actor, number: int) -> None:
    """Take one's own proposal back.

    :raises NotAllowed: somebody else's
    """
    asked, _ = _open(session, actor, number)
    if actor.person_id != asked.author_id:
        raise NotAllowed(Text("只有提出的人能收回。", "Only whoever proposed it can take it back."))
    _decide(session, house, actor, asked, "withdrawn")
    record(session, house, Event.ROLE_WITHDRAW, actor, person=asked.person_id, proposal=asked.id)


def _may_agree(asked: RolesProposal, actor: Actor, able: Iterable[int]) -> bool:
    if actor.person_id == asked.author_id:
        return False
    return actor.person_id != asked.person_id or not set(able) - {asked.author_id, asked.person_id}


def waiting(session: Session, actor: Actor, subject: int | None = None) -> list[Asked]:
    """Every proposal nobody has answered, or that of one person, oldest first."""
    only_administrators(actor)
    names = {place.id: place.name for place in session.scalars(select(Territory))}
    query = _waiting().order_by(RolesProposal.id).options(joinedload(RolesProposal.person), joinedload(RolesProposal.author))
    rows = session.scalars(query if subject is None else query.where(RolesProposal.person_id == subject)).all()
    able = administrators(session) if rows else []

    def named(items: list[list[str | int | None]]) -> tuple[tuple[Role, str], ...]:
        return tuple((Role(str(role)), names.get(place, "") if isinstance(place, int) else "") for role, place in items)

    return [
        Asked(
            row.id, row.person_id, row.person.name, named(row.before), named(row.after), row.reason,
            row.author.name, row.author_id == actor.person_id, _may_agree(row, actor, able), row.at,
        )
        for row in rows
    ]  # fmt: skip


def told(session: Session, house: House, actor: Actor) -> list[Told]:
    """What every administrator is told: roles changed and doors opened anew without a second person, newest first."""
    only_administrators(actor)
    alone = CompanyChange.act.in_(("role_change", "enable", "disable", "invite"))
    wanted = (CompanyChange.kind == "person", alone, CompanyChange.second_id.is_(None))
    query = select(CompanyChange, Person.name).join(Person, Person.id == CompanyChange.subject_id).options(joinedload(CompanyChange.person))
    rows = session.execute(query.where(*wanted, CompanyChange.at > house.clock() - TOLD_FOR).order_by(CompanyChange.id.desc()).limit(30))
    above = select(RoleGrant.person_id).where(RoleGrant.role == Role.ADMINISTRATOR.value)
    chiefs = set(session.scalars(above))
    return [
        Told(row.act, row.subject_id, name, row.person.name if row.person else "", row.at)
        for row, name in rows
        if row.act in ("role_change", "enable") or row.after.get("again") or (row.act == "disable" and row.subject_id in chiefs)
    ][:10]


def _apply(session: Session, house: House, actor: Actor, person: Person, after: list[Held], author: Person | None) -> None:
    """Write the grants; `author` proposed what `actor` agrees to, None where one person does both."""
    before = held(person)
    person.grants = [grant for grant in person.grants if (grant.role, grant.territory_id) in after]
    person.grants += [RoleGrant(role=role, territory_id=place) for role, place in after if (role, place) not in before]
    session.flush()
    asked_by = author.id if author else None
    values = {"roles": _plain(before)}, {"roles": _plain(after)}
    delegation.tidy(session, house, person.id, actor)
    if person.active and second_factor.missing(session, actor_for(session, person.id, now=house.clock())) == second_factor.SETUP:
        end_sessions(session, house, person.id)  # the new role asks for a second factor, and a password alone opened these
    kept(session, house, actor, Event.ROLE_CHANGE, person, *values, proposer=asked_by, proposed_by=asked_by)


def has_work(session: Session, subject: int) -> bool:
    """Whether somebody has plans that are alive, or reviews."""
    alive = Revision.state.not_in([State.DELETED.value, State.SUPERSEDED.value, State.WITHDRAWN.value, State.EXPIRED.value])
    written = select(Revision.id).join(Plan, Plan.id == Revision.plan_id).where(Plan.author_id == subject, alive)
    theirs = or_(Revision.claimed_by_id == subject, Revision.assigned_to_id == subject)
    reviews = select(Revision.id).where(theirs, Revision.state == State.IN_REVIEW.value)
    return any(session.scalar(one.limit(1)) is not None for one in (written, reviews))


def _problem(session: Session, subject: int, before: list[Held], after: list[Held]) -> Text | None:
    if before == after:
        return Text("角色没有变化。", "The roles are as they were.")
    if Role.ADMINISTRATOR in {role for role, _ in after} and has_work(session, subject):
        return Text(
            "这个人手上还有计划或审核，先交接（“离职交接”），再恢复并改成系统管理员。",
            "This person still has plans or reviews. Hand them over first (“Hand over and leave”), then let them in again as administrator.",
        )
    places = set(session.scalars(select(Territory.id).where(Territory.retired_at.is_(None)))) | {place for _, place in before}
    if any(role not in set(Role) for role, _ in after) or any(place is not None and place not in places for _, place in after):
        return Text("请从列出的角色和片区里选。", "Please choose from the roles and territories listed.")
    return refused(role for role, _ in after)


def _open(session: Session, actor: Actor, number: int) -> tuple[RolesProposal, Person]:
    begin(session, actor)
    row = session.get(RolesProposal, number, with_for_update=True, populate_existing=True) if 0 < number < 2**31 else None
    if row is None:
        raise NotFound
    if row.state != "waiting":
        raise Stale(Text("这份申请已经处理过了。", "This proposal has been answered already."))
    return row, session.get_one(Person, row.person_id, with_for_update=True, populate_existing=True)


def _decide(session: Session, house: House, actor: Actor, asked: RolesProposal, state: str) -> None:
    asked.state, asked.decided_by_id, asked.decided_at = state, actor.person_id, house.clock()
    session.flush()


def _waiting() -> Select[RolesProposal]:
    return select(RolesProposal).where(RolesProposal.state == "waiting")


def _sorted(items: Iterable[Held]) -> list[Held]:
    return sorted(set(items), key=lambda one: (one[0], one[1] or 0))


def _plain(items: list[Held]) -> list[list[str | int | None]]:
    return [[role, place] for role, place in items]
