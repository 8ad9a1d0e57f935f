"""Random people do random things to a handful of plans; never is there a state or a signature that the table does not know.

MACHINE_STEPS says how many acts; `make machine` tries ten thousand on each engine and prints how many of each were done and refused.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from planner.models.engine import make_engine
from tests.factories.races import patient
from tests.factories.stage import Cast, on_stage
from tests.factories.warm_press import warmed
from tests.factories.workflow_acts import enter
from tests.factories.workflow_machine import campaign
from tests.unit.services.conftest import company_file as company_file

pytestmark = pytest.mark.slow
STEPS = int(os.environ.get("MACHINE_STEPS", "120"))


@pytest.fixture
def fresh(company_file: Path, tmp_path: Path) -> Callable[[], Cast]:
    """Makes the company anew, with its first plans."""
    base, numbers = tmp_path / "begun.sqlite", count(1)
    shutil.copy(company_file, base)
    engine = make_engine(f"sqlite:///{base}")
    stage = on_stage(engine)
    enter(stage)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    begun = stage.clock.now

    def make() -> Cast:
        copy = tmp_path / f"run-{next(numbers)}.sqlite"
        shutil.copy(base, copy)
        cast = on_stage(make_engine(f"sqlite:///{copy}"))
        cast.clock.now = begun
        return cast

    return make


@pytest.fixture(autouse=True)
def _warm(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    patient(monkeypatch)
    with warmed(monkeypatch):
        yield


@pytest.fixture
def close() -> Callable[[Cast], None]:
    """Takes a company away."""

    def end(stage: Cast) -> None:
        stage.engine.dispose()
        Path(str(stage.engine.url.database)).unlink()

    return end


def test_whatever_people_try_the_table_of_moves_holds(fresh: Callable[[], Cast], close: Callable[[Cast], None]) -> None:
    tally, engine = campaign(STEPS, fresh, close)
    sys.stdout.write(tally.table(engine))
    assert tally.steps >= STEPS
    assert tally.done.total() > 0
    assert tally.refused.total() > 0
