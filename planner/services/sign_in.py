"""Passwords and server-side sessions: sign-out, role change and disabling take effect at once."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Select, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from planner.kernel.errors import NotFound, Stale
from planner.kernel.i18n import Text
from planner.kernel.ids import token as new_token
from planner.models import Person, SignInSession
from planner.models.engine import rows_met
from planner.services import attempts, in_force, second_factor
from planner.services.actor import Actor, actor_for, actor_from, actor_rows, day_of
from planner.services.audit import Event, record
from planner.services.columns import ask
from planner.services.house import ABSOLUTE as ABSOLUTE
from planner.services.house import IDLE as IDLE
from planner.services.house import House

HALF = timedelta(minutes=10)
"""Between the password and the second factor."""
LONGEST = 1000
"""Characters of a password that are looked at; a longer one fits nobody."""
TOUCH_EVERY = timedelta(minutes=1)

_HASHER = PasswordHasher()

_OVER = Text("这次登录已经结束，请重新登录。", "This sign-in has ended; please sign in again.")
WRONG = Text("工号、邮箱或密码不对。", "Employee number, e-mail or password is wrong.")


@dataclass(frozen=True, slots=True)
class SignIn:
    """Outcome of a try: a token for the cookie, or what to tell the person.

    :param waits_for: "" when the person is in; else the token opens nothing but that step: `second_factor.FACTOR` or `SETUP`
    :param person_id: who has come, 0 for nobody
    """

    token: str | None
    problem: Text | None = None
    waits_for: str = ""
    person_id: int = 0


def hash_password(password: str) -> str:
    """An argon2id hash with the library's recommended cost."""
    return _HASHER.hash(password)


@cache
def _decoy() -> str:
    """A hash nobody's password matches, so that an unknown account takes as long as a wrong password."""
    return _HASHER.hash(new_token())


def password_fits(person: Person | None, password: str) -> bool:
    """True when it is this person's password; takes the same time for nobody."""
    decoy = _decoy()  # made by the first try of a process, whoever it is for
    try:
        _HASHER.verify(person.password_hash if person else decoy, password[:LONGEST])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return person is not None and len(password) <= LONGEST


def try_sign_in(session: Session, house: House, *, login: str, password: str, address: str, device: str = "", before: str = "") -> SignIn:
    """Sign somebody in by e-mail or employee number.

    A failed try is counted, so this returns what went wrong instead of raising: the caller commits either way.

    :param address: network address of the request
    :param device, before: as `open_session` takes them
    """
    login = login.strip().lower()[:180]
    person = session.scalar(select(Person).where(or_(Person.email == login, func.lower(Person.employee_number) == login)))
    account = person.email if person else login
    attempts.hold(session, f"account:{account}", f"address:{address}")
    subjects = attempts.door_subjects(session, house, account, address)
    if any(attempts.tries_left(session, house, "password", subject) == 0 for subject in subjects):
        return SignIn(None, Text("试的次数太多了，请 15 分钟后再来。", "Too many tries. Please come back in 15 minutes."))
    if not password_fits(person, password) or person is None or not person.active or not house.password_counts(person.email):
        attempts.note(session, house, "password", False, *subjects)
        record(session, house, Event.SIGN_IN_FAILED, None, login=hashlib.sha256(login.encode()).hexdigest()[:16], address=address)
        return SignIn(None, WRONG)
    attempts.came_in(session, house, account, address)
    return open_session(session, house, person, address, device=device, before=before)


def open_session(
    session: Session, house: House, person: Person, address: str, *, device: str = "", before: str = "", proved: bool = False, **how: str
) -> SignIn:
    """A new session of somebody who has shown who they are, by password or by a company account; both doors lead through here.

    Whoever has a second factor, or must have one, gets a session that opens that step alone; `go_in` makes it a whole one.

    :param device: what the browser calls itself
    :param before: token the browser came with; it ends here, so that no session outlives the next sign-in
    :param proved: who vouches for the person has seen a second factor already
    :param how: said in the trail: by what they showed it, where that was no password
    """
    actor = actor_for(session, person.id, address, now=house.clock())
    waits_for = "" if proved else second_factor.missing(session, actor)
    leave(session, house, before)
    token = new_session(session, house, person.id, device, waits_for)
    if not waits_for:
        record(session, house, Event.SIGN_IN, actor, "", **how)
    return SignIn(token, waits_for=waits_for, person_id=person.id)


@dataclass(frozen=True, slots=True)
class Half:
    """Somebody whose password was right and who is not in yet. Never an actor of a request: nothing but the next step knows them."""

    actor: Actor
    token: str
    waits_for: str
    device: str


def half(session: Session, house: House, token: str, address: str) -> Half | None:
    """Who stands between the password and the product with this token; None after ten minutes, and for everybody else."""
    row, now = session.get(SignInSession, token_digest(token)), house.clock()
    if row is None or not row.waits_for or row.ended_at is not None or now - row.created_at > HALF:
        return None
    try:
        return Half(actor_for(session, row.person_id, address, now=now), token, row.waits_for, row.device)
    except NotFound:  # disabled meanwhile
        return None


