"""The team board: plans of others by state, what ends soon, and who may be asked for. Each list a page, whatever the table holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from planner.kernel.clock import local_date
from planner.models import Person, Revision, RoleGrant
from planner.services import cards
from planner.services.actor import Actor
from planner.services.cards import Page, TeamFilter
from planner.services.house import House
from planner.services.listing import Count, in_reach, of_others
from planner.services.lists import territories_of
from planner.workflow import Role, State

COLUMNS = (State.DRAFT, State.RETURNED, State.IN_REVIEW, State.IN_APPROVAL, State.APPROVED)
SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Column:
    """Plans in one state.

    :param page: the first of them, the longest in that state first; `count`: how many there are
    """

    state: State
    page: Page
    count: Count

    @property
    def more(self) -> int:
        """How many are not on the page."""
        return self.count.n - len(self.page.cards)


def board(session: Session, house: House, actor: Actor, filters: TeamFilter, size: int) -> list[Column]:
    """The first few plans of every state."""
    counts = cards.team_counts(session, actor, COLUMNS, filters)
    return [
        Column(state, cards.team_page(session, house, actor, state, filters, size=size) if counts[state] else Page([], None), counts[state])
        for state in COLUMNS
    ]


def ending_soon(session: Session, house: House, actor: Actor, filters: TeamFilter | None = None, size: int = 12) -> Page:
    """Plans in force that end within `SOON` and have no next revision under way, the soonest first."""
    last = local_date(house.clock()) + SOON
    conditions = [
        Revision.state == State.APPROVED.value,
        Revision.newest == true(),
        Revision.period_end <= last,
        in_reach(session, actor, Role.MANAGER),
        of_others(actor),
        *(filters or TeamFilter()).conditions(session),
    ]
    return cards.page(session, house, actor, conditions, (Revision.period_end,), size=size)


def authors(session: Session, actor: Actor) -> Sequence[tuple[int, str]]:
    """Representatives of the territories that this manager answers for: (id, name)."""
    here = [row.id for row in territories_of(session, actor, Role.MANAGER)]
    writers = select(RoleGrant.person_id).where(RoleGrant.role == Role.REPRESENTATIVE.value)
    query = select(Person.id, Person.name).where(Person.territory_id.in_(here), Person.id.in_(writers), Person.id != actor.person_id)
    return [(row.id, row.name) for row in session.execute(query.order_by(Person.name))]
