"""Who has a plan open, on PostgreSQL: the very tests of SQLite."""

from tests.unit.services.test_presence import *  # noqa: F403  the tests themselves
