"""Sending what `services/notices.py` wrote down, outside of any act. Several senders may run at once.

A sender takes what is due for one person by a guarded update and commits, so no other one can have it; hands it over;
and only then writes down how that went. A sender that dies in between leaves a batch that is taken again after `LEASE`
with the same Message-ID: the one case in which a mail can come twice, and a mail program knows it for the same.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from secrets import token_hex

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from planner.kernel.i18n import Language
from planner.models import Mail, MailSetting, Notice, Person
from planner.models.engine import rows_met
from planner.services import exceptions, reminders
from planner.services.house import House, Transaction
from planner.services.invitations import link_path
from planner.services.mail_text import write_mail
from planner.services.notice_kinds import BY_LINK
from planner.services.notice_words import Told, in_words
from planner.services.postman import MailDown, MailRefused, Postman

LEASE = timedelta(minutes=15)
"""After this a sender that said nothing is taken for dead; far longer than a mail server may take."""

PAUSES = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 180, 360, 720, 1440))
"""Waiting before each further try; after the last one the mail has failed."""

TOO_OLD = timedelta(days=7)
"""A mail nobody could send for so long is left out; the notice stands in the app."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of sending did, counted in mails (one may hold several notices)."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    down: str = ""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What is due for one person; no message where there is nobody to send it to."""

    batch: str
    message: EmailMessage | None
    why_not: str = ""


def send_due(transaction: Transaction, house: House, postman: Postman | None, now: datetime) -> Round:
    """Write what the clock has to say, then send everything that is due.

    :param postman: None where no mail server is set: notices are written, mails wait
    :returns: what happened; `down` says why the round ended early
    """
    with transaction() as session:
        by_the_clock(session, house)
    return send(transaction, house, postman, now) if postman is not None else Round()


def by_the_clock(session: Session, house: House) -> None:
    """Write what the clock has to say, and clear away what nobody waits for any more."""
    reminders.remind(session, house)
    exceptions.renew_ended(session, house)
    _drop_old(session, house.clock())
    reminders.forget(session, house)


def due(session: Session, now: datetime) -> int:
    """How many mails should leave now."""
    return session.scalar(select(func.count()).select_from(Mail).where(_due(now))) or 0


def send(
    transaction: Transaction,
    house: House,
    postman: Postman,
    now: datetime,
    most: int = 200,
    before_each: Callable[[int], None] = lambda _: None,
) -> Round:
    """Send what is due.

    :param most: mails of one round, so that a worker comes back to its other work
    :param before_each: called with the number of mails handled so far; what it raises ends the round between two mails
    """
    sent = put_off = failed = 0
    while sent + put_off + failed < most:
        before_each(sent + put_off + failed)
        with transaction() as session:
            taken = _take(session, house, now)
        if taken is None:
            break
        if taken.message is None:
            _write_down(transaction, taken.batch, state="dropped", error=taken.why_not)
            continue
        try:
            postman.deliver(taken.message)
        except MailRefused as refusal:
            if _put_off(transaction, taken.batch, now, str(refusal), for_good=refusal.for_good):
                failed += 1
            else:
                put_off += 1
            continue
        except MailDown as trouble:
            _log.warning("mail server: %s", trouble)
            gone = _put_off(transaction, taken.batch, now, str(trouble), for_good=False)
            return Round(sent, put_off + (not gone), failed + gone, str(trouble))
        _write_down(transaction, taken.batch, state="sent", mailed_at=now, error="")
        sent += 1
    return Round(sent, put_off, failed)


def try_again(session: Session, now: datetime) -> int:
    """Put every failed mail of the last days back, after an administrator mended what was wrong; returns how many."""
    fresh = select(Notice.id).where(Notice.at > now - TOO_OLD)
    query = update(Mail).where(Mail.state == "failed", Mail.notice_id.in_(fresh)).execution_options(synchronize_session=False)
    return rows_met(session, query.values(state="waiting", attempts=0, next_try=now))


def _take(session: Session, house: House, now: datetime) -> _Taken | None:
    """Take what is due for one person; None when nothing is."""
    due = _due(now)
    while True:
        first = session.execute(select(Mail.person_id, Mail.state, Mail.batch).where(due).order_by(Mail.next_try, Mail.id).limit(1)).first()
        if first is None:
            return None
        batch = first.batch or token_hex(16)
        same = and_(due, Mail.person_id == first.person_id, Mail.state == first.state, Mail.batch == first.batch)
        query = update(Mail).where(same).execution_options(synchronize_session=False)
        if rows_met(
            session, query.values(state="sending", batch=batch, taken_at=now)
        ):  # none: another sender was faster, and what it took is no longer due
            return _written(session, house, batch)


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(and_(Mail.state == "waiting", Mail.next_try <= now), and_(Mail.state == "sending", Mail.taken_at < now - LEASE))


def _written(session: Session, house: House, batch: str) -> _Taken:
    rows = session.scalars(select(Mail).where(Mail.batch == batch).options(joinedload(Mail.notice)).order_by(Mail.id)).all()
    person = session.get_one(Person, rows[0].person_id)
    if not person.active:
        return _Taken(batch, None, "disabled")
    setting = session.get(MailSetting, person.id)
    language: Language = "en" if ((setting.language if setting else "") or person.language) == "en" else "zh"
    told = [
        one
        for row, words in zip(rows, in_words(session, house, [row.notice for row in rows]), strict=True)
        if (one := _with_link(session, house, row.notice, words)) is not None
    ]
    if not told:
        return _Taken(batch, None, "over")
    try:
        return _Taken(batch, write_mail(house, person.email, language, told, batch))
    except ValueError as mistake:  # an address that is none
        return _Taken(batch, None, f"{type(mistake).__name__}: {mistake}"[:300])


def _with_link(session: Session, house: House, notice: Notice, told: Told) -> Told | None:
    """What a mail says of a notice: an invitation leads by its one-time link, and says nothing once that is over."""
    if told.kind not in BY_LINK:
        return told
    path = link_path(session, house, notice.detail.get("invitation", 0))
    return replace(told, path=path) if path else None


def _put_off(transaction: Transaction, batch: str, now: datetime, why: str, *, for_good: bool) -> bool:
    """Wait longer each time; True when there is no further try."""
    with transaction() as session:
        tries = 1 + (session.scalar(select(func.max(Mail.attempts)).where(Mail.batch == batch)) or 0)
    over = for_good or tries > len(PAUSES)
    if over:
        _write_down(transaction, batch, state="failed", attempts=tries, error=why[:300])
    else:
        _write_down(transaction, batch, state="waiting", attempts=tries, error=why[:300], next_try=now + PAUSES[tries - 1])
    return over


def _write_down(transaction: Transaction, batch: str, **values: object) -> None:
    with transaction() as session:
        query = update(Mail).where(Mail.batch == batch, Mail.state == "sending").execution_options(synchronize_session=False)
        session.execute(query.values(**values))


def _drop_old(session: Session, now: datetime) -> None:
    old = select(Notice.id).where(Notice.at < now - TOO_OLD)
    waiting = update(Mail).where(Mail.state == "waiting", Mail.notice_id.in_(old)).execution_options(synchronize_session=False)
    session.execute(waiting.values(state="dropped", error="too old"))
