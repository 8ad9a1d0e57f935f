"""The second factor on PostgreSQL: the very tests of SQLite."""

from tests.unit.services.test_second_factor import *  # noqa: F403  the tests themselves

del test_no_secret_of_an_app_and_no_recovery_code_lies_in_the_database_in_clear  # noqa: F821  it reads the SQLite file
