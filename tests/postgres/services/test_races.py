"""Two people at one plan on PostgreSQL: the very races of SQLite."""

from collections.abc import Callable

import psycopg
import pytest

from tests.factories.stage import Cast
from tests.unit.services.test_races import *  # noqa: F403  the races themselves


@pytest.fixture
def mark(stage: Cast, server: str) -> Callable[[], Callable[[], None]]:
    """`back = mark()`: remember how everything stands; `back()` goes there again."""

    def copied(source: str | None, target: str | None) -> None:
        stage.engine.dispose()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"drop database if exists {target} with (force)".encode())
            connection.execute(f"create database {target} template {source}".encode())

    def take() -> Callable[[], None]:
        here, then = stage.engine.url.database, stage.clock.now
        copied(here, f"{here}_mark")

        def back() -> None:
            copied(f"{here}_mark", here)
            stage.clock.now = then

        return back

    return take
