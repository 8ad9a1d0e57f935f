"""Codes on paper for the day the phone is gone: ten, shown once, each good once."""

import hmac
import secrets

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from planner.kernel.ids import CROCKFORD, tidy_verify_code
from planner.models import RecoveryCode
from planner.models.engine import rows_met
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.house import House

HOW_MANY = 10
LETTERS = 12
"""Letters of a code: 60 random bits."""


def make(session: Session, house: House, actor: Actor) -> list[str]:
    """Ten new codes; those of before count no more. They are shown now and kept nowhere."""
    codes = ["-".join("".join(secrets.choice(CROCKFORD) for _ in range(4)) for _ in range(LETTERS // 4)) for _ in range(HOW_MANY)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == actor.person_id))
    session.add_all(RecoveryCode(person_id=actor.person_id, digest=_digest(house, actor.person_id, code)) for code in codes)
    session.flush()
    record(session, house, Event.FACTOR_CODES, actor, count=HOW_MANY)
    return codes


def use(session: Session, house: House, person_id: int, typed: str) -> bool:
    """True when this is a code of theirs that was not used yet; it is used from now on."""
    theirs = RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    asked = RecoveryCode.digest == _digest(house, person_id, tidy_verify_code(typed))
    return bool(rows_met(session, update(RecoveryCode).where(*theirs, asked).values(used_at=house.clock())))


def _digest(house: House, person_id: int, code: str) -> str:
    return hmac.digest(house.key_secret, f"recovery:{person_id}:{code}".encode(), "sha256").hex()
