"""Retention and holds on PostgreSQL: the very tests of SQLite."""

from tests.unit.services.test_retention import *  # noqa: F403  the tests themselves
