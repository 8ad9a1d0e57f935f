"""Backup and restore by PostgreSQL's own programs: the very tests of SQLite."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.postgres.conftest import NUMBERS, database_url
from tests.unit.services.test_backups import *  # noqa: F403  the tests themselves


@pytest.fixture
def empty_url(server: str) -> Iterator[str]:
    """A database without tables."""
    name = f"empty_{next(NUMBERS)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name}".encode())
    yield database_url(server, name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)".encode())
