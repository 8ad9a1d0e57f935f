"""One-time links by which somebody sets their own password and signing PIN."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotAllowed, NotFound
from planner.kernel.i18n import Text
from planner.kernel.ids import token as new_token
from planner.models import Certificate, Invitation, Person
from planner.services import pins
from planner.services.actor import Actor, actor_for
from planner.services.administration import begin, found, kept
from planner.services.administration_people import end_sessions
from planner.services.audit import Event, in_turn, record
from planner.services.house import House, Transaction
from planner.services.people import SHORTEST_PASSWORD
from planner.services.sign_in import hash_password, token_digest
from planner.signing.keys import check_pin

LASTS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Standing:
    """The last invitation of a person.

    :param state: open | used | over
    """

    state: str
    at: datetime
    expires_at: datetime


def invite(session: Session, house: House, actor: Actor, subject: int) -> str:
    """Make a link's token for somebody; it is returned once and kept nowhere. Earlier links stop working.

    For somebody who has joined already the password counts no more from now on and the signing key is
    retired, so that whoever opens the link cannot sign as them with what they knew.

    :raises NotAllowed: oneself, or somebody disabled
    """
    begin(session, actor)
    person, now = found(session, Person, subject), house.clock()
    if person.id == actor.person_id:
        raise NotAllowed(
            Text("自己的密码不能这样换，请另一位管理员来做。", "Your own password is not replaced like this; ask another administrator.")
        )
    if not person.active:
        raise NotAllowed(Text("这个人已经停用，先恢复再发链接。", "This person is disabled; let them in again first."))
    session.execute(update(Invitation).where(Invitation.person_id == subject, Invitation.closed_at.is_(None)).values(closed_at=now))
    again = joined(session, subject)
    if again:
        person.password_hash = hash_password(new_token())
        end_sessions(session, house, subject)
        session.execute(update(Certificate).where(Certificate.person_id == subject, Certificate.state == "active").values(state="retired"))
    token = new_token()
    row = Invitation(
        person_id=subject, token_sha256=token_digest(token), made_by_id=actor.person_id, at=now, expires_at=now + LASTS, closed_at=None
    )
    session.add(row)
    session.flush()
    after = {"link": local_date(row.expires_at).isoformat(), "again": again}
    kept(session, house, actor, Event.PERSON_INVITE, person, {}, after, invitation=row.id, again=again)
    return token


def joined(session: Session, subject: int) -> bool:
    """True for somebody who has a password of their own: not invited by a link, or the link was used."""
    ever = session.scalars(select(Invitation.used).where(Invitation.person_id == subject)).all()
    return not ever or any(ever)


def standing(session: Session, house: House, subject: int) -> Standing | None:
    """How the last invitation of a person stands; None when there was none."""
    row = session.scalar(select(Invitation).where(Invitation.person_id == subject).order_by(Invitation.id.desc()).limit(1))
    if row is None:
        return None
    state = "used" if row.used else "open" if row.closed_at is None and row.expires_at > house.clock() else "over"
    return Standing(state, row.at, row.expires_at)


def whose(session: Session, house: House, token: str) -> Person:
    """Who may use a link.

    :raises NotFound: used, replaced, too old, or never ours; all look the same
    """
    row = _open(session, house, token)
    if row is None or not row.person.active:
        raise NotFound(_GONE)
    return row.person


def accept(transaction: Transaction, house: House, token: str, *, password: str, pin: str, address: str) -> None:
    """Set password and PIN; the link counts no more. Hashing and making the key happen outside the transaction that uses it up.

    :raises NotFound: the link does not count
    :raises Invalid: password or PIN are not acceptable
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid({"password": Text(f"密码至少 {SHORTEST_PASSWORD} 位。", f"A password has at least {SHORTEST_PASSWORD} characters.")})
    if len(password) > 1000:
        raise Invalid({"password": Text("密码太长了。", "This password is too long.")})
    check_pin(pin)
    password_hash = hash_password(password)
    with transaction() as session:
        in_turn(session)
        row = _open(session, house, token, hold=True)
        if row is None or not row.person.active:
            raise NotFound(_GONE)
        row.closed_at, row.used = house.clock(), True
        row.person.password_hash = password_hash
        end_sessions(session, house, row.person_id)
        session.flush()
        actor = actor_for(session, row.person_id, address)
        record(session, house, Event.PERSON_JOIN, actor, invitation=row.id)
    pins.set_pin(transaction, house, actor, password=password, pin=pin)


_GONE = Text(
    "这个链接已经用过，或者过期了。请管理员再发一个。", "This link was used already or has expired. Ask your administrator for a new one."
)


def _open(session: Session, house: House, token: str, *, hold: bool = False) -> Invitation | None:
    query = select(Invitation).where(
        Invitation.token_sha256 == token_digest(token), Invitation.closed_at.is_(None), Invitation.expires_at > house.clock()
    )
    return session.scalar(query.with_for_update().execution_options(populate_existing=True) if hold else query)
