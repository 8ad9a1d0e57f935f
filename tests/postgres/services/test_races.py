"""Two people at one plan on PostgreSQL: the very races of SQLite."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.models import Plan
from planner.models.engine import make_engine
from tests.factories.races import Mark
from tests.factories.stage import Cast, on_stage
from tests.postgres.conftest import NUMBERS, database_url
from tests.unit.services.test_races import *  # noqa: F403  the races themselves

Copy = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Keeping(Cast):
    """The cast, with a database kept at each point, so that several races begin at one that was made once."""

    copy: Any = None
    kept: Any = None

    def _at(self, point: str, make: Callable[[], str]) -> str:
        here = str(self.engine.url.database)
        known: dict[str, datetime] = self.kept
        self.engine.dispose()
        if point in known:
            self.copy(f"point_{point}".lower(), here)
            self.clock.now = known[point]
        else:
            make()
            self.engine.dispose()
            self.copy(here, f"point_{point}".lower())
            known[point] = self.clock.now
        with Session(self.engine) as session:
            return session.scalars(select(Plan.number)).one()


@pytest.fixture(scope="session")
def copied(server: str) -> Copy:
    """Make a database anew as a copy of another one; nobody may be connected to either."""

    def copy(source: str, target: str) -> None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'drop database if exists "{target}" with (force)'.encode())
            connection.execute(f'create database "{target}" template "{source}"'.encode())

    return copy


@pytest.fixture(scope="session")
def points() -> dict[str, datetime]:
    """The points that are kept, and the hour there."""
    return {}


@pytest.fixture
def stage(server: str, company: str, copied: Copy, points: dict[str, datetime]) -> Iterator[Cast]:
    """The company on PostgreSQL, ready to act."""
    name = f"race_{next(NUMBERS)}"
    copied(company, name)
    engine = make_engine(database_url(server, name))
    cast = on_stage(engine)
    yield Keeping(cast.transaction, cast.house, cast.clock, engine, None, copied, points)
    engine.dispose()


@pytest.fixture
def mark(stage: Cast, copied: Copy) -> Mark:
    """`back = mark()`: remember how everything stands; `back()` goes there again."""

    def take() -> Callable[[], None]:
        here, then = str(stage.engine.url.database), stage.clock.now
        stage.engine.dispose()
        copied(here, f"{here}_mark")

        def back() -> None:
            stage.engine.dispose()
            copied(f"{here}_mark", here)
            stage.clock.now = then

        return back

    return take
