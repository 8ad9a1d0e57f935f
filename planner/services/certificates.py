"""Certificates as administrators look after them: whose, until when, in what standing; the authorities behind them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cryptography import x509
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from planner.kernel.clock import local_date
from planner.kernel.errors import NotFound, PlannerError
from planner.kernel.i18n import Text
from planner.models import Authority, Certificate, Person, Plan, Revision, SignatureRow
from planner.services.actor import Actor
from planner.services.authority import certificates_above, company_authority, list_address
from planner.services.certificate_life import DAYS_AHEAD, in_doubt
from planner.services.house import House
from planner.signing.authority import from_pem
from planner.signing.issuer import issued
from planner.workflow import Role, State

PAGE = 50


class Standing(StrEnum):
    """How a certificate stands today."""

    GOOD = "good"
    ENDING = "ending"  # within the longest of the alarms
    OVER = "over"
    RETIRED = "retired"  # its owner has another one, or none; what it signed counts
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate of a person.

    :param days: until it ends, negative after that
    :param alarm: the stage of the alarm that holds: 60, 30 or 7 days; 0 for none
    :param credential: what the signing provider that keeps its key calls it, empty for a key kept here
    """

    person_id: int
    name: str
    employee_number: str
    active: bool
    serial: str
    issued_at: datetime
    not_after: datetime
    revoked_at: datetime | None
    standing: Standing
    days: int
    alarm: int
    credential: str = ""


@dataclass(frozen=True, slots=True)
class Issuing:
    """An authority that certifies people, or did.

    :param above: names of the certificates above it, the root last
    :param given: its key is the company's, in a file or token
    :param certifies: people get certificates of it today
    :param list_at: when a given one signed its list, None for one of our own, which signs anew whenever it is asked
    """

    name: str
    serial: str
    above: tuple[str, ...]
    given: bool
    certifies: bool
    not_after: datetime
    days: int
    alarm: int
    list_address: str
    list_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an administrator looks for.

    :param state: "" for those in use, `ending`, `revoked` or `retired`
    """

    words: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of certificates, those that end first in front."""

    rows: tuple[Held, ...]
    total: int
    page: int
    pages: int


def held(session: Session, house: House, actor: Actor, wanted: Wanted, page: int = 1) -> Found:
    """Certificates of people.

    :raises NotFound: not an administrator
    """
    _only(actor)
    query = select(Certificate).join(Person, Person.id == Certificate.person_id).where(*_conditions(house, wanted))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    order = Certificate.revoked_at.desc() if wanted.state == "revoked" else Certificate.not_after
    rows = session.scalars(
        query.order_by(order, Certificate.id).offset((page - 1) * PAGE).limit(PAGE).options(joinedload(Certificate.person))
    )
    return Found(tuple(_held(row, house) for row in rows), total, page, pages)


def _conditions(house: House, wanted: Wanted) -> list[ColumnElement[bool]]:
    state = wanted.state if wanted.state in ("revoked", "retired") else "active"
    found: list[ColumnElement[bool]] = [Certificate.state == state]
    if wanted.state == "ending":
        found.append(Certificate.not_after <= house.clock() + timedelta(days=max(DAYS_AHEAD)))
    words = wanted.words.split()
    return found + [
        or_(Person.name.contains(word, autoescape=True), Person.employee_number.contains(word, autoescape=True)) for word in words
    ]


