"""The machine that tries everything at random, on PostgreSQL."""

from collections.abc import Callable
from datetime import datetime

import psycopg
import pytest

from planner.models.engine import make_engine
from planner.services.database import upgrade
from tests.factories.stage import Cast, cast_in, on_stage
from tests.factories.workflow_acts import enter
from tests.postgres.conftest import NUMBERS, database_url
from tests.property.test_workflow_machine import *  # noqa: F403  the campaign itself
from tests.property.test_workflow_machine import _warm as _warm


@pytest.fixture
def fresh(server: str) -> Callable[[], Cast]:
    """Makes the company anew, with its first plans."""
    base = f"begun_{next(NUMBERS)}"
    _make(server, base)
    upgrade(database_url(server, base))
    engine = make_engine(database_url(server, base))
    stage = cast_in(engine)
    enter(stage)
    begun: datetime = stage.clock.now
    engine.dispose()

    def make() -> Cast:
        name = f"run_{next(NUMBERS)}"
        _make(server, name, base)
        cast = on_stage(make_engine(database_url(server, name)))
        cast.clock.now = begun
        return cast

    return make


@pytest.fixture
def close(server: str) -> Callable[[Cast], None]:
    """Takes a company away."""

    def end(stage: Cast) -> None:
        stage.engine.dispose()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'drop database "{stage.engine.url.database}" with (force)'.encode())

    return end


def _make(server: str, name: str, template: str = "template1") -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{template}"'.encode())
