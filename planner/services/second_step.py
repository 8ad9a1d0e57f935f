"""Between the password and the product: the second factor of somebody who has one."""

from sqlalchemy.orm import Session

from planner.kernel.i18n import Text
from planner.services import attempts, passkeys, recovery_codes, totp
from planner.services.audit import Event, record
from planner.services.house import House
from planner.services.second_factor import FACTOR, standing
from planner.services.sign_in import Half, SignIn, go_in

WRONG = Text("验证码或恢复码不对，也可能已经用过。", "This code is wrong, or was used already.")
NO_PASSKEY = Text("通行密钥没有通过，请再试一次。", "The passkey was not accepted; please try again.")
WAIT = Text("试的次数太多了，请 15 分钟后再来。", "Too many tries. Please come back in 15 minutes.")


def try_code(session: Session, house: House, waiting: Half, typed: str) -> SignIn:
    """A code of the app, or a recovery code. A failed try is counted, so this returns what went wrong: the caller commits either way."""
    person = waiting.actor.person_id
    if not _may_try(session, house, waiting):
        return SignIn(None, WAIT)
    if totp.use(session, house, person, typed):
        return _in(session, house, waiting, "totp")
    if not totp.looks_like_one(typed) and recovery_codes.use(session, house, person, typed):
        attempts.note(session, house, "password", True, _subject(person))
        return go_in(session, house, waiting, "recovery", left=standing(session, person).codes)
    return _failed(session, house, waiting, "totp", WRONG)


def try_passkey(session: Session, house: House, waiting: Half, credential: str) -> SignIn:
    """The browser's answer to the challenge of this half session; counted and committed like a code."""
    if not _may_try(session, house, waiting):
        return SignIn(None, WAIT)
    if passkeys.use(session, house, waiting.actor.person_id, waiting.token, credential[:20_000]):
        return _in(session, house, waiting, "passkey")
    return _failed(session, house, waiting, "passkey", NO_PASSKEY)


def _may_try(session: Session, house: House, waiting: Half) -> bool:
    """One try after the other, so that those at the same moment are all counted."""
    subject = _subject(waiting.actor.person_id)
    attempts.hold(session, subject)
    return waiting.waits_for == FACTOR and attempts.tries_left(session, house, "password", subject) > 0


def _in(session: Session, house: House, waiting: Half, factor: str) -> SignIn:
    attempts.note(session, house, "password", True, _subject(waiting.actor.person_id))
    return go_in(session, house, waiting, factor)


def _failed(session: Session, house: House, waiting: Half, factor: str, problem: Text) -> SignIn:
    attempts.note(session, house, "password", False, _subject(waiting.actor.person_id))
    record(session, house, Event.FACTOR_FAILED, waiting.actor, factor=factor)
    return SignIn(None, problem)


def _subject(person_id: int) -> str:
    """Counted like a password, for whoever knows that already."""
    return f"factor:{person_id}"
