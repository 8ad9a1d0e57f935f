"""Random people do random things to a handful of plans; never is there a state or a signature that the table does not know.

MACHINE_STEPS says how many acts; `make machine` tries ten thousand on each engine and prints how many of each were done and refused.
"""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.models import AuditEvent
from planner.models.engine import make_engine
from tests.factories.races import patient
from tests.factories.shelf import Shelf
from tests.factories.stage import Cast, on_stage
from tests.factories.warm_press import warmed
from tests.factories.workflow_acts import enter
from tests.factories.workflow_machine import campaign

pytestmark = pytest.mark.slow
STEPS = int(os.environ.get("MACHINE_STEPS", "120"))
BEGUN = "machine-begun"


@pytest.fixture(autouse=True)
def _warm(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    patient(monkeypatch)
    with warmed(monkeypatch):
        yield


@pytest.fixture
def fresh(shelf: Shelf, company: str) -> Callable[[], Cast]:
    """Makes the company anew, with its first plans."""
    numbers = count(1)

    def begin() -> None:
        shelf.put(company, "machine-base")
        engine = make_engine(shelf.url("machine-base"))
        enter(on_stage(engine))
        engine.dispose()

    def make() -> Cast:
        name = f"machine-run-{next(numbers)}"
        shelf.put(BEGUN, name)
        cast = on_stage(make_engine(shelf.url(name)))
        with Session(cast.engine) as session:
            cast.clock.now = session.scalars(select(func.max(AuditEvent.at))).one() + timedelta(minutes=1)
        return cast

    shelf.keep("machine-base", BEGUN, begin)
    return make


@pytest.fixture
def close(shelf: Shelf) -> Callable[[Cast], None]:
    """Takes a company away."""

    def end(stage: Cast) -> None:
        stage.engine.dispose()
        shelf.drop(str(stage.engine.url.database).rpartition("/")[2].removesuffix(".sqlite"))

    return end


def test_whatever_people_try_the_table_of_moves_holds(fresh: Callable[[], Cast], close: Callable[[Cast], None]) -> None:
    tally, engine = campaign(STEPS, fresh, close)
    sys.stdout.write(tally.table(engine))
    assert tally.steps >= STEPS
    assert tally.done.total() > 0
    assert tally.refused.total() > 0
