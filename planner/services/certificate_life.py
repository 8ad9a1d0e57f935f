"""Certificates end: alarms before they do, and revocation with a date when a key is in other hands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotFound
from planner.kernel.i18n import Text
from planner.models import Certificate, Person, Plan, Revision, RoleGrant, SignatureRow, SignInSession
from planner.services import authority
from planner.services.actor import Actor
from planner.services.audit import Event, in_turn, record
from planner.services.house import House
from planner.services.notice_kinds import Kind
from planner.services.notices import notify
from planner.services.pins import signs_here
from planner.workflow import Role, State

DAYS_AHEAD = (7, 30, 60)
"""Days before its end at which people hear of a certificate; each stage once."""


def remind_of_ends(session: Session, house: House) -> int:
    """Tell people whose certificate ends soon, and administrators when it is the company's authority. Call in turn.

    :returns: how many notices were written
    """
    now = house.clock()
    last = now + timedelta(days=max(DAYS_AHEAD))
    query = select(Certificate).join(Person, Person.id == Certificate.person_id)
    soon = session.scalars(
        query.where(Certificate.state == "active", signs_here(house), Person.active, Certificate.not_after.between(now, last))
    )
    kind = Kind.CERTIFICATE_ENDING if house.signing_provider is None else Kind.CREDENTIAL_ENDING
    told = sum(_tell(session, house, kind, [one.person_id], one.serial, one.not_after) for one in soon.all())
    issuer = authority.ends(session, house)
    if issuer is not None and now <= issuer[1] <= last:
        told += _tell(session, house, Kind.AUTHORITY_ENDING, _administrators(session), *issuer)
    return told


def _tell(session: Session, house: House, kind: Kind, people: list[int], serial: str, end: datetime) -> int:
    day = local_date(end)
    left = (day - local_date(house.clock())).days
    stage = min((days for days in DAYS_AHEAD if left <= days), default=max(DAYS_AHEAD))
    return notify(session, house, kind, people, key=f"certificate:{serial}:{stage}", n=left, until_on=day.isoformat())


def _administrators(session: Session) -> list[int]:
    query = select(RoleGrant.person_id).join(Person, Person.id == RoleGrant.person_id)
    return list(session.scalars(query.where(Person.active, RoleGrant.role == Role.ADMINISTRATOR.value).distinct()))


@dataclass(frozen=True, slots=True)
class Revoked:
    """What a revocation undid.

    :param plans: numbers of plans in force with a signature that no longer counts
    :param by_provider: a signing provider issued it: it counts no more here, on no list of ours, and only the provider can revoke it
    """

    serial: str
    plans: tuple[str, ...]
    by_provider: bool = False


def revoke(
    session: Session, house: House, actor: Actor | None, person_id: int, since: datetime, serial: str | None = None, why: str = ""
) -> Revoked:
    """Revoke a certificate because its key is, or may be, in other hands.

    What it signed before `since` stays good; later signatures do not count, and the verify page says so at once. The list
    of a given issuer follows with `publish`, outside this transaction.

    :param since: from when on the key is not to be believed; aware, not in the future
    :param serial: of an earlier certificate, hexadecimal; the newest one when None
    :param why: in the words of whoever revokes, kept in the trail
    :raises NotFound: the person has no such certificate
    :raises Invalid: it is revoked from an earlier day already, or the day lies ahead
    """
    in_turn(session)
    query = select(Certificate).where(Certificate.person_id == person_id)
    row = session.scalar((query.where(Certificate.serial == serial) if serial else query.order_by(Certificate.id.desc())).limit(1))
    if row is None:
        raise NotFound
    if since > house.clock():
        raise Invalid({"since": Text("不能从将来的日子起吊销。", "A certificate cannot be revoked from a day ahead.")})
    if row.revoked_at is not None and row.revoked_at <= since:
        raise Invalid({"since": Text("这张证书已经吊销了。", "This certificate is revoked already.")})
    row.state, row.revoked_at = "revoked", since
    session.execute(update(SignInSession).where(SignInSession.person_id == person_id).values(signing_since=None))
    session.flush()
    numbers = in_doubt(session, row, since)
    day = local_date(since).isoformat()
    reason = {"why": why} if why else {}
    record(session, house, Event.KEY_REVOKE, actor, person=person_id, serial=row.serial, from_on=day, n=len(numbers), **reason)
    kind = Kind.CERTIFICATE_REVOKED if row.credential is None else Kind.CREDENTIAL_REVOKED
    notify(session, house, kind, [person_id], key=f"revoked:{row.serial}:{day}", until_on=day)
    return Revoked(row.serial, numbers, row.credential is not None)


def in_doubt(session: Session, certificate: Certificate, since: datetime) -> tuple[str, ...]:
    """Plans in force that carry a signature of this certificate from that moment on."""
    query = select(Plan.number).join(Revision, Revision.plan_id == Plan.id).join(SignatureRow, SignatureRow.revision_id == Revision.id)
    signed = (SignatureRow.certificate_id == certificate.id, SignatureRow.void_at.is_(None), SignatureRow.at >= since)
    return tuple(session.scalars(query.where(*signed, Revision.state == State.APPROVED.value).distinct().order_by(Plan.number)))