def go_in(session: Session, house: House, waiting: Half, factor: str, **more: str | int) -> SignIn:
    """Make a half session a whole one, under a new token; the old one opens nothing any more.

    :param factor: what was shown or set up: totp, passkey or recovery
    :raises Stale: it ended while the factor was looked at: used already, or the person was shut out
    """
    row = session.get(SignInSession, token_digest(waiting.token), with_for_update=True, populate_existing=True)
    if row is None or row.ended_at is not None:
        raise Stale(_OVER)
    row.ended_at = house.clock()
    token = new_session(session, house, waiting.actor.person_id, waiting.device, "")
    record(session, house, Event.SIGN_IN, waiting.actor, "", factor=factor, **more)
    return SignIn(token, person_id=waiting.actor.person_id)


def new_session(session: Session, house: House, person_id: int, device: str, waits_for: str) -> str:
    """A session of somebody, as open as `waits_for` says; its token, which is kept nowhere."""
    token, now = new_token(), house.clock()
    row = SignInSession(token_sha256=token_digest(token), person_id=person_id, created_at=now, last_seen_at=now, waits_for=waits_for)
    row.device = device[:200]
    session.add(row)
    session.flush()
    return token


def renew(session: Session, house: House, token: str) -> str:
    """The same session under a new token, as after everything that proves somebody anew; the old one opens nothing any more."""
    old, now = session.get_one(SignInSession, token_digest(token)), house.clock()
    fresh, old.ended_at = new_session(session, house, old.person_id, old.device, old.waits_for), now
    row = session.get_one(SignInSession, token_digest(fresh))
    row.created_at, row.confirmed_at, row.signing_since = old.created_at, old.confirmed_at, old.signing_since
    return fresh


def leave(session: Session, house: House, token: str) -> None:
    """End a session that nobody hears of: a half one, or the one before a new one."""
    row = session.get(SignInSession, token_digest(token)) if token else None
    if row is not None and row.ended_at is None:
        row.ended_at = house.clock()


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who comes with a cookie.

    :param touch: `touch` would write that the session is in use; asked here, so that reading a page takes no write lock
    """

    actor: Actor
    touch: bool


def visit(session: Session, house: House, token: str, address: str) -> Visit | None:
    """Who is behind a cookie, in one query (two for somebody who acts for others); None when the session ended, was idle too long, or is too old (`House.idle`, `House.absolute`)."""
    now = house.clock()
    rows = ask(session, _behind(), {"token": token_digest(token), "today": day_of(now)}).all()
    actor = actor_from(session, rows, day_of(now), address)
    if actor is None:
        return None
    kept = rows[0]
    in_force.note(session, kept)
    if kept.ended_at is not None or now - kept.last_seen_at > house.idle or now - kept.created_at > house.absolute:
        return None
    return Visit(actor, now - kept.last_seen_at > TOUCH_EVERY)


@cache
def _behind() -> Select[Any]:
    """The roles of a cookie's person, and what is in force, because nearly every page needs both; built once."""
    return (
        actor_rows()
        .add_columns(SignInSession.created_at, SignInSession.last_seen_at, SignInSession.ended_at, *in_force.COLUMNS)
        .join(SignInSession, SignInSession.person_id == Person.id)
        .where(SignInSession.token_sha256 == bindparam("token"), SignInSession.waits_for == "")
    )


def resume(session: Session, house: House, token: str, address: str) -> Actor | None:
    """The person of a `visit`."""
    found = visit(session, house, token, address)
    return found.actor if found else None


def touch(session: Session, house: House, token: str) -> bool:
    """Note that a session is in use; True when a minute has passed since the last note and one was written."""
    now = house.clock()
    stale = update(SignInSession).where(SignInSession.token_sha256 == token_digest(token), SignInSession.last_seen_at < now - TOUCH_EVERY)
    return bool(rows_met(session, stale.values(last_seen_at=now)))


def sign_out(session: Session, house: House, token: str, actor: Actor | None = None) -> None:
    """End one session; a cookie kept from it opens nothing any more."""
    row = session.get(SignInSession, token_digest(token))
    if row is not None and row.ended_at is None:
        row.ended_at = house.clock()
        record(session, house, Event.SIGN_OUT, actor)


def sign_out_everywhere(session: Session, house: House, actor: Actor) -> None:
    """End every session of a person."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.person_id == actor.person_id, SignInSession.ended_at.is_(None))
        .values(ended_at=house.clock())
    )
    record(session, house, Event.SIGN_OUT, actor, everywhere=True)


def set_language(session: Session, actor: Actor, language: str) -> None:
    """Remember the language a person chose: zh or en; anything else is left aside."""
    if language in ("zh", "en"):
        session.execute(update(Person).where(Person.id == actor.person_id).values(language=language))


def token_digest(token: str) -> str:
    """What the session table holds of a cookie's token."""
    return hashlib.sha256(token.encode()).hexdigest()
