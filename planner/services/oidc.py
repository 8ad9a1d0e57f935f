"""Signing in with the company's account: who of ours somebody is there, and its fresh word for a signature.

Nobody comes into being by signing in: people are entered by administrators, and the first sign-in
finds them by the address that the provider has verified. From then on its name for them counts alone.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from planner.kernel.errors import NotAllowed
from planner.kernel.i18n import Text
from planner.models import Confirmation, Identity, Person
from planner.models.engine import rows_met
from planner.services import attempts
from planner.services.actor import Actor
from planner.services.audit import Event, in_turn, record
from planner.services.house import House
from planner.services.oidc_provider import Provider, Said
from planner.services.sign_in import SignIn, open_session, token_digest

PIN = "pin"
"""Purpose of a confirmation by which somebody sets a signing PIN."""
SELF = "self"
"""Purpose of signing in anew, after which second factors may be changed for a while (see proving.py)."""
CONFIRMED_FOR = timedelta(minutes=5)

WAIT = Text("试的次数太多了，请 15 分钟后再来。", "Too many tries. Please come back in 15 minutes.")
_UNVERIFIED = Text(
    "{name}没有给出验证过的邮箱，所以不知道你是谁。请管理员查看{name}的设置。",
    "{name} gave no verified e-mail, so we cannot tell who you are. Ask your administrator to look at its settings.",
)
_UNKNOWN = Text(
    "这个{name}账号在这里没有对应的人。请管理员先把你登记进来。",
    "Nobody here belongs to this account of {name}. Ask your administrator to enter you first.",
)
_TAKEN = Text(
    "你在这里已经和另一个{name}账号连在一起。请管理员处理。",
    "You are linked to another account of {name} already. Ask your administrator.",
)
_SOMEBODY_ELSE = Text(
    "刚才在{name}确认的不是你自己的账号，没有算数。", "The account confirmed with {name} was not your own; it does not count."
)


def must_wait(session: Session, house: House, address: str) -> bool:
    """True while an address has failed too often, by this door and by passwords together."""
    return attempts.tries_left(session, house, "password", f"address:{address}") == 0


def enter(session: Session, house: House, provider: Provider, said: Said, address: str, *, device: str = "", before: str = "") -> SignIn:
    """Begin a session for whom the provider named; a second factor of ours is asked unless its word for one counts.

    A refusal is recorded, so this returns what to tell instead of raising: the caller commits either way.

    :param device, before: as `open_session` takes them
    """
    in_turn(session)
    person, problem, why = _whose(session, house, said)
    if person is None or problem is not None:
        return refuse(session, house, (problem or _UNKNOWN).with_(name=provider.name), why, address)
    proved = provider.trusts_mfa and said.mfa
    return open_session(session, house, person, address, device=device, before=before, proved=proved, by="company")


def refuse(session: Session, house: House, problem: Text, why: str, address: str) -> SignIn:
    """Record that somebody was not let in, and count it for the address together with wrong passwords."""
    attempts.note(session, house, "password", False, f"address:{address}")
    record(session, house, Event.SIGN_IN_FAILED, None, by="company", why=why[:40], address=address)
    return SignIn(None, problem)


def confirm(session: Session, house: House, actor: Actor, provider: Provider, said: Said, token: str, purpose: str) -> None:
    """Keep the provider's fresh word for one purpose in this session.

    :param purpose: `PIN`, or the digest of what is to be signed
    :raises NotAllowed: it was for somebody else
    """
    found = _own(session, actor, provider, said)
    session.add(Confirmation(session_sha256=token_digest(token), purpose=purpose, at=house.clock()))
    session.flush()
    record(session, house, Event.IDENTITY_CONFIRM, actor, identity=found.id, purpose=purpose[:16])


def again(session: Session, house: House, actor: Actor, provider: Provider, said: Said, token: str, device: str) -> SignIn:
    """Sign in anew in place of a session, second factor included: the whole proof that changing factors asks for.

    :raises NotAllowed: it was for somebody else
    """
    _own(session, actor, provider, said)
    return enter(session, house, provider, said, actor.address, device=device, before=token)


def confirmed(session: Session, house: House, token: str | None, purpose: str) -> bool:
    """True while a confirmation for this purpose waits to be used in this session."""
    return token is not None and session.scalar(select(Confirmation.id).where(*_waiting(house, token, purpose)).limit(1)) is not None


def use_up(session: Session, house: House, token: str | None, purpose: str) -> bool:
    """Use the confirmations of this purpose; False where there is none (any more)."""
    if token is None:
        return False
    return bool(rows_met(session, update(Confirmation).where(*_waiting(house, token, purpose)).values(used_at=house.clock())))


def linked(session: Session, provider: Provider | None, person_id: int) -> bool:
    """True for somebody who can confirm with the provider."""
    if provider is None:
        return False
    found = select(Identity.id).where(Identity.person_id == person_id, Identity.issuer == provider.issuer)
    return session.scalar(found) is not None


def unlink(session: Session, house: House, employee_number: str) -> bool:
    """Forget who somebody is at the provider, so that the next sign-in links them anew; at the machine only."""
    person = session.scalar(select(Person).where(Person.employee_number == employee_number.strip().upper()))
    rows = session.scalars(select(Identity).where(Identity.person_id == person.id)).all() if person else []
    for row in rows:
        session.delete(row)
        record(session, house, Event.IDENTITY_UNLINK, None, person=row.person_id, identity=row.id)
    return bool(rows)


def _own(session: Session, actor: Actor, provider: Provider, said: Said) -> Identity:
    found = session.scalar(select(Identity).where(Identity.issuer == said.issuer, Identity.subject == said.subject))
    if found is None or found.person_id != actor.person_id:
        raise NotAllowed(_SOMEBODY_ELSE.with_(name=provider.name))
    return found


def _whose(session: Session, house: House, said: Said) -> tuple[Person | None, Text | None, str]:
    """The person, or what to tell and one word for the trail; links them if this is the first time."""
    known = session.scalar(select(Identity).where(Identity.issuer == said.issuer, Identity.subject == said.subject))
    if known is not None:
        return (known.person, None, "") if known.person.active else (None, _UNKNOWN, "disabled")
    if not said.email:
        return None, _UNVERIFIED, "unverified"
    person = session.scalar(select(Person).where(Person.email == said.email))
    if person is None or not person.active:
        return None, _UNKNOWN, "unknown" if person is None else "disabled"
    if session.scalar(select(Identity.id).where(Identity.person_id == person.id, Identity.issuer == said.issuer)) is not None:
        return None, _TAKEN, "taken"
    row = Identity(person_id=person.id, issuer=said.issuer, subject=said.subject, at=house.clock())
    session.add(row)
    session.flush()
    record(session, house, Event.IDENTITY_LINK, None, person=person.id, identity=row.id)
    return person, None, ""


def _waiting(house: House, token: str, purpose: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Confirmation.session_sha256 == token_digest(token),
        Confirmation.purpose == purpose,
        Confirmation.used_at.is_(None),
        Confirmation.at > house.clock() - CONFIRMED_FOR,
    )
