"""Killed in the middle of an act on PostgreSQL: the very rounds of SQLite."""

from tests.unit.services.test_killed import *  # noqa: F403  the rounds themselves
