"""Killed in the middle of an act on PostgreSQL: the very rounds of SQLite."""

import time

import psycopg
import pytest

from tests.postgres.conftest import NUMBERS, database_url
from tests.unit.services.test_killed import *  # noqa: F403  the rounds themselves
from tests.unit.services.test_killed import Target

from tests.postgres.services.test_races import copied as copied  # isort: skip  and the fixtures of this engine in their place
from tests.postgres.services.test_races import mark as mark  # isort: skip
from tests.postgres.services.test_races import points as points  # isort: skip
from tests.postgres.services.test_races import stage as stage  # isort: skip


@pytest.fixture
def target(server: str) -> Target:
    """Where a backup is put back; `pg_restore` outlives whoever called it, so its end is waited for."""
    name = f"restored_{next(NUMBERS)}"

    def there() -> bool:
        with psycopg.connect(server, autocommit=True) as connection:
            while connection.execute("select 1 from pg_stat_activity where datname = %s", [name]).fetchone():
                time.sleep(0.02)
        with psycopg.connect(server.replace("dbname=postgres", f"dbname={name}")) as connection:
            return connection.execute("select 1 from pg_tables where schemaname = 'public'").fetchone() is not None

    def clear() -> None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"drop database if exists {name} with (force)".encode())
            connection.execute(f"create database {name}".encode())

    clear()
    return database_url(server, name), there, clear
