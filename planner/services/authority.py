"""The company's certificate authority, made on first use, and its revocation list."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.kernel.i18n import Text
from planner.models import AuditEvent, Certificate
from planner.models import Authority as AuthorityRow
from planner.services.audit import Event, record
from planner.services.house import House
from planner.signing.authority import Authority, Revocation, from_pem
from planner.signing.refusals import refusal
from planner.signing.stamping import Profile, Stamping


def company_authority(session: Session, house: House) -> Authority:
    """The opened authority; the first call of all makes it. Call inside a write transaction."""
    row = session.scalar(select(AuthorityRow).order_by(AuthorityRow.id.desc()).limit(1))
    if row is not None:
        return Authority.open(row.pem, row.sealed_key, house.key_secret)
    made = Authority.create(house.company, moment=house.clock())
    session.add(AuthorityRow(pem=made.certificate_pem, sealed_key=made.sealed_key(house.key_secret), created_at=house.clock()))
    session.flush()
    record(session, house, Event.AUTHORITY_CREATE, None, serial=f"{made.certificate.serial_number:x}")
    return made


def stamping_of(profile: str, urls: tuple[str, ...], roots: Iterable[bytes]) -> Stamping:
    """What the settings say of signatures and timestamps, opened.

    :param profile: B-B, B-T, B-LT or B-LTA
    :param roots: certificates of timestamp servers, PEM
    :raises Invalid: one of them is no certificate
    """
    try:
        return Stamping(Profile(profile), urls, tuple(from_pem(pem) for pem in roots))
    except ValueError as failure:
        raise refusal("tsa_roots", Text("TSA_ROOTS 里有读不出的证书。", "A certificate of TSA_ROOTS cannot be read.")) from failure


def root_pems(session: Session) -> list[bytes]:
    """Every root the company has had, newest first; public."""
    return list(session.scalars(select(AuthorityRow.pem).order_by(AuthorityRow.id.desc())))


def revocation_list(session: Session, house: House) -> bytes:
    """The signed list of revoked certificates, DER; numbered by the length of the trail, so that it only grows."""
    revoked = session.scalars(select(Certificate).where(Certificate.state == "revoked"))
    entries = [Revocation(int(row.serial, 16), row.revoked_at) for row in revoked if row.revoked_at is not None]
    number = session.scalar(select(func.count()).select_from(AuditEvent)) or 1
    return company_authority(session, house).create_crl(entries, number=number, moment=house.clock())
