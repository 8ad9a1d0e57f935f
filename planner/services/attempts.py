"""Counting tries of passwords, PINs and verify codes, in the database, so that every process counts together."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, exists, func, select
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
KNOWN_FOR = timedelta(days=30)
"""How long an address is remembered as one an account came in from."""


def tries_left(session: Session, house: House, kind: str, subject: str) -> int:
    """How often this subject may still fail before it has to wait; 0 means it waits now."""
    since = house.clock() - WINDOW
    tries = (Attempt.kind == kind, Attempt.subject == subject, Attempt.at > since)
    last_good = session.scalar(select(func.max(Attempt.id)).where(*tries, Attempt.good.is_(True)))
    failed = session.scalar(select(func.count()).select_from(Attempt).where(*tries, Attempt.good.is_(False), Attempt.id > (last_good or 0)))
    most = MOST[kind] * (ADDRESS_FACTOR if subject.startswith("address:") else 1)
    return max(0, most - (failed or 0))


def hold(session: Session, *subjects: str) -> None:
    """Let tries of these subjects come one after the other until this transaction ends, so that those at the same moment are
    all counted. SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        for subject in sorted(set(subjects)):  # always in the same order: two never wait for each other
            session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(subject, 0))))


def reserve(session: Session, house: House, kind: str, *subjects: str) -> None:
    """Count a try before it is looked at, for what is looked at outside any transaction; `note` it as good when it was.

    :raises Locked: as `refuse_when_locked`
    """
    hold(session, *subjects)
    refuse_when_locked(session, house, kind, *subjects)
    note(session, house, kind, False, *subjects)


def take_back(session: Session, kind: str, subject: str) -> None:
    """Take back a try that was counted and then looked at by nobody."""
    hold(session, subject)
    newest = select(func.max(Attempt.id)).where(Attempt.kind == kind, Attempt.subject == subject, Attempt.good.is_(False))
    session.execute(delete(Attempt).where(Attempt.id == session.scalar(newest)))


def door_subjects(session: Session, house: House, login: str, address: str) -> tuple[str, str]:
    """Whose failures count at the door: the account's and the address's.

    From an address where the account came in lately its tries are counted apart: whoever guesses from elsewhere
    makes strangers wait, and not the owner.
    """
    known = _known(login, address)
    since = house.clock() - KNOWN_FOR
    good = exists().where(Attempt.kind == "password", Attempt.subject == known, Attempt.at > since, Attempt.good.is_(True))
    return known if session.scalar(select(good)) else f"account:{login}", f"address:{address}"


def came_in(session: Session, house: House, login: str, address: str) -> None:
    """Remember a good sign-in: the failures counted against it are over, and this address is one of the account's own."""
    note(session, house, "password", True, *{door_subjects(session, house, login, address)[0], _known(login, address)})


def _known(login: str, address: str) -> str:
    return f"account-at:{hashlib.sha256(f'{login} {address}'.encode()).hexdigest()[:40]}"


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
