"""One-time links by which somebody sets their own password and signing PIN, mailed where mails leave."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotAllowed, NotFound
from planner.kernel.i18n import Text
from planner.kernel.ids import token as new_token
from planner.models import Certificate, CompanyChange, Invitation, Mail, Notice, Person
from planner.services import passwords, pins
from planner.services.actor import Actor, actor_for
from planner.services.administration import begin, found, kept
from planner.services.administration_people import end_sessions
from planner.services.audit import Event, in_turn, record
from planner.services.house import House, Transaction
from planner.services.notice_kinds import Kind
from planner.services.notices import notify
from planner.services.sign_in import hash_password, token_digest
from planner.signing.keys import check_pin

LASTS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Standing:
    """The last invitation of a person.

    :param state: open | used | over
    :param mail: waiting | sending | sent | failed | dropped; empty where it was not mailed
    :param why: what the mail server said to a mail that failed
    """

    state: str
    at: datetime
    expires_at: datetime
    mail: str = ""
    why: str = ""


def invite(session: Session, house: House, actor: Actor, subject: int) -> str:
    """Make a link's token for somebody, and mail it where mails leave; the token is kept nowhere. Earlier links stop working.

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
    _close(session, subject, now)
    again = joined(session, subject)
    if again:
        person.password_hash = hash_password(new_token())
        end_sessions(session, house, subject)
        session.execute(update(Certificate).where(Certificate.person_id == subject, Certificate.state == "active").values(state="retired"))
    row, token = _make(session, house, subject, by=actor.person_id)
    last_day = local_date(row.expires_at).isoformat()
    kept(session, house, actor, Event.PERSON_INVITE, person, {}, {"link": last_day, "again": again}, invitation=row.id, again=again)
    if house.mails:
        kind, key = Kind.INVITED_AGAIN if again else Kind.INVITED, _key(row)
        notify(session, house, kind, [subject], key=key, by=actor.person_id, seen=True, until_on=last_day, invitation=row.id)
    return token


def from_the_machine(session: Session, house: House, person: Person) -> str:
    """The address of a link for somebody whom the person at the machine lets in; it is shown there, and no mail leaves."""
    _close(session, person.id, house.clock())
    row, token = _make(session, house, person.id, by=person.id)
    record(session, house, Event.PERSON_INVITE, None, person=person.id, invitation=row.id)
    return f"{house.public_url}/invitation/{token}"


def withdraw(session: Session, house: House, actor: Actor, subject: int) -> None:
    """End the open link of somebody; a mail that brings it does not leave any more.

    :raises Invalid: there is none
    """
    begin(session, actor)
    person = found(session, Person, subject)
    if _close(session, subject, house.clock()) == 0:
        raise Invalid({"link": Text("没有等着用的链接。", "No link is open.")})
    kept(session, house, actor, Event.PERSON_UNINVITE, person, {"link": True}, {"link": False})


def link_path(session: Session, house: House, number: int) -> str | None:
    """Where the link of an invitation leads, for the mail that brings it; None when it counts no more."""
    row = session.get(Invitation, number)
    if row is None or row.closed_at is not None or row.expires_at <= house.clock():
        return None
    return f"/invitation/{_token(house, row.salt)}"


def joined(session: Session, subject: int) -> bool:
    """True for somebody who has a password of their own: a link was used, or they were entered with one at the machine."""
    if session.scalar(select(Invitation.id).where(Invitation.person_id == subject, Invitation.used).limit(1)) is not None:
        return True
    entered = CompanyChange.kind == "person", CompanyChange.subject_id == subject, CompanyChange.act == "create"
    return session.scalar(select(CompanyChange.id).where(*entered).limit(1)) is None


def standing(session: Session, house: House, subject: int) -> Standing | None:
    """How the last invitation of a person stands; None when there was none."""
    row = session.scalar(select(Invitation).where(Invitation.person_id == subject).order_by(Invitation.id.desc()).limit(1))
    if row is None:
        return None
    state = "used" if row.used else "open" if row.closed_at is None and row.expires_at > house.clock() else "over"
    mail = session.execute(select(Mail.state, Mail.error).join(Notice).where(Notice.key == f"{_key(row)}:{subject}")).first()
    return Standing(state, row.at, row.expires_at, *(mail or ("", "")))


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
    with transaction() as session:
        problem = passwords.unfit(house, whose(session, house, token), password)
    if problem is not None:
        raise Invalid({"password": problem})
    ours = house.signing_provider is None  # else the PIN is set at the provider, and the credential confirmed once one is in
    if ours:
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
    if ours:
        pins.set_pin(transaction, house, actor, password=password, pin=pin, by_link=True)


def _make(session: Session, house: House, subject: int, *, by: int) -> tuple[Invitation, str]:
    """A new link and its token, which is kept nowhere."""
    now, salt = house.clock(), token_hex(16)
    token = _token(house, salt)
    row = Invitation(person_id=subject, token_sha256=token_digest(token), salt=salt, made_by_id=by, at=now, expires_at=now + LASTS)
    session.add(row)
    session.flush()
    return row, token


def _token(house: House, salt: str) -> str:
    """A token of 256 bits: with the row alone nobody can make it, and the mail can be written again without keeping it.

    Letters and digits alone, since mail programs leave a dash at the end out of a link.
    """
    return hmac.digest(house.key_secret, f"invitation:{salt}".encode(), "sha256").hex()


def _key(row: Invitation) -> str:
    return f"invitation:{row.id}"


def _close(session: Session, subject: int, now: datetime) -> int:
    """How many links were open."""
    rows = session.scalars(select(Invitation).where(Invitation.person_id == subject, Invitation.closed_at.is_(None))).all()
    for row in rows:
        row.closed_at = now
    session.flush()
    return sum(row.expires_at > now for row in rows)


_GONE = Text(
    "这个链接已经用过，或者过期了。请管理员再发一个。", "This link was used already or has expired. Ask your administrator for a new one."
)


def _open(session: Session, house: House, token: str, *, hold: bool = False) -> Invitation | None:
    query = select(Invitation).where(
        Invitation.token_sha256 == token_digest(token), Invitation.closed_at.is_(None), Invitation.expires_at > house.clock()
    )
    return session.scalar(query.with_for_update().execution_options(populate_existing=True) if hold else query)
