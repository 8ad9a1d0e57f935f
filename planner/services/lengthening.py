"""Complete files that do not reach the profile aimed at yet: signed while no timestamp server answered, or before it was set.

A later timestamp makes other bytes, so it is a file of its own: registered beside the first, which stays issued and
complete. What is handed out from then on is the newest. A file that reached B-LTA gets one more timestamp before the
certificates of its newest one end, whatever became of its plan meanwhile.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, undefer

from planner.kernel.canonical import sha256_hex
from planner.models import Certificate, IssuedFile, Plan, Revision, SignatureRow
from planner.services import audit
from planner.services.audit import Event, record
from planner.services.authority import public_pems, publish, revocation_lists
from planner.services.house import House, Transaction
from planner.signing.authority import from_pem
from planner.signing.lasting import lasts_until, lengthen, renew
from planner.signing.roles import SIGNING_ORDER
from planner.signing.stamping import Profile
from planner.workflow import State

AHEAD = timedelta(days=60)
"""So long before the certificates of an archive timestamp end the next one is fetched."""


def waiting(session: Session, house: House, most: int) -> list[IssuedFile]:
    """Files that should reach further, those of plans in force first, then those whose proof ends soon; bytes loaded."""
    aim = house.stamping.profile
    short = [profile.value for profile in Profile if not profile.reaches(aim)]
    wanted = [IssuedFile.profile.in_(short), Revision.state == State.APPROVED.value]
    if aim.reaches(Profile.LT):  # a signing provider's lists are not ours to embed
        wanted.append(~_by_provider())
    found = _newest(session, most, *wanted)
    if aim is Profile.LTA and len(found) < most:
        found += _newest(session, most - len(found), *_ending(house))
    return found


def _by_provider() -> ColumnElement[bool]:
    """True for files with a signature whose key a signing provider keeps."""
    found = select(SignatureRow.id).join(Certificate, Certificate.id == SignatureRow.certificate_id)
    mine = SignatureRow.revision_id == IssuedFile.revision_id, SignatureRow.round == IssuedFile.round, SignatureRow.void_at.is_(None)
    return found.where(*mine, Certificate.credential.is_not(None)).exists()


def _ending(house: House) -> tuple[ColumnElement[bool], ...]:
    """Of a file lengthened before its end was noted nothing is known, so it counts as one that ends."""
    ends = or_(IssuedFile.lasts_until.is_(None), IssuedFile.lasts_until < house.clock() + AHEAD)
    return IssuedFile.profile == Profile.LTA.value, ends


def _newest(session: Session, most: int, *conditions: ColumnElement[bool]) -> list[IssuedFile]:
    """Complete files of the present round that no longer one has replaced, the oldest first."""
    newer = aliased(IssuedFile)
    complete = (IssuedFile.kind == "plan", IssuedFile.signatures == len(SIGNING_ORDER))
    replaced = exists().where(
        newer.revision_id == IssuedFile.revision_id,
        newer.round == IssuedFile.round,
        newer.kind == "plan",
        newer.signatures == IssuedFile.signatures,
        newer.id > IssuedFile.id,
    )
    query = select(IssuedFile).join(Revision, Revision.id == IssuedFile.revision_id)
    query = query.where(*complete, Revision.round == IssuedFile.round, ~replaced, *conditions)
    return list(session.scalars(query.order_by(IssuedFile.id).limit(most).options(undefer(IssuedFile.data))))


def lengthen_due(transaction: Transaction, house: House, most: int = 3) -> int:
    """Bring some files up to the profile; timestamps are fetched outside any transaction.

    :returns: how many new files were issued
    :raises Unavailable: no timestamp server answers; what was made before stays
    """
    if house.stamping.profile is Profile.B:
        return 0
    publish(transaction, house)
    with transaction() as session:
        files = waiting(session, house, most)
        if not files:
            return 0
        roots, crls = [from_pem(pem) for pem in public_pems(session)], revocation_lists(session, house)
        session.expunge_all()
    made = 0
    for file in files:
        reach = renew if file.profile == Profile.LTA.value else lengthen
        data = reach(file.data, house.stamping, roots=roots, crls=crls)
        with transaction() as session:
            made += _issue(session, house, file, data)
    return made


def _issue(session: Session, house: House, old: IssuedFile, data: bytes) -> int:
    """Register the longer file, unless another worker was faster."""
    audit.in_turn(session)
    if not _newest(session, 1, IssuedFile.id == old.id):
        return 0
    aim, now = house.stamping.profile, house.clock().replace(microsecond=0)
    session.add(
        IssuedFile(
            revision_id=old.revision_id,
            round=old.round,
            kind=old.kind,
            signatures=old.signatures,
            sha256=sha256_hex(data),
            data=data,
            pages=old.pages,
            at=now,
            profile=aim.value,
            lasts_until=lasts_until(data),
        )
    )
    session.flush()
    row = session.scalars(select(Revision).where(Revision.id == old.revision_id).options(joinedload(Revision.plan))).one()
    plan: Plan = row.plan
    said = {"file": sha256_hex(data), "instead_of": old.sha256, "profile": aim.value}
    record(session, house, Event.FILE_LENGTHEN, None, plan.number, revision=row.number, **said)
    return 1
