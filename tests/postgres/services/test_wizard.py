"""Filling in on PostgreSQL: the very tests of SQLite."""

from tests.unit.services.test_wizard import *  # noqa: F403  the tests themselves
