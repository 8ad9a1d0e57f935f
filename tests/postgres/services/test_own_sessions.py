"""One's own sessions on PostgreSQL: the very tests of SQLite."""

from tests.unit.services.test_own_sessions import *  # noqa: F403  the tests themselves
