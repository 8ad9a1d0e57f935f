"""Killed in the middle of an act on PostgreSQL: the very rounds of SQLite."""

from tests.unit.services.test_killed import *  # noqa: F403  the rounds themselves

from tests.postgres.services.test_races import copied as copied  # isort: skip  and the fixtures of this engine in their place
from tests.postgres.services.test_races import mark as mark  # isort: skip
from tests.postgres.services.test_races import points as points  # isort: skip
from tests.postgres.services.test_races import stage as stage  # isort: skip
