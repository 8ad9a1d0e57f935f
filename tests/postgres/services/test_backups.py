"""Backup and restore by PostgreSQL's own programs: the very tests of SQLite."""

from tests.unit.services.test_backups import *  # noqa: F403  the tests themselves
