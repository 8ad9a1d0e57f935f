"""What a person is to a plan. Asked before anything is shown or done."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, false, or_, select
from sqlalchemy.orm import Session, contains_eager

from planner.kernel.errors import NotFound
from planner.models import Plan, Revision, Territory
from planner.services.actor import Actor, Lent
from planner.workflow import Part, Role, State

CLAIM_LAPSES = timedelta(minutes=30)
"""A claim without activity for this long counts no more."""

OFFICERS = (Role.OFFICER, Role.HEAD_OF_COMPLIANCE)


def claim_holds(revision: Revision, now: datetime) -> bool:
    """True while an officer holds the review of this revision."""
    return revision.claimed_by_id is not None and revision.claimed_at is not None and now - revision.claimed_at < CLAIM_LAPSES


def wrote(plan: Plan, person_id: int) -> bool:
    """Whether somebody is the author of a plan, or was until it was handed over."""
    return person_id == plan.author_id or f"/{person_id}/" in (plan.former_authors or "")


def parts_in(actor: Actor, plan: Plan, revision: Revision, now: datetime) -> frozenset[Part]:
    """Everything the actor is to this revision; empty when it is not theirs to see.

    The author of a plan is nothing else to it, whatever roles they hold, and whoever wrote it before
    it was handed over only reads it; whoever passed a revision is not its manager (separation of
    duties, on the person and not on the role). A lent role counts as `usable` says. An administrator
    has no part in any plan.
    """
    if actor.has(Role.ADMINISTRATOR):
        return frozenset()
    if plan.author_id == actor.person_id:
        return frozenset({Part.AUTHOR})
    if revision.state == State.DELETED:
        return frozenset()
    if wrote(plan, actor.person_id):
        roles = (*(OFFICERS if revision.round > 0 else ()), Role.MANAGER)
        return frozenset({Part.READER}) if actor.covers(plan.territory.path, *roles) else frozenset()
    parts: set[Part] = set()
    if revision.round > 0 and covers(actor, plan, revision, *OFFICERS):
        parts |= {Part.READER, Part.OFFICER}
        if revision.claimed_by_id == actor.person_id and claim_holds(revision, now):
            parts.add(Part.CLAIMANT)
        if revision.passed_by_id == actor.person_id:
            parts.add(Part.PASSER)
    if covers(actor, plan, revision, Role.MANAGER):
        parts.add(Part.READER)
        if actor.person_id not in (revision.passed_by_id, revision.passed_for_id):
            parts.add(Part.MANAGER)
    return frozenset(parts)


def usable(lent: Lent, plan: Plan, revision: Revision) -> bool:
    """Whether a lent role counts for this revision: never where its giver may not act either.

    So nothing is decided on behalf of whoever wrote the plan, nor approved on behalf of whoever passed it
    or had it passed in their name.
    """
    if wrote(plan, lent.giver_id) or not plan.territory.path.startswith(lent.path):
        return False
    return lent.role is not Role.MANAGER or lent.giver_id not in (revision.passed_by_id, revision.passed_for_id)


def covers(actor: Actor, plan: Plan, revision: Revision, *roles: Role) -> bool:
    """True with one of these roles for this plan, of one's own or lent."""
    return actor.covers(plan.territory.path, *roles) or behalf(actor, plan, revision, *roles) is not None


def behalf(actor: Actor, plan: Plan, revision: Revision, *roles: Role) -> Lent | None:
    """The lent role by which the actor works on this plan; None when a role of their own covers it, which goes first, or they wrote it."""
    if not actor.lent or wrote(plan, actor.person_id) or actor.covers(plan.territory.path, *roles):
        return None
    return next((lent for lent in actor.lent if lent.role in roles and usable(lent, plan, revision)), None)


def behalf_on(session: Session, actor: Actor, number: str) -> Lent | None:
    """The lent role by which the actor works on a plan, whatever they do there; asks the database only for those who act for others."""
    row = session.scalar(_NEWEST, {"number": number}) if actor.lent and number else None
    return behalf(actor, row.plan, row, *OFFICERS, Role.MANAGER) if row is not None else None


def granting(roles: Collection[Role]) -> tuple[Role, ...]:
    """Roles that may do what a rule leaves to these: whatever an officer may, a head of compliance may too."""
    return (*roles, Role.HEAD_OF_COMPLIANCE) if Role.OFFICER in roles else tuple(roles)


def said_for(lent: Lent | None) -> dict[str, int]:
    """What the trail says beside an act that somebody did on behalf of another; nothing for an act of one's own."""
    return {"for_person": lent.giver_id} if lent is not None else {}


_PLAN = (
    select(Revision)
    .join(Plan)
    .where(Plan.number == bindparam("number"))
    .options(contains_eager(Revision.plan).joinedload(Plan.territory), contains_eager(Revision.plan).joinedload(Plan.author))
)
_NAMED = _PLAN.where(Revision.number == bindparam("revision"))
_NEWEST = _PLAN.order_by(Revision.number.desc()).limit(1)
_HELD = {
    query: query.with_for_update(read=True, of=Revision).execution_options(populate_existing=True) for query in (_NAMED, _NEWEST)
}  # put together once: every save asks


def find(
    session: Session, actor: Actor, number: str, now: datetime, *, revision: int | None = None, hold: bool = False
) -> tuple[Plan, Revision, frozenset[Part]]:
    """A plan's newest revision, or a named one, with what the actor is to it.

    :param hold: share-lock the revision, so that it cannot move before this transaction ends
    :raises NotFound: no such plan or revision, or not this actor's to see; both look the same
    """
    query = _NAMED if revision is not None else _NEWEST
    found = session.scalar(_HELD[query] if hold else query, {"number": number, "revision": revision})
    if found is None:
        raise NotFound
    parts = parts_in(actor, found.plan, found, now)
    if not parts:
        raise NotFound
    return found.plan, found, parts


def within(actor: Actor, *roles: Role) -> ColumnElement[bool]:
    """Condition on Territory.path: inside a subtree for which the actor has one of the roles, of their own."""
    paths = [grant.path for grant in actor.grants if grant.role in roles]
    return or_(*(Territory.path.startswith(path, autoescape=True) for path in paths)) if paths else false()
