"""The company's certificate authorities, the first made on first use, and their revocation lists."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.kernel.errors import NotFound
from planner.kernel.i18n import Text
from planner.models import AuditEvent, Certificate
from planner.models import Authority as AuthorityRow
from planner.services.audit import Event, in_turn, record
from planner.services.house import House
from planner.signing.authority import Authority, Revocation, from_pem
from planner.signing.refusals import refusal
from planner.signing.stamping import Profile, Stamping


def company_authority(session: Session, house: House) -> Authority:
    """The opened authority that certifies people today; the first call of all makes it. Call inside a write transaction."""
    row = session.scalar(select(AuthorityRow).order_by(AuthorityRow.id.desc()).limit(1))
    return _found(session, house, 1) if row is None else Authority.open(row.pem, row.sealed_key, house.key_secret)


def renew_authority(session: Session, house: House) -> Authority:
    """Make the next root. From now on it certifies; what the earlier ones certified stays good, and their lists go on."""
    in_turn(session)
    company_authority(session, house)
    return _found(session, house, len(_rows(session)) + 1)


def crl_address(session: Session, house: House) -> str:
    """Where the list of the authority that certifies today is served; stands in every certificate it makes."""
    generation = len(_rows(session))
    return f"{house.public_url}/crl" if generation <= 1 else f"{house.public_url}/crl?of={generation}"


def _found(session: Session, house: House, generation: int) -> Authority:
    made = Authority.create(house.company, moment=house.clock(), generation=generation)
    session.add(AuthorityRow(pem=made.certificate_pem, sealed_key=made.sealed_key(house.key_secret), created_at=house.clock()))
    session.flush()
    record(session, house, Event.AUTHORITY_CREATE, None, serial=f"{made.certificate.serial_number:x}")
    return made


def _rows(session: Session) -> list[AuthorityRow]:
    """Every authority, the first one first."""
    return list(session.scalars(select(AuthorityRow).order_by(AuthorityRow.id)))


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


def revocation_lists(session: Session, house: House) -> list[bytes]:
    """The signed list of every authority the company has had, DER, the first one's first."""
    company_authority(session, house)
    return [_list_of(session, house, row) for row in _rows(session)]


def revocation_list(session: Session, house: House, generation: int = 1) -> bytes:
    """The signed list of one authority, DER.

    :param generation: counted from 1
    :raises NotFound: there were not so many
    """
    company_authority(session, house)
    rows = _rows(session)
    if not 1 <= generation <= len(rows):
        raise NotFound
    return _list_of(session, house, rows[generation - 1])


def _list_of(session: Session, house: House, row: AuthorityRow) -> bytes:
    """Numbered by the length of the trail, so that the number only grows; names only what this authority certified."""
    authority = Authority.open(row.pem, row.sealed_key, house.key_secret)
    revoked = session.execute(select(Certificate.serial, Certificate.revoked_at, Certificate.pem).where(Certificate.state == "revoked"))
    entries = [Revocation(int(serial, 16), at) for serial, at, pem in revoked if at is not None and authority.certified(from_pem(pem))]
    number = session.scalar(select(func.count()).select_from(AuditEvent)) or 1
    return authority.create_crl(entries, number=number, moment=house.clock())
