"""What a person is to a plan. Asked before anything is shown or done."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, false, or_, select
from sqlalchemy.orm import Session, contains_eager

from planner.kernel.errors import NotFound
from planner.models import Plan, Revision, Territory
from planner.services.actor import Actor
from planner.workflow import Part, Role, State

CLAIM_LAPSES = timedelta(minutes=30)
"""A claim without activity for this long counts no more."""

OFFICERS = (Role.OFFICER, Role.HEAD_OF_COMPLIANCE)


def claim_holds(revision: Revision, now: datetime) -> bool:
    """True while an officer holds the review of this revision."""
    return revision.claimed_by_id is not None and revision.claimed_at is not None and now - revision.claimed_at < CLAIM_LAPSES


def parts_in(actor: Actor, plan: Plan, revision: Revision, now: datetime) -> frozenset[Part]:
    """Everything the actor is to this revision; empty when it is not theirs to see.

    The author of a plan is nothing else to it, whatever roles they hold; whoever passed a
    revision is not its manager (separation of duties, on the person and not on the role).
    """
    if plan.author_id == actor.person_id:
        return frozenset({Part.AUTHOR})
    if revision.state == State.DELETED:
        return frozenset()
    parts: set[Part] = set()
    if actor.covers(plan.territory.path, *OFFICERS) and revision.round > 0:
        parts |= {Part.READER, Part.OFFICER}
        if revision.claimed_by_id == actor.person_id and claim_holds(revision, now):
            parts.add(Part.CLAIMANT)
        if revision.passed_by_id == actor.person_id:
            parts.add(Part.PASSER)
    if actor.covers(plan.territory.path, Role.MANAGER):
        parts.add(Part.READER)
        if revision.passed_by_id != actor.person_id:
            parts.add(Part.MANAGER)
    return frozenset(parts)


_PLAN = (
    select(Revision)
    .join(Plan)
    .where(Plan.number == bindparam("number"))
    .options(contains_eager(Revision.plan).joinedload(Plan.territory), contains_eager(Revision.plan).joinedload(Plan.author))
)
_NAMED = _PLAN.where(Revision.number == bindparam("revision"))
_NEWEST = _PLAN.order_by(Revision.number.desc()).limit(1)


def find(
    session: Session, actor: Actor, number: str, now: datetime, *, revision: int | None = None, hold: bool = False
) -> tuple[Plan, Revision, frozenset[Part]]:
    """A plan's newest revision, or a named one, with what the actor is to it.

    :param hold: share-lock the revision, so that it cannot move before this transaction ends
    :raises NotFound: no such plan or revision, or not this actor's to see; both look the same
    """
    query = _NAMED if revision is not None else _NEWEST
    if hold:
        query = query.with_for_update(read=True, of=Revision).execution_options(populate_existing=True)
    found = session.scalar(query, {"number": number, "revision": revision})
    if found is None:
        raise NotFound
    parts = parts_in(actor, found.plan, found, now)
    if not parts:
        raise NotFound
    return found.plan, found, parts


def within(actor: Actor, *roles: Role) -> ColumnElement[bool]:
    """Condition on Territory.path: inside a subtree for which the actor has one of the roles."""
    paths = [grant.path for grant in actor.grants if grant.role in roles]
    return or_(*(Territory.path.startswith(path, autoescape=True) for path in paths)) if paths else false()
