"""The officer's queue: what waits for review, by risk, due date or age; and who is to read it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, WrongState
from planner.kernel.i18n import Text
from planner.models import Revision
from planner.services import listing, officers, plans
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.cards import Page, page
from planner.services.house import House
from planner.services.listing import Count, counted
from planner.services.rights import OFFICERS, claim_holds
from planner.services.risk import has_facet
from planner.workflow import Action, State

PAGE = 25

SORTS: dict[str, listing.Order] = {
    "risk": (Revision.risk_rank, Revision.due_on, Revision.submitted_at),
    "due": (Revision.due_on, Revision.risk_rank, Revision.submitted_at),
    "age": (Revision.submitted_at,),
}
"""Orders of the queue; each is an index of the table."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What an officer wants to see; stands in the address bar.

    :param mine: only what is assigned to me, begun or not
    :param category: with a finding of that category; `product`: id of one the plan names
    :param territory: id, with all below; `plan_type`: slug
    :param assignee: id of the officer who is to review it, 0 for nobody yet, None for everybody
    :param late: only what should have been answered by now
    :param sort: one of `SORTS`
    """

    mine: bool = False
    category: str = ""
    territory: int | None = None
    product: int | None = None
    plan_type: str = ""
    assignee: int | None = None
    late: bool = False
    state: str = State.IN_REVIEW.value
    sort: str = "risk"


@dataclass(frozen=True, slots=True)
class Totals:
    """The queue in figures.

    :param heavy: with a finding undecided that must change; `late`: past their due date; `mine`: assigned to the actor
    """

    waiting: Count
    heavy: Count
    late: Count
    mine: Count


def queue(
    session: Session, house: House, actor: Actor, filters: QueueFilter = QueueFilter(), *, after: int | None = None, size: int = PAGE
) -> Page:
    """One page of the plans for this officer, as the filter sorts them: by default the most risky first."""
    wanted = [Revision.state == filters.state, *_conditions(session, house, actor, filters), *_theirs(session, actor)]  # cheap ones first
    return page(session, house, actor, wanted, SORTS[filters.sort], after=after, size=size)


def totals(session: Session, house: House, actor: Actor) -> Totals:
    """What waits for this officer, each figure counted along an index and to a limit."""
    wanted = [Revision.state == State.IN_REVIEW.value, *_theirs(session, actor)]
    today = local_date(house.clock())
    return Totals(
        waiting=counted(session, *wanted),
        heavy=counted(session, *wanted, Revision.risk_rank < 100),
        late=counted(session, *wanted, Revision.due_on < today),
        mine=counted(session, *wanted, Revision.assigned_to_id == actor.person_id),
    )


def _theirs(session: Session, actor: Actor) -> list[ColumnElement[bool]]:
    return [listing.in_reach(session, actor, *OFFICERS), listing.of_others(actor)]


def _conditions(session: Session, house: House, actor: Actor, filters: QueueFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.mine:
        found.append(Revision.assigned_to_id == actor.person_id)
    if filters.assignee is not None:
        found.append(Revision.assigned_to_id == filters.assignee if filters.assignee else Revision.assigned_to_id.is_(None))
    if filters.territory is not None:
        found.append(listing.below(session, filters.territory))
    if filters.late:
        found.append(Revision.due_on < local_date(house.clock()))
    for kind, value in (("kind", filters.plan_type), ("category", filters.category), ("product", filters.product)):
        if value:
            found.append(has_facet(kind, value))
    return found


def assign(session: Session, house: House, actor: Actor, number: str, officer_id: int | None) -> None:
    """Say who is to review a plan, or nobody yet; assigned is not begun, so a claim of the actor's own ends.

    :raises Invalid: that person may not review this plan
    :raises WrongState: another officer is reading it
    """
    plan, row, _, to = plans.move(session, house, actor, number, Action.REASSIGN)
    if officer_id is not None and officer_id not in {one.id for one in officers.officers_for(session, plan)}:
        raise Invalid({"officer": Text("请选一位负责这个片区的合规专员。", "Choose an officer of this territory.")})
    if claim_holds(row, house.clock()) and row.claimed_by_id not in (actor.person_id, officer_id):
        name = plans.name_of(session, row.claimed_by_id)
        raise WrongState(Text(f"{name}正在看这份计划。", f"{name} is reviewing this plan."), row.state)
    keep = row.claimed_by_id == officer_id and officer_id is not None
    claim = {} if keep else {"claimed_by_id": None, "claimed_at": None}
    plans.guarded(session, house, row, to, assigned_to_id=officer_id, **claim)
    record(session, house, Event.PLAN_REASSIGN, actor, plan.number, revision=row.number, to=officer_id, begun=keep)
