"""The company's authorities: of our own making, the first made on first use, or given by file or token; and their lists."""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from cryptography import x509
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid, NotAllowed, NotFound, Unavailable
from planner.kernel.i18n import Text
from planner.models import AuditEvent, Certificate
from planner.models import Authority as AuthorityRow
from planner.services.audit import Event, in_turn, record
from planner.services.house import House, Transaction
from planner.signing.authority import Authority, Revocation, from_pem, to_pem
from planner.signing.issuer import BadIssuer, certificates_in, issued
from planner.signing.refusals import refusal
from planner.signing.stamping import Profile, Stamping
from planner.signing.token_key import TokenError

log = logging.getLogger(__name__)

LIST_LIFE = timedelta(hours=12)
"""How old the kept list of a given issuer may get while its key can be asked."""
PATIENCE = 60.0
"""Seconds before a token that did not answer is asked for a list again."""
_GONE = Text(
    "给你发证书的机构换了，先到“我的账号”里设新的 PIN，换一张新证书。",
    "Another authority issues certificates now. Set a new PIN under “My account” to get one of it.",
)


def company_authority(session: Session, house: House) -> Authority:
    """The opened authority that certifies people today; the first call of all makes it. Call inside a write transaction."""
    if house.issuer is not None:
        given = house.issuer()
        _row_of(session, house, given)
        return given
    row = _own(session)
    return _found(session, house) if row is None else Authority.open(row.pem, row.sealed_key, house.key_secret)


def renew_authority(session: Session, house: House) -> Authority:
    """Make the next root. From now on it certifies; what the earlier ones certified stays good, and their lists go on.

    :raises Invalid: the issuer is given; a renewed one is given the same way
    """
    if house.issuer is not None:
        raise Invalid(
            {
                "authority": Text(
                    "签发机构由设置 AUTHORITY_… 指定，要换就换那里的文件或令牌。",
                    "The issuer is given by the settings AUTHORITY_…; renew it there.",
                )
            }
        )
    in_turn(session)
    company_authority(session, house)
    return _found(session, house)


def crl_address(session: Session, house: House) -> str:
    """Where the list of the authority that certifies today is served; stands in every certificate it makes."""
    rows = _rows(session)
    own = _own(session) if house.issuer is None else _row_of(session, house, house.issuer())
    generation = next((number for number, row in enumerate(rows, 1) if own is not None and row.id == own.id), 1)
    return list_address(house, generation)


def list_address(house: House, generation: int) -> str:
    """Where the list of one authority is served; `generation` counts from 1."""
    return f"{house.public_url}/crl" if generation <= 1 else f"{house.public_url}/crl?of={generation}"


def chain_of(session: Session, house: House, certificate: x509.Certificate) -> tuple[x509.Certificate, ...]:
    """The certificates above a person's, the root last.

    :raises NotAllowed: no authority that still publishes its revocations issued it, so that it must not sign any more
    """
    for row in reversed(_rows(session)):
        above = from_pem(row.pem)
        if issued(above, certificate):
            if not row.sealed_key and (house.issuer is None or house.issuer().certificate != above):
                break
            return (above, *certificates_above(row))
    raise NotAllowed(_GONE)


def _own(session: Session) -> AuthorityRow | None:
    """The newest authority of our own making."""
    return session.scalar(select(AuthorityRow).where(AuthorityRow.sealed_key != b"").order_by(AuthorityRow.id.desc()).limit(1))


def ends(session: Session, house: House) -> tuple[str, datetime] | None:
    """Serial number and end of the authority that certifies people today, or of what stands above it and ends before.

    A token need not answer for that. None before the first one.
    """
    row = _own(session)
    if house.issuer is not None:
        row = session.scalar(select(AuthorityRow).where(AuthorityRow.sealed_key == b"").order_by(AuthorityRow.id.desc()).limit(1))
    if row is None:
        return None
    first = min((from_pem(row.pem), *certificates_above(row)), key=lambda one: one.not_valid_after_utc)
    return f"{first.serial_number:x}", first.not_valid_after_utc


def _found(session: Session, house: House) -> Authority:
    made = Authority.create(house.company, moment=house.clock(), generation=len(_rows(session)) + 1)
    _enter(session, house, made, made.sealed_key(house.key_secret))
    return made


def _row_of(session: Session, house: House, given: Authority) -> AuthorityRow:
    """The row of a given issuer, entered when it is met for the first time."""
    query = select(AuthorityRow).where(AuthorityRow.pem == given.certificate_pem)
    row = session.scalar(query)
    if row is None:
        in_turn(session)
        row = session.scalar(query)
    return row if row is not None else _enter(session, house, given, b"")


def _enter(session: Session, house: House, authority: Authority, sealed_key: bytes) -> AuthorityRow:
    chain = b"".join(to_pem(each) for each in authority.chain)
    row = AuthorityRow(pem=authority.certificate_pem, sealed_key=sealed_key, chain=chain, created_at=house.clock())
    session.add(row)
    session.flush()
    record(session, house, Event.AUTHORITY_CREATE, None, serial=f"{authority.certificate.serial_number:x}")
    return row


