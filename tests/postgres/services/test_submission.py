"""Submitting on PostgreSQL: the very tests of SQLite."""

from tests.unit.services.test_submission import *  # noqa: F403  the tests themselves
