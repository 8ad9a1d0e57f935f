"""Starting, deleting, amending, withdrawing on PostgreSQL: the very tests of SQLite."""

from tests.unit.services.test_plans import *  # noqa: F403  the tests themselves
