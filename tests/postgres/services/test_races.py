"""Races on PostgreSQL: the very rounds of SQLite."""

from tests.unit.services.test_races import *  # noqa: F403  the rounds themselves