def one(session: Session, house: House, actor: Actor, serial: str) -> Held:
    """A single certificate.

    :raises NotFound: there is none, or not an administrator
    """
    return _held(held_row(session, actor, serial), house)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature on a plan in force.

    :param counts: False when its certificate is revoked from before it
    """

    number: str
    role: str
    at: datetime
    counts: bool


def signed_in_force(session: Session, actor: Actor, serial: str) -> tuple[Signed, ...]:
    """What hangs on a certificate: signatures on plans in force, the newest first.

    :raises NotFound: there is none, or not an administrator
    """
    row = held_row(session, actor, serial)
    query = (
        select(Plan.number, SignatureRow.role, SignatureRow.at)
        .join(Revision, Revision.plan_id == Plan.id)
        .join(SignatureRow, SignatureRow.revision_id == Revision.id)
        .where(SignatureRow.certificate_id == row.id, SignatureRow.void_at.is_(None), Revision.state == State.APPROVED.value)
        .order_by(SignatureRow.at.desc(), Plan.number)
    )
    since = row.revoked_at
    return tuple(Signed(number, role, at, since is None or at < since) for number, role, at in session.execute(query))


def in_doubt_now(session: Session, actor: Actor, serial: str) -> tuple[str, ...]:
    """Plans in force with a signature that no longer counts; () while the certificate is good."""
    row = held_row(session, actor, serial)
    return in_doubt(session, row, row.revoked_at) if row.revoked_at is not None else ()


def authorities(session: Session, house: House) -> list[Issuing]:
    """Every authority the company has had, the one that certifies today first. Call inside a write transaction."""
    current = b"" if trouble(house) else company_authority(session, house).certificate_pem
    rows = list(session.scalars(select(Authority).order_by(Authority.id)))
    found = [_issuing(row, number, house, row.pem == current) for number, row in enumerate(rows, 1)]
    return sorted(found, key=lambda each: not each.certifies)


def trouble(house: House) -> Text | None:
    """Why nobody can be certified right now, None while all is well."""
    try:
        if house.issuer is not None:
            house.issuer()
    except PlannerError as refusal:
        return refusal.message
    return None


def issuer_of(session: Session, serial: str) -> str:
    """The name of the authority that made a certificate, for a page."""
    pem = session.scalar(select(Certificate.pem).where(Certificate.serial == serial))
    certificate = from_pem(pem or b"")
    for above in session.scalars(select(Authority.pem).order_by(Authority.id.desc())):
        if issued(from_pem(above), certificate):
            return _common_name(above)
    return _name_in(certificate.issuer)  # a signing provider's


def _issuing(row: Authority, number: int, house: House, certifies: bool) -> Issuing:
    certificate, above = from_pem(row.pem), certificates_above(row)
    end = min(each.not_valid_after_utc for each in (certificate, *above))
    days = (local_date(end) - local_date(house.clock())).days
    names = tuple(each.subject.rfc4514_string() for each in above)
    serial = f"{certificate.serial_number:x}"
    address = list_address(house, number)
    return Issuing(_common_name(row.pem), serial, names, not row.sealed_key, certifies, end, days, _alarm(days), address, row.crl_at)


def _common_name(pem: bytes) -> str:
    return _name_in(from_pem(pem).subject)


def _name_in(name: x509.Name) -> str:
    return next((str(part.value) for part in name if part.rfc4514_attribute_name == "CN"), name.rfc4514_string())


def _held(row: Certificate, house: House) -> Held:
    person, days = row.person, (local_date(row.not_after) - local_date(house.clock())).days
    alarm = _alarm(days) if row.state == "active" else 0
    if row.state in (Standing.REVOKED, Standing.RETIRED):
        standing = Standing(row.state)
    else:
        standing = Standing.OVER if row.not_after <= house.clock() else Standing.ENDING if alarm else Standing.GOOD
    who = (person.id, person.name, person.employee_number, person.active)
    return Held(*who, row.serial, row.issued_at, row.not_after, row.revoked_at, standing, days, alarm, row.credential or "")


def _alarm(days: int) -> int:
    return min((stage for stage in DAYS_AHEAD if days <= stage), default=0)


def held_row(session: Session, actor: Actor, serial: str) -> Certificate:
    """The row of a certificate.

    :raises NotFound: there is none, or not an administrator
    """
    _only(actor)
    row = session.scalar(select(Certificate).where(Certificate.serial == serial).options(joinedload(Certificate.person)))
    if row is None:
        raise NotFound
    return row


def _only(actor: Actor) -> None:
    if not actor.has(Role.ADMINISTRATOR):
        raise NotFound
