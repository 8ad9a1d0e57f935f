"""Counting tries of passwords, PINs and verify codes, in the database, so that every process counts together."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.kernel.errors import Locked
from planner.kernel.i18n import Text
from planner.models import Attempt
from planner.services.house import House

MOST = {"password": 5, "pin": 5, "verify": 30}
"""Failed tries in a row, by kind, before a quarter of an hour of waiting."""

WINDOW = timedelta(minutes=15)
ADDRESS_FACTOR = 6
"""An address may fail this many times more often than an account: many people share one."""


def tries_left(session: Session, house: House, kind: str, subject: str) -> int:
    """How often this subject may still fail before it has to wait; 0 means it waits now."""
    since = house.clock() - WINDOW
    tries = (Attempt.kind == kind, Attempt.subject == subject, Attempt.at > since)
    last_good = session.scalar(select(func.max(Attempt.id)).where(*tries, Attempt.good.is_(True)))
    failed = session.scalar(select(func.count()).select_from(Attempt).where(*tries, Attempt.good.is_(False), Attempt.id > (last_good or 0)))
    most = MOST[kind] * (ADDRESS_FACTOR if subject.startswith("address:") else 1)
    return max(0, most - (failed or 0))


def refuse_when_locked(session: Session, house: House, kind: str, *subjects: str) -> None:
    """Stop before the try is even looked at.

    :raises Locked: one of the subjects failed too often in the last 15 minutes
    """
    if any(tries_left(session, house, kind, subject) == 0 for subject in subjects):
        raise Locked(Text("试的次数太多了，请 15 分钟后再来。", "Too many tries. Please come back in 15 minutes."))


def note(session: Session, house: House, kind: str, good: bool, *subjects: str) -> None:
    """Remember a try for every subject."""
    session.add_all(Attempt(kind=kind, subject=subject[:200], good=good, at=house.clock()) for subject in subjects)
    session.flush()
