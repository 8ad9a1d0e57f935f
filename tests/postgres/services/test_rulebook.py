"""The rulebook on PostgreSQL: the very tests of SQLite that write and race."""

from tests.unit.services.test_rulebook_precision import *  # noqa: F403  the tests themselves
from tests.unit.services.test_rulebook_race import *  # noqa: F403  the tests themselves
