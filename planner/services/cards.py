"""Plans in lists: one card each, with the counts that lists show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from planner.compliance.findings import Severity
from planner.kernel.clock import local_date
from planner.models import Person, Plan, Revision
from planner.services import rights
from planner.services.actor import Actor
from planner.services.draft import read_draft
from planner.services.house import House
from planner.services.listing import Count, Order, counted, in_reach, of_others, page_of
from planner.services.plans import UNDELETE_WITHIN, view_of
from planner.services.policy import policy_in_force
from planner.services.risk import has_facet
from planner.services.steps import StepState
from planner.services.workdays import WorkingDays, working_days
from planner.wizards.schema import PlanType
from planner.workflow import WRITABLE, Role, State


@dataclass(frozen=True, slots=True)
class PlanCard:
    """One plan in a list.

    :param pips: one per step; filled for drafts, empty where the plan is out of the author's hands
    :param blocks, reviews: findings that must change, findings for officers; after the submission those still undecided
    :param claimed_by: name of the officer who holds the review now, empty for nobody; `claimed_at` their last activity
    :param assigned_to: name of the officer who is to review it, begun or not; empty for nobody
    :param days_left: working days until compliance owes an answer, 0 on the last one, negative when late; None outside the review
    :param late: the due date is over, be it only by a weekend
    :param reason: the manager's or officer's words of a return or withdrawal
    """

    number: str
    title: str
    plan_type: PlanType
    state: State
    revision: int
    round: int
    period: tuple[date, date] | None
    pips: tuple[StepState, ...]
    blocks: int
    reviews: int
    saved_at: datetime
    state_since: datetime
    submitted_at: datetime | None
    author: str
    author_id: int
    territory: str
    territory_path: str
    claimed_by: str
    claimed_by_me: bool
    claimed_at: datetime | None
    assigned_to: str
    assigned_to_me: bool
    due_on: date | None
    days_left: int | None
    late: bool
    reason: str

    @property
    def done(self) -> int:
        """How many steps need nothing more."""
        return sum(pip.state in ("done", "review") for pip in self.pips)

    @property
    def worst(self) -> Severity | None:
        """The heaviest kind of finding the card counts."""
        return Severity.BLOCK if self.blocks else Severity.REVIEW if self.reviews else None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list.

    :param after: what asks for the next page; None on the last one
    """

    cards: list[PlanCard]
    after: int | None


@dataclass(frozen=True, slots=True)
class TeamFilter:
    """What a manager wants to see of the team.

    :param plan_type: slug, "" for every kind; `author`: id of a person, None for everybody
    """

    plan_type: str = ""
    author: int | None = None

    def conditions(self, session: Session) -> list[ColumnElement[bool]]:
        """As conditions on Revision; the plans of one author are looked up first, since they are few."""
        found = [has_facet("kind", self.plan_type)] if self.plan_type else []
        if self.author is not None:
            found.append(Revision.plan_id.in_(session.scalars(select(Plan.id).where(Plan.author_id == self.author)).all()))
        return found


LOADS = (
    joinedload(Revision.plan).options(joinedload(Plan.author), joinedload(Plan.territory)),
    joinedload(Revision.claimed_by),
    joinedload(Revision.assigned_to),
)
OWN_LOADS = (*LOADS, joinedload(Revision.plan).joinedload(Plan.author).joinedload(Person.territory), selectinload(Revision.steps))


def own_plans(session: Session, house: House, actor: Actor) -> list[PlanCard]:
    """The newest revision of each plan of one's own, deleted ones left out; what was touched last stands first."""
    rows = _own(session, actor, Revision.state != State.DELETED.value)
    return sorted(cards(session, house, actor, rows), key=lambda card: max(card.saved_at, card.state_since), reverse=True)


def deleted_plans(session: Session, house: House, actor: Actor) -> list[PlanCard]:
    """Own drafts deleted less than 30 days ago, newest first."""
    rows = _own(session, actor, Revision.state == State.DELETED.value, Revision.state_since > house.clock() - UNDELETE_WITHIN)
    return sorted(cards(session, house, actor, rows), key=lambda card: card.state_since, reverse=True)


