"""Plans in lists: one card each, with the counts that lists show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.compliance.findings import Severity
from planner.models import FindingRow, Person, Plan, Revision, Territory
from planner.services import rights
from planner.services.actor import Actor
from planner.services.draft import read_draft
from planner.services.house import House
from planner.services.plans import UNDELETE_WITHIN, view_of
from planner.services.steps import StepState
from planner.wizards.schema import PlanType
from planner.workflow import WRITABLE, State


@dataclass(frozen=True, slots=True)
class PlanCard:
    """One plan in a list.

    :param pips: one per step; filled for drafts, empty where the plan is out of the author's hands
    :param blocks, reviews: findings that must change, findings for officers
    :param claimed_by: name of the officer who holds the review now, empty for nobody
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
    territory: str
    claimed_by: str
    claimed_by_me: bool
    reason: str

    @property
    def done(self) -> int:
        """How many steps need nothing more."""
        return sum(pip.state in ("done", "review") for pip in self.pips)

    @property
    def worst(self) -> Severity | None:
        """The heaviest kind of finding the card counts."""
        return Severity.BLOCK if self.blocks else Severity.REVIEW if self.reviews else None


def own_plans(session: Session, house: House, actor: Actor) -> list[PlanCard]:
    """The newest revision of each plan of one's own, deleted ones left out; what was touched last stands first."""
    rows = _newest(session, Plan.author_id == actor.person_id, Revision.state != State.DELETED.value)
    return sorted(cards(session, house, actor, rows), key=lambda card: max(card.saved_at, card.state_since), reverse=True)


def deleted_plans(session: Session, house: House, actor: Actor) -> list[PlanCard]:
    """Own drafts deleted less than 30 days ago, newest first."""
    rows = _newest(
        session,
        Plan.author_id == actor.person_id,
        Revision.state == State.DELETED.value,
        Revision.state_since > house.clock() - UNDELETE_WITHIN,
    )
    return sorted(cards(session, house, actor, rows), key=lambda card: card.state_since, reverse=True)


def _newest(session: Session, *conditions: object) -> Sequence[Revision]:
    """The newest revision of each plan that meets the conditions, with all that cards need, in a fixed number of queries."""
    newest = select(Revision.plan_id, func.max(Revision.number).label("number")).group_by(Revision.plan_id).subquery()
    return session.scalars(
        select(Revision)
        .join(newest, (Revision.plan_id == newest.c.plan_id) & (Revision.number == newest.c.number))
        .join(Plan, Plan.id == Revision.plan_id)
        .where(*conditions)  # type: ignore[arg-type]
        .options(*CARD_LOADS)
    ).all()


CARD_LOADS = (
    joinedload(Revision.plan).options(joinedload(Plan.author).joinedload(Person.territory), joinedload(Plan.territory)),
    joinedload(Revision.claimed_by),
    selectinload(Revision.steps),
)


def cards(session: Session, house: House, actor: Actor, rows: Iterable[Revision]) -> list[PlanCard]:
    """A card for each revision, in the order given; drafts of the actor's own are checked as they stand."""
    rows = list(rows)
    counts = _counts(session, rows)
    return [_card(session, house, actor, row, counts.get(row.id, {})) for row in rows]


def _counts(session: Session, rows: Sequence[Revision]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    if rows:
        query = (
            select(FindingRow.revision_id, FindingRow.severity, func.count())
            .join(Revision, (Revision.id == FindingRow.revision_id) & (Revision.round == FindingRow.round))
            .where(FindingRow.revision_id.in_([row.id for row in rows]))
            .group_by(FindingRow.revision_id, FindingRow.severity)
        )
        for revision_id, severity, number in session.execute(query):
            found.setdefault(revision_id, {})[severity] = number
    return found


def _card(session: Session, house: House, actor: Actor, row: Revision, counts: dict[str, int]) -> PlanCard:
    now = house.clock()
    pips: tuple[StepState, ...] = ()
    blocks, reviews = counts.get(Severity.BLOCK, 0), counts.get(Severity.REVIEW, 0)
    if State(row.state) in WRITABLE and row.plan.author_id == actor.person_id:
        draft = read_draft(session, house, view_of(house, row.plan, row, rights.parts_in(actor, row.plan, row, now)))
        pips = draft.steps
        blocks = sum(pip.n for pip in pips if pip.state == "change")
        reviews = sum(pip.n for pip in pips if pip.state == "review")
    holds = rights.claim_holds(row, now)
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
        saved_at=max([row.saved_at, *(step.saved_at for step in row.steps)]),
        state_since=row.state_since,
        submitted_at=row.submitted_at,
        author=row.plan.author.name,
        territory=row.plan.territory.name,
        claimed_by=row.claimed_by.name if holds and row.claimed_by else "",
        claimed_by_me=holds and row.claimed_by_id == actor.person_id,
        reason=row.return_reason,
    )


def newest_within(session: Session, actor: Actor, roles: tuple[object, ...], *conditions: object) -> Sequence[Revision]:
    """Newest revisions of the plans in the territories where the actor has one of the roles, own plans left out."""
    return _newest(
        session,
        Plan.territory_id.in_(select(Territory.id).where(rights.within(actor, *roles))),  # type: ignore[arg-type]
        Plan.author_id != actor.person_id,
        *conditions,
    )
