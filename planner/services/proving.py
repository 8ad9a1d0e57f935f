"""Showing once more that it is you: before a second factor or the password is changed, and at the first signature of a sitting."""

from datetime import timedelta

from sqlalchemy.orm import Session

from planner.kernel.errors import NotAllowed, NotFound
from planner.kernel.i18n import Text
from planner.models import Confirmation, Person, SignInSession
from planner.services import attempts, passkeys, second_factor, totp
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.house import House, Transaction
from planner.services.sign_in import password_fits, token_digest

FRESH = timedelta(minutes=5)
"""So long after signing in, or after the last time they showed it, nobody is asked again."""

WRONG = Text("密码或验证码不对。", "This password or code is wrong.")


def fresh(session: Session, house: House, token: str) -> bool:
    """True when the person of a session has shown a moment ago that it is them."""
    row = session.get(SignInSession, token_digest(token))
    if row is None or row.ended_at is not None or row.waits_for:
        return False
    return house.clock() - max(row.created_at, row.confirmed_at or row.created_at) <= FRESH


def fits(transaction: Transaction, house: House, person: Person, typed: str) -> bool:
    """True for the password, and for a code of the person's app that was not used yet; hashing happens outside any transaction.

    :param person: as it was read, in no session any more
    """
    if totp.looks_like_one(typed):
        with transaction() as session:
            if totp.use(session, house, person.id, typed):
                return True
    return password_fits(person, typed) and house.password_counts(person.email)


def confirm(transaction: Transaction, house: House, actor: Actor, token: str, typed: str, code: str | None = None) -> None:
    """Ask once more who somebody is; wrong answers are counted with those at the door.

    For whoever has a second factor one answer is enough for one act, but not to change passwords and factors:
    the session counts as `fresh` only after everything they have.

    :param typed: the password, or a code of the app
    :param code: given where nothing less than the password and a code of the app will do, "" by somebody who has no app
    :raises NotAllowed: wrong
    :raises Locked: wrong too often
    """
    with transaction() as session:
        account = attempts.door_subjects(session, house, actor.email, actor.address)[0]
        attempts.reserve(session, house, "password", account)
        person, has_factor = session.get(Person, actor.person_id), second_factor.has_any(session, actor.person_id)
        if person is None:
            raise NotFound
        session.expunge(person)
    if code is None or not has_factor:
        good = fits(transaction, house, person, typed)
    else:
        good = password_fits(person, typed) and house.password_counts(person.email)
        with transaction() as session:
            good = good and totp.use(session, house, person.id, code)
    if not good:
        raise NotAllowed(WRONG)
    with transaction() as session:
        attempts.note(session, house, "password", True, account)
        if code is not None or not has_factor:
            _note(session, house, token)


def confirm_by_passkey(session: Session, house: House, actor: Actor, token: str, credential: str, purpose: str = "") -> bool:
    """The same by a passkey, which stands for both: the device, and the finger or PIN that opens it. The caller commits either way, since the challenge is used up.

    :param purpose: digest of a text to be signed: then it counts in place of the password for that one signature, and for nothing else
    """
    good = passkeys.use(session, house, actor.person_id, token, credential)
    if good and purpose:
        session.add(Confirmation(session_sha256=token_digest(token), purpose=purpose, at=house.clock()))
        session.flush()
        record(session, house, Event.FACTOR_CONFIRM, actor, factor="passkey", purpose=purpose[:16])
    elif good:
        _note(session, house, token)
    return good


def _note(session: Session, house: House, token: str) -> None:
    row = session.get(SignInSession, token_digest(token))
    if row is not None and row.ended_at is None:
        row.confirmed_at = house.clock()