def _own(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> Sequence[Revision]:
    mine = (Revision.newest == true(), Plan.author_id == actor.person_id, *conditions)
    return session.scalars(select(Revision).join(Plan, Plan.id == Revision.plan_id).where(*mine).options(*OWN_LOADS)).all()


def page(
    session: Session,
    house: House,
    actor: Actor,
    conditions: Sequence[ColumnElement[bool]],
    order: Order,
    *,
    after: int | None = None,
    size: int,
) -> Page:
    """One page of cards, in a fixed number of queries whatever the table holds.

    :param conditions: on Revision, with what the actor may see
    :param order: see `listing.page_of`
    """
    ids, more = page_of(session, conditions, order, after, size)
    rows = {row.id: row for row in session.scalars(select(Revision).where(Revision.id.in_(ids)).options(*LOADS, defer(Revision.content)))}
    return Page(cards(session, house, actor, (rows[key] for key in ids)), ids[-1] if more else None)


def team_page(
    session: Session,
    house: House,
    actor: Actor,
    state: State,
    filters: TeamFilter = TeamFilter(),
    *,
    after: int | None = None,
    size: int = 12,
) -> Page:
    """Plans of the team in one state, the longest in it first: of each plan the newest revision."""
    return page(session, house, actor, _team(session, actor, state, filters), (Revision.state_since,), after=after, size=size)


def team_counts(session: Session, actor: Actor, states: Iterable[State], filters: TeamFilter = TeamFilter()) -> dict[State, Count]:
    """How many plans of the team stand in each state."""
    return {state: counted(session, *_team(session, actor, state, filters)) for state in states}


def _team(session: Session, actor: Actor, state: State, filters: TeamFilter) -> list[ColumnElement[bool]]:
    reach = in_reach(session, actor, Role.MANAGER)
    return [Revision.state == state.value, Revision.newest == true(), *filters.conditions(session), reach, of_others(actor)]


def cards(session: Session, house: House, actor: Actor, rows: Iterable[Revision]) -> list[PlanCard]:
    """A card for each revision, in the order given; drafts of the actor's own are checked as they stand."""
    calendar = working_days(policy_in_force(session))
    return [_card(session, house, actor, row, calendar) for row in rows]


def _card(session: Session, house: House, actor: Actor, row: Revision, calendar: WorkingDays) -> PlanCard:
    now = house.clock()
    pips: tuple[StepState, ...] = ()
    blocks, reviews, saved_at = row.blocks, row.reviews, row.saved_at
    if State(row.state) in WRITABLE and row.plan.author_id == actor.person_id:
        draft = read_draft(session, house, view_of(house, row.plan, row, rights.parts_in(actor, row.plan, row, now)))
        pips = draft.steps
        blocks = sum(pip.n for pip in pips if pip.state == "change")
        reviews = sum(pip.n for pip in pips if pip.state == "review")
        saved_at = max([row.saved_at, *(step.saved_at for step in row.steps)])
    holds = rights.claim_holds(row, now)
    in_review = row.state == State.IN_REVIEW.value
    return PlanCard(
        number=row.plan.number,
        title=row.title,
        plan_type=house.plan_types[row.plan.plan_type],
        state=State(row.state),
        revision=row.number,
        round=row.round,
        period=(row.period_start, row.period_end) if row.period_start and row.period_end else None,
        pips=pips,
        blocks=blocks,
        reviews=reviews,
        saved_at=saved_at,
        state_since=row.state_since,
        submitted_at=row.submitted_at,
        author=row.plan.author.name,
        author_id=row.plan.author_id,
        territory=row.plan.territory.name,
        territory_path=row.plan.territory.path,
        claimed_by=row.claimed_by.name if holds and row.claimed_by else "",
        claimed_by_me=holds and row.claimed_by_id == actor.person_id,
        claimed_at=row.claimed_at if holds else None,
        assigned_to=row.assigned_to.name if in_review and row.assigned_to else "",
        assigned_to_me=in_review and row.assigned_to_id == actor.person_id,
        due_on=row.due_on if in_review else None,
        days_left=calendar.between(local_date(now), row.due_on) if in_review and row.due_on else None,
        late=in_review and row.due_on is not None and row.due_on < local_date(now),
        reason=row.return_reason,
    )
