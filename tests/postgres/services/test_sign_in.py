"""Signing in on PostgreSQL: the very tests of SQLite."""

from tests.unit.services.test_sign_in import *  # noqa: F403  the tests themselves

del test_no_key_or_password_lies_in_the_database_in_clear  # noqa: F821  it reads the SQLite file