def _rows(session: Session) -> list[AuthorityRow]:
    """Every authority, the first one first."""
    return list(session.scalars(select(AuthorityRow).order_by(AuthorityRow.id)))


def certificates_above(row: AuthorityRow) -> list[x509.Certificate]:
    """The certificates above an authority's, the root last."""
    return certificates_in(row.chain) if row.chain else []


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
    """The certificate of every authority that certified people, newest first; public.

    Whoever checks believes these and not what may stand above them: the root of a company's hierarchy certifies others too.
    """
    return list(session.scalars(select(AuthorityRow.pem).order_by(AuthorityRow.id.desc())))


def public_pems(session: Session) -> list[bytes]:
    """The same with the certificates above them: what readers of PDFs are given to trust, and what files bring along."""
    found = [(row.pem, *(to_pem(each) for each in certificates_above(row))) for row in reversed(_rows(session))]
    return list(dict.fromkeys(pem for group in found for pem in group))


def revocation_lists(session: Session, house: House) -> list[bytes]:
    """The signed list of every authority the company has had, DER, the first one's first; none of one that has none yet."""
    _begin(session, house)
    return [made for row in _rows(session) if (made := _list_of(session, house, row)) is not None]


def revocation_list(session: Session, house: House, generation: int = 1) -> bytes:
    """The signed list of one authority, DER.

    :param generation: counted from 1
    :raises NotFound: there were not so many
    :raises Unavailable: a given issuer was never there to sign it
    """
    _begin(session, house)
    rows = _rows(session)
    if not 1 <= generation <= len(rows):
        raise NotFound
    made = _list_of(session, house, rows[generation - 1])
    if made is None:
        raise Unavailable(Text("这份吊销列表还没有签出来。", "This list of revoked certificates is not signed yet."))
    return made


def _begin(session: Session, house: House) -> None:
    """Make our own authority where it is ours to make; lists are served without a given issuer too."""
    if house.issuer is None:
        company_authority(session, house)


def _list_of(session: Session, house: House, row: AuthorityRow) -> bytes | None:
    """Our own signs it anew; a given issuer's is the one it signed last, see `publish`."""
    if not row.sealed_key:
        return row.crl
    authority = Authority.open(row.pem, row.sealed_key, house.key_secret)
    return authority.create_crl(_revoked_by(session, authority.certificate), number=_number(session), moment=house.clock())


def _number(session: Session) -> int:
    """Of a list: the length of the trail, so that it only grows."""
    return session.scalar(select(func.count()).select_from(AuditEvent)) or 1


def _revoked_by(session: Session, issuer: x509.Certificate) -> list[Revocation]:
    """What a list names: only what this authority certified."""
    revoked = session.execute(select(Certificate.serial, Certificate.revoked_at, Certificate.pem).where(Certificate.state == "revoked"))
    return [Revocation(int(serial, 16), at) for serial, at, pem in revoked if at is not None and issued(issuer, from_pem(pem))]


def revoked_since(session: Session) -> dict[int, datetime]:
    """Serial numbers of all revoked certificates and from when on they do not count, whatever the lists say yet."""
    rows = session.execute(select(Certificate.serial, Certificate.revoked_at).where(Certificate.state == "revoked"))
    return {int(serial, 16): at for serial, at in rows if at is not None}


def publish(transaction: Transaction, house: House) -> bool:
    """Have a given issuer sign its list where it is old, or a revocation is missing on it. Nothing to do for one of our own.

    The signing happens outside any transaction. A token that does not answer is left alone for a minute; what it signed
    before is served on, and our own verification knows of every revocation at once.

    :returns: False when a new list is due and could not be signed
    """
    if house.issuer is None:
        return True
    try:
        given = house.issuer()
        with transaction() as session:
            row = _row_of(session, house, given)
            revoked, number, now = _revoked_by(session, given.certificate), _number(session), house.clock()
            if row.crl is not None and row.crl_at is not None and timedelta(0) <= now - row.crl_at < LIST_LIFE and _same(row.crl, revoked):
                return True
        if time.monotonic() < house.issuer.not_before:
            return False
        made = given.create_crl(revoked, number=number, moment=now)
    except (BadIssuer, TokenError) as failure:
        log.warning("the list of revoked certificates waits: %s", failure.message.en)
        house.issuer.not_before = time.monotonic() + PATIENCE
        return False
    with transaction() as session:
        in_turn(session)
        row = _row_of(session, house, given)
        if _revoked_by(session, given.certificate) != revoked:
            return False  # somebody revoked one meanwhile, and signs the list right after
        row.crl, row.crl_at = made, now
    return True


def _same(kept: bytes, revoked: list[Revocation]) -> bool:
    """True when a list names just these, each from the same second on."""
    listed = {entry.serial_number: entry.revocation_date_utc for entry in x509.load_der_x509_crl(kept)}
    return listed == {one.serial: one.moment.replace(microsecond=0) for one in revoked}
