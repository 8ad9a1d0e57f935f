"""Somebody leaves: plans under way and in force, reviews and delegations go to people who are named, then they are shut out, all in one step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, contains_eager

from planner.kernel.canonical import canonical_json, sha256_hex
from planner.kernel.errors import Invalid, NotAllowed, Stale
from planner.kernel.i18n import Text
from planner.models import AuditEvent, Delegation, Person, Plan, Revision, RoleGrant, RolesProposal, SignatureRow, Territory
from planner.services import administration_people as people
from planner.services import delegation, officers, plans
from planner.services.actor import Actor
from planner.services.administration import CHOOSE, STALE, begin, found, only_administrators
from planner.services.audit import Event, record
from planner.services.house import House
from planner.services.rights import OFFICERS, wrote
from planner.workflow import WRITABLE, Role, State

ALIVE = (*sorted(WRITABLE), State.IN_REVIEW, State.IN_APPROVAL, State.APPROVED)
"""States of a plan that needs somebody: the taker writes on, or amends what is in force."""

JUDGED = (
    Event.PLAN_CLAIM,
    Event.FINDING_DECIDE,
    Event.REMARK_ADD,
    Event.PLAN_RETURN,
    Event.PLAN_PASS,
    Event.PLAN_REFUSE,
    Event.PLAN_APPROVE,
)
"""Whoever did one of these on a plan never becomes its author."""


@dataclass(frozen=True, slots=True)
class Line:
    """One plan under way or in force."""

    number: str
    title: str
    state: State


@dataclass(frozen=True, slots=True)
class Bundle:
    """What goes to one person.

    :param key: name of its field in the form: `plans-4`, `reviews-4` (id of the territory), `delegation-7`
    :param what: territory, or whose role it is
    :param takers: (id, name) of everybody who may take it
    :param needed: somebody has to be named; else it goes back to the queue, or ends
    """

    key: str
    kind: str
    what: str
    lines: tuple[Line, ...]
    takers: tuple[tuple[int, str], ...]
    needed: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """What somebody leaves behind.

    :param ends: delegations of theirs that end with their roles: names of the takers
    :param seen: digest of all this, so that what is handed over is what was shown
    """

    bundles: tuple[Bundle, ...]
    ends: tuple[str, ...]
    seen: str


def leaving(session: Session, house: House, actor: Actor, subject: int) -> Leaving:
    """What is to be handed over before somebody can go.

    :raises NotFound: not an administrator, or nobody of this id
    """
    only_administrators(actor)
    person = found(session, Person, subject)
    written, reviews, lent = _written(session, person.id), _reviews(session, person.id), _delegations(session, house, person.id)
    writers = _writers(session, person.id)
    readers = officers.all_officers(session)
    bundles = []
    for place, rows in _by_place(written):
        judged = _judges(session, rows)
        able = [(one, name) for one, name, paths in writers if one not in judged and _covers(paths, place.path)]
        bundles.append(_bundle("plans", place, rows, able, needed=True))
    for place, rows in _by_place(reviews):
        able = [
            (one.id, one.name)
            for one in readers
            if one.id != person.id and one.covers(place.path, *OFFICERS) and not any(wrote(row.plan, one.id) for row in rows)
        ]
        bundles.append(_bundle("reviews", place, rows, able, needed=False))
    for row in lent:
        if row.taker_id == person.id:
            takers = _takers(session, row, person.id)
            bundles.append(Bundle(f"delegation-{row.id}", "delegation", row.giver.name, (), takers, needed=False))
    ends = tuple(row.taker.name for row in lent if row.giver_id == person.id)
    state: list[Any] = [person.version, [row.id for row in lent], [[row.id, row.version, row.state] for row in (*written, *reviews)]]
    return Leaving(tuple(bundles), ends, sha256_hex(canonical_json(state)))


def leave(session: Session, house: House, actor: Actor, subject: int, seen: str, named: Mapping[str, str]) -> None:
    """Hand everything over to the people named and shut the person out, or do nothing at all.

    :param seen: digest of what was shown
    :param named: key of a bundle → id of a person, "" for nobody
    :raises NotAllowed: oneself
    :raises Invalid: by key of the bundle; nobody named where somebody has to be, or not somebody who may take it
    :raises Stale: something changed since it was shown
    """
    begin(session, actor)
    person = found(session, Person, subject)
    if person.id == actor.person_id:
        raise NotAllowed(Text("自己的工作要由另一位管理员来交接。", "Another administrator hands your own work over."))
    shown = leaving(session, house, actor, subject)
    if shown.seen != seen:
        raise Stale(STALE)
    takers, errors = {}, {}
    for bundle in shown.bundles:
        wish = named.get(bundle.key, "").strip()
        if wish and wish not in {str(one) for one, _ in bundle.takers}:
            errors[bundle.key] = CHOOSE
        elif not wish and bundle.needed:
            errors[bundle.key] = Text("请选一个人接手。", "Choose who takes this over.")
        takers[bundle.key] = int(wish) if wish.isascii() and wish.isdigit() else None
    if errors:
        raise Invalid(errors)
    for rows in _by_plan(_written(session, subject)):
        _give_plan(session, house, actor, rows, takers[f"plans-{rows[0].plan.territory_id}"])
    for row in _reviews(session, subject):
        _give_review(session, house, actor, row, takers[f"reviews-{row.plan.territory_id}"])
    for lent in _delegations(session, house, subject):
        _give_delegation(session, house, actor, lent, takers.get(f"delegation-{lent.id}"))
    _drop_proposals(session, house, actor, subject)
    session.flush()
    session.refresh(person)
    record(session, house, Event.PERSON_HAND_OVER, actor, person=subject, bundles=len(shown.bundles))
    if person.active:
        people.disable(session, house, actor, subject, person.version)


def _give_plan(session: Session, house: House, actor: Actor, rows: list[Revision], taker: int | None) -> None:
    """The plan with all its revisions; whoever wrote it so far stays on record, and on every paper already signed."""
    plan, revision = rows[-1].plan, rows[-1].number
    number, plan_id = plan.number, plan.id
    known = plan.former_authors or "/"
    former = known if f"/{plan.author_id}/" in known else f"{known}{plan.author_id}/"
    for row in rows:
        plans.guarded(session, house, row, State(row.state))  # whoever is about to sign notices
    values = {"author_id": taker, "former_authors": former}
    session.execute(update(Plan).where(Plan.id == plan_id).values(values).execution_options(synchronize_session=False))
    session.expire_all()
    record(session, house, Event.PLAN_HAND_OVER, actor, number, revision=revision, to=taker)


def _give_review(session: Session, house: House, actor: Actor, row: Revision, taker: int | None) -> None:
    number, revision = row.plan.number, row.number
    plans.guarded(session, house, row, State(row.state), assigned_to_id=taker, claimed_by_id=None, claimed_at=None)
    record(session, house, Event.PLAN_REASSIGN if taker else Event.PLAN_RELEASE, actor, number, revision=revision, to=taker)


def _give_delegation(session: Session, house: House, actor: Actor, row: Delegation, taker: int | None) -> None:
    row.ended_at, row.ended_by_id = house.clock(), actor.person_id
    session.flush()
    record(session, house, Event.DELEGATION_END, actor, delegation=row.id, giver=row.giver_id, to=row.taker_id, role=row.role)
    if taker is None:
        return
    new = Delegation(
        giver_id=row.giver_id, taker_id=taker, role=row.role, territory_id=row.territory_id, reason=row.reason,
        from_on=row.from_on, until_on=row.until_on, given_at=house.clock(),
    )  # fmt: skip
    session.add(new)
    session.flush()
    said = {"from_on": row.from_on.isoformat(), "until_on": row.until_on.isoformat(), "territory": row.territory_id}
    given: dict[str, Any] = {"delegation": new.id, "giver": row.giver_id, "to": taker, "role": row.role, "instead_of": row.id, **said}
    record(session, house, Event.DELEGATION_GIVE, actor, **given)


def _drop_proposals(session: Session, house: House, actor: Actor, subject: int) -> None:
    """Changes of roles that wait: those about the leaver, and those the leaver asked for."""
    theirs = or_(RolesProposal.person_id == subject, RolesProposal.author_id == subject)
    for asked in session.scalars(select(RolesProposal).where(theirs, RolesProposal.state == "waiting")):
        asked.state, asked.decided_by_id, asked.decided_at = "withdrawn", actor.person_id, house.clock()
        session.flush()
        record(session, house, Event.ROLE_WITHDRAW, actor, person=asked.person_id, proposal=asked.id)


def _written(session: Session, subject: int) -> list[Revision]:
    return _open(session, Plan.author_id == subject, Revision.state.in_([state.value for state in ALIVE]))


def _by_plan(rows: list[Revision]) -> list[list[Revision]]:
    plans_of: dict[int, list[Revision]] = {}
    for row in rows:
        plans_of.setdefault(row.plan_id, []).append(row)
    return list(plans_of.values())


def _reviews(session: Session, subject: int) -> list[Revision]:
    theirs = or_(Revision.claimed_by_id == subject, Revision.assigned_to_id == subject)
    return _open(session, theirs, Revision.state == State.IN_REVIEW.value)


def _open(session: Session, *conditions: Any) -> list[Revision]:
    query = select(Revision).join(Plan).join(Territory, Territory.id == Plan.territory_id).where(*conditions)
    loaded = query.options(contains_eager(Revision.plan).contains_eager(Plan.territory))
    return list(session.scalars(loaded.order_by(Territory.path, Plan.number, Revision.number).execution_options(populate_existing=True)))


def _delegations(session: Session, house: House, subject: int) -> list[Delegation]:
    return list(delegation.live(session, house, subject))


def _takers(session: Session, row: Delegation, leaver: int) -> tuple[tuple[int, str], ...]:
    found = session.execute(select(Person.id, Person.name).where(Person.active).order_by(Person.employee_number))
    others = [(one, name) for one, name in found if one not in (leaver, row.giver_id)]
    return tuple((one, name) for one, name in others if delegation.may_take(session, one, Role(row.role)))


def _writers(session: Session, leaver: int) -> list[tuple[int, str, list[str]]]:
    """Active representatives who are nothing else, with the territories they plan for: nobody takes on a plan they may have judged."""
    rows = session.execute(
        select(Person.id, Person.name, RoleGrant.role, Territory.path)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(Territory, Territory.id == RoleGrant.territory_id)
        .where(Person.active, Person.id != leaver)
        .order_by(Person.employee_number)
    ).all()
    other = {row.id for row in rows if row.role != Role.REPRESENTATIVE}
    paths: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        if row.id not in other:
            paths.setdefault((row.id, row.name), []).append(row.path or "/")
    return [(one, name, found) for (one, name), found in paths.items()]


def _judges(session: Session, rows: list[Revision]) -> set[int]:
    """Everybody who judged one of these plans, in their own name or lent theirs to it."""
    numbers, ids = {row.plan.number for row in rows}, {row.plan_id for row in rows}
    acted = select(AuditEvent.actor_id).where(AuditEvent.plan_number.in_(numbers), AuditEvent.event.in_([one.value for one in JUDGED]))
    signed = select(SignatureRow.for_person_id).join(Revision, Revision.id == SignatureRow.revision_id).where(Revision.plan_id.in_(ids))
    return {one for one in (*session.scalars(acted), *session.scalars(signed)) if one is not None}


def _covers(paths: Iterable[str], path: str) -> bool:
    return any(path.startswith(one) for one in paths)


def _by_place(rows: list[Revision]) -> list[tuple[Territory, list[Revision]]]:
    places: dict[int, tuple[Territory, list[Revision]]] = {}
    for row in rows:
        places.setdefault(row.plan.territory_id, (row.plan.territory, []))[1].append(row)
    return list(places.values())


def _bundle(kind: str, place: Territory, rows: list[Revision], takers: list[tuple[int, str]], *, needed: bool) -> Bundle:
    lines = tuple(Line(row.plan.number, row.title, State(row.state)) for row in rows)
    return Bundle(f"{kind}-{place.id}", kind, place.name, lines, tuple(takers), needed)
