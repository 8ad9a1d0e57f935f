"""The company's account on PostgreSQL: the very tests of SQLite."""

from tests.unit.services.test_oidc import *  # noqa: F403  the tests themselves
