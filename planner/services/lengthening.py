"""Complete files that do not reach the profile aimed at yet: signed while no timestamp server answered, or before it was set.

A later timestamp makes other bytes, so it is a file of its own: registered beside the first, which stays issued and
complete. What is handed out from then on is the newest.
"""

import logging
import time
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased, joinedload, undefer

from planner.kernel.canonical import sha256_hex
from planner.kernel.errors import Unavailable
from planner.models import Certificate, IssuedFile, Plan, Revision, SignatureRow
from planner.services import audit
from planner.services.audit import Event, record
from planner.services.authority import public_pems, publish, revocation_lists
from planner.services.house import House, Transaction
from planner.signing.authority import from_pem
from planner.signing.lasting import lengthen
from planner.signing.roles import SIGNING_ORDER
from planner.signing.stamping import Profile
from planner.workflow import State

log = logging.getLogger(__name__)

PATIENCE = 300.0
"""Seconds before a server that did not answer is asked again."""


def waiting(session: Session, house: House, most: int) -> list[IssuedFile]:
    """Files of plans in force that should reach further, the oldest first, bytes loaded."""
    aim = house.stamping.profile
    short = [profile.value for profile in Profile if not profile.reaches(aim)]
    newer = aliased(IssuedFile)
    complete = (IssuedFile.kind == "plan", IssuedFile.signatures == len(SIGNING_ORDER), IssuedFile.profile.in_(short))
    replaced = exists().where(
        newer.revision_id == IssuedFile.revision_id,
        newer.round == IssuedFile.round,
        newer.kind == "plan",
        newer.signatures == IssuedFile.signatures,
        newer.id > IssuedFile.id,
    )
    query = select(IssuedFile).join(Revision, Revision.id == IssuedFile.revision_id)
    query = query.where(*complete, Revision.state == State.APPROVED.value, Revision.round == IssuedFile.round, ~replaced)
    if aim.reaches(Profile.LT):  # a signing provider's lists are not ours to embed
        query = query.where(~_by_provider())
    return list(session.scalars(query.order_by(IssuedFile.id).limit(most).options(undefer(IssuedFile.data))))


def _by_provider() -> ColumnElement[bool]:
    """True for files with a signature whose key a signing provider keeps."""
    found = select(SignatureRow.id).join(Certificate, Certificate.id == SignatureRow.certificate_id)
    mine = SignatureRow.revision_id == IssuedFile.revision_id, SignatureRow.round == IssuedFile.round, SignatureRow.void_at.is_(None)
    return found.where(*mine, Certificate.credential.is_not(None)).exists()


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
        data = lengthen(file.data, house.stamping, roots=roots, crls=crls)
        with transaction() as session:
            made += _issue(session, house, file, data)
    return made


def _issue(session: Session, house: House, old: IssuedFile, data: bytes) -> int:
    """Register the longer file, unless another worker was faster."""
    audit.in_turn(session)
    if old.id not in {file.id for file in waiting(session, house, 1000)}:
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
        )
    )
    session.flush()
    row = session.scalars(select(Revision).where(Revision.id == old.revision_id).options(joinedload(Revision.plan))).one()
    plan: Plan = row.plan
    said = {"file": sha256_hex(data), "instead_of": old.sha256, "profile": aim.value}
    record(session, house, Event.FILE_LENGTHEN, None, plan.number, revision=row.number, **said)
    return 1


@dataclass
class Lengthening:
    """`lengthen_due` for a worker that comes by often: after a failure it leaves the server alone for a while."""

    transaction: Transaction
    house: House
    _not_before: float = field(default=0.0)

    def __call__(self) -> int:
        """Lengthen what is due; 0 while waiting for the server to come back."""
        if time.monotonic() < self._not_before:
            return 0
        try:
            return lengthen_due(self.transaction, self.house)
        except Unavailable as failure:
            log.warning("files wait for their timestamps: %s", failure.message.en)
            self._not_before = time.monotonic() + PATIENCE
            return 0
