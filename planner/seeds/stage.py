"""Where the play of the demo acts: the real services on a clock of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.models import Person
from planner.services.actor import Actor, actor_for
from planner.services.house import House, Transaction


class DemoClock:
    """A clock that the play sets and that runs a minute further with every look."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def set(self, day: date, hour: int = 2) -> None:
        """Turn it to a day; hour 2 in UTC is 10 in the morning in Shanghai."""
        self.now = datetime(day.year, day.month, day.day, hour, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stage:
    """What the play acts on: the real services, a clock of its own."""

    transaction: Transaction
    house: House
    clock: DemoClock

    def actor(self, email: str) -> Actor:
        """One of the cast."""
        with self.transaction() as session:
            person = session.scalars(select(Person.id).where(Person.email == email)).one()
            return actor_for(session, person, now=self.clock.now)

    @contextmanager
    def act(self) -> Iterator[Session]:
        """One transaction of the play."""
        with self.transaction() as session:
            yield session


def stage_for(transaction: Transaction, house: House) -> Stage:
    """A stage whose house runs on a demo clock that starts at the real present."""
    clock = DemoClock(house.clock())
    return Stage(transaction, replace(house, clock=clock), clock)
