"""The stage of tests/unit/services with PostgreSQL under it."""

from collections.abc import Iterator

import psycopg
import pytest

from planner.models.engine import make_engine
from tests.factories.stage import Cast, cast_in, on_stage
from tests.postgres.conftest import NUMBERS, database_url


@pytest.fixture(scope="session")
def company(server: str, template: str) -> str:
    """A database with the demo company, to be copied for each test."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database company template {template}".encode())
    engine = make_engine(database_url(server, "company"))
    cast_in(engine)
    engine.dispose()
    return "company"


@pytest.fixture
def stage(server: str, company: str) -> Iterator[Cast]:
    """The company on PostgreSQL, ready to act."""
    name = f"stage_{next(NUMBERS)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name} template {company}".encode())
    engine = make_engine(database_url(server, name))
    yield on_stage(engine)
    engine.dispose()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)".encode())
