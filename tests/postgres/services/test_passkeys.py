"""Passkeys on PostgreSQL: the very tests of SQLite."""

from tests.unit.services.test_passkeys import *  # noqa: F403  the tests themselves
