"""Which words go with which failure."""

import errno
import sqlite3

import psycopg.errors
import pytest
from sqlalchemy.exc import InternalError, OperationalError

from planner.kernel.i18n import Text
from planner.web.outages import BUSY, FULL, READ_ONLY, of_database, of_system


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OperationalError("", None, sqlite3.OperationalError("database or disk is full")), FULL),
        (OperationalError("", None, sqlite3.OperationalError("attempt to write a readonly database")), READ_ONLY),
        (OperationalError("", None, sqlite3.OperationalError("database is locked")), BUSY),
        (OperationalError("", None, psycopg.errors.DiskFull("could not extend file")), FULL),
        (InternalError("", None, psycopg.errors.ReadOnlySqlTransaction("cannot execute UPDATE")), READ_ONLY),
        (OperationalError("", None, psycopg.errors.LockNotAvailable("canceling statement due to lock timeout")), BUSY),
    ],
)
def test_errors_of_the_database_say_what_is_wrong(error: OperationalError | InternalError, said: Text) -> None:
    assert of_database(error) == said


@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, FULL), (errno.EROFS, READ_ONLY), (errno.EACCES, None)])
def test_errors_of_the_disk_say_what_is_wrong_and_faults_of_ours_stay_faults(number: int, said: Text | None) -> None:
    assert of_system(OSError(number, "")) == said
