"""The queue on PostgreSQL: the very tests of SQLite."""

from tests.unit.services.test_queue import *  # noqa: F403  the tests themselves
