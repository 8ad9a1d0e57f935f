"""A second factor beside the password: what somebody has, whether the company wants one of them, and taking it back."""

from dataclasses import dataclass

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from planner.kernel.errors import NotAllowed
from planner.kernel.i18n import Text
from planner.models import Passkey, RecoveryCode, TotpSecret
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.house import House
from planner.services.policy import policy_in_force

FACTOR = "factor"
"""What a session waits for: the second factor of somebody who has one."""
SETUP = "setup"
"""What a session waits for: that somebody who must have a second factor sets one up."""

_LAST = Text(
    "公司要求你的角色用两步验证，至少留一种。想换的话，先加新的，再删这一个。",
    "The company asks for a second factor in your role, so one has to stay. To change it, add the new one first.",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody has.

    :param codes: recovery codes not used yet
    """

    totp: TotpSecret | None
    passkeys: tuple[Passkey, ...]
    codes: int

    @property
    def any(self) -> bool:
        """True with a code app or a passkey; recovery codes alone are none."""
        return self.totp is not None or bool(self.passkeys)


def standing(session: Session, person_id: int) -> Standing:
    """What somebody has set up."""
    left = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return Standing(
        session.get(TotpSecret, person_id),
        tuple(session.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id))),
        session.scalar(left) or 0,
    )


def kinds(session: Session, person_id: int) -> tuple[bool, bool]:
    """Whether there is a code app, and whether there is a passkey, in one query."""
    totp, passkey = exists().where(TotpSecret.person_id == person_id), exists().where(Passkey.person_id == person_id)
    row = session.execute(select(totp, passkey)).one()
    return bool(row[0]), bool(row[1])


def has_any(session: Session, person_id: int) -> bool:
    """True with a code app or a passkey."""
    return any(kinds(session, person_id))


def needed(session: Session, actor: Actor) -> bool:
    """True when the company policy asks for a second factor in a role that this person has, or acts in for somebody."""
    held = actor.roles | {lent.role for lent in actor.lent}
    return any(role.value in policy_in_force(session).second_factor_roles for role in held)


def missing(session: Session, actor: Actor) -> str:
    """What still stands between a right password and the product: `FACTOR`, `SETUP`, or "" for nothing."""
    if has_any(session, actor.person_id):
        return FACTOR
    return SETUP if needed(session, actor) else ""


def remove_totp(session: Session, house: House, actor: Actor) -> None:
    """Take the own code app away.

    :raises NotAllowed: it is the last factor of somebody who must have one
    """
    row = session.get(TotpSecret, actor.person_id)
    if row is not None:
        _remove(session, house, actor, row, "totp")


def remove_passkey(session: Session, house: House, actor: Actor, number: int) -> None:
    """Take one of the own passkeys away; somebody else's is not there.

    :raises NotAllowed: as `remove_totp`
    """
    row = session.get(Passkey, number) if 0 < number < 2**31 else None
    if row is not None and row.person_id == actor.person_id:
        _remove(session, house, actor, row, "passkey")


def forget(session: Session, person_id: int) -> bool:
    """Take back everything somebody set up; False when there was nothing."""
    found = has_any(session, person_id)
    for table in (TotpSecret, Passkey, RecoveryCode):
        session.execute(delete(table).where(table.person_id == person_id))
    return found


def _remove(session: Session, house: House, actor: Actor, row: TotpSecret | Passkey, kind: str) -> None:
    now = standing(session, actor.person_id)
    last = len(now.passkeys) + (now.totp is not None) == 1
    if last and needed(session, actor):
        raise NotAllowed(_LAST)
    session.delete(row)
    session.flush()
    if last:
        forget(session, actor.person_id)  # codes that recover nothing
    record(session, house, Event.FACTOR_REMOVE, actor, factor=kind)
