"""One's own sessions: where one is signed in, signing out elsewhere, and a new password, which ends them all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid, NotFound
from planner.kernel.i18n import Text
from planner.models import Person, SignInSession
from planner.services import attempts, passwords
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.house import House, Transaction
from planner.services.sign_in import SignIn, hash_password, new_session, password_fits, token_digest

_WRONG = Text("登录密码不对。", "The password is wrong.")


@dataclass(frozen=True, slots=True)
class Own:
    """A browser in which one is signed in.

    :param device: what it calls itself, as it said when signing in
    :param here: the one that asks
    """

    device: str
    since: datetime
    seen: datetime
    here: bool


def own(session: Session, house: House, actor: Actor, token: str) -> list[Own]:
    """Where one is signed in now, this browser first, then the one used last."""
    now, mine = house.clock(), token_digest(token)
    query = select(SignInSession).where(
        SignInSession.person_id == actor.person_id,
        SignInSession.ended_at.is_(None),
        SignInSession.waits_for == "",
        SignInSession.last_seen_at >= now - house.idle,
        SignInSession.created_at >= now - house.absolute,
    )
    rows = session.scalars(query.order_by(SignInSession.last_seen_at.desc()))
    found = [Own(row.device, row.created_at, row.last_seen_at, row.token_sha256 == mine) for row in rows]
    return sorted(found, key=lambda one: not one.here)


def end_others(session: Session, house: House, actor: Actor, token: str) -> None:
    """Sign out in every other browser, half sign-ins too; this one stays."""
    others = SignInSession.person_id == actor.person_id, SignInSession.token_sha256 != token_digest(token)
    session.execute(update(SignInSession).where(*others, SignInSession.ended_at.is_(None)).values(ended_at=house.clock()))
    record(session, house, Event.SIGN_OUT, actor, others=True)


def change_password(transaction: Transaction, house: House, actor: Actor, *, old: str, new: str, again: str, device: str) -> SignIn:
    """Give oneself a new password: every session ends, and this browser gets a new one.

    Wrong ones are counted with those at the door; hashing happens outside any transaction.

    :raises Invalid: by `password`, `new_password`, `new_password_again`
    :raises Locked: wrong too often
    """
    if problems := _unfit(house, actor, old, new, again):
        raise Invalid(problems)
    with transaction() as session:
        account = attempts.door_subjects(session, house, actor.email, actor.address)[0]
        attempts.reserve(session, house, "password", account)
        person = session.get(Person, actor.person_id)
        if person is None:
            raise NotFound
        session.expunge(person)
    if not (password_fits(person, old) and house.password_counts(person.email)):
        raise Invalid({"password": _WRONG})
    hashed, now = hash_password(new), house.clock()
    with transaction() as session:
        attempts.note(session, house, "password", True, account)
        session.execute(update(Person).where(Person.id == actor.person_id).values(password_hash=hashed))
        ending = update(SignInSession).where(SignInSession.person_id == actor.person_id, SignInSession.ended_at.is_(None))
        session.execute(ending.values(ended_at=now))
        record(session, house, Event.PASSWORD_SET, actor, person=actor.person_id)
        return SignIn(new_session(session, house, actor.person_id, device, ""), person_id=actor.person_id)


def _unfit(house: House, actor: Actor, old: str, new: str, again: str) -> dict[str, Text]:
    if (problem := passwords.unfit(house, actor, new)) is not None:
        return {"new_password": problem}
    if new == old:
        return {"new_password": Text("新密码和旧的一样。", "The new password is the old one.")}
    if new != again:
        return {"new_password_again": Text("两次输入的密码不一样。", "The two passwords differ.")}
    return {}
