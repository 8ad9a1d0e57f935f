"""Is a file genuine, and does it still hold? Four separate answers for anybody, without showing the plan."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from planner.kernel.canonical import sha256_hex
from planner.kernel.clock import local_date
from planner.kernel.i18n import Text
from planner.kernel.ids import tidy_verify_code
from planner.models import IssuedFile, Plan, RemovedFile, Revision, SignatureRow
from planner.services import attempts
from planner.services.approval import valid_signatures
from planner.services.authority import public_pems, publish, revocation_lists, revoked_since
from planner.services.house import House, Transaction
from planner.services.verdict import Signer as Signer
from planner.services.verdict import Verdict as Verdict
from planner.signing.authority import from_pem, short_serial_of
from planner.signing.bounded import examine_bounded
from planner.signing.examination import Examination
from planner.signing.roles import SIGNER_ROLE_NAMES, SignerRole
from planner.workflow import State

COMPLETE = 3
"""Signatures of a file that counts."""

Examine = Callable[..., Examination]

STRANGERS_SECONDS, STRANGERS_PATIENCE = 4, 10.0
"""Computing and waiting for a file that is not in the register: it is refused anyway, and only the reason is still looked for."""
OWN_SECONDS, OWN_PATIENCE = 20, 40.0
"""The same for a file of ours, also while the machine is busy."""


NOT_ISSUED = Text("这份文件不是这里签发的，或者签发以后被改过。", "This file was not issued here, or was changed after it was issued.")


def verify_file(transaction: Transaction, house: House, data: bytes, examine: Examine | None = None, address: str = "") -> Verdict:
    """Look at a file somebody holds; nothing of it is kept.

    The strict check runs in a child process, outside any transaction, with limits of time and memory. Files that are not
    ours are counted per address, together with wrong codes: each costs seconds of computing.

    :param examine: what looks at the file instead, in tests
    :param address: where the file came from, empty for the command line
    :raises Locked: too many files that are not ours from this address
    """
    digest = sha256_hex(data)
    publish(transaction, house)
    with transaction() as session:
        roots, crls, revoked = public_pems(session), revocation_lists(session, house), revoked_since(session)
        known = _registered(session, digest)
        gone = _no_longer_kept(session, RemovedFile.sha256 == digest) if known is None else None
        if known is None and gone is None and address:
            attempts.reserve(session, house, "verify", f"address:{address}")
        found = _verdict(session, house, known, digest) if known is not None else None
    seconds, patience = (OWN_SECONDS, OWN_PATIENCE) if known is not None or gone is not None else (STRANGERS_SECONDS, STRANGERS_PATIENCE)
    examine = examine or partial(examine_bounded, seconds=seconds, patience=patience)
    trusted = {"tsa_roots": house.stamping.roots, "provider_roots": house.provider_roots}
    seen = examine(data, [from_pem(pem) for pem in roots], crls=crls, **trusted).with_revoked(revoked)
    problems = tuple(dict.fromkeys(problem.message for problem in seen.all_problems))
    if found is None and gone is not None:
        complete = gone.signatures == COMPLETE and seen.complete
        found = replace(_removed(house, gone, by_code=False), complete=complete, signers=_named(seen))
    if found is None:
        return _unknown(house, digest, seen, (NOT_ISSUED, *problems), _named(seen))
    return replace(
        found,
        intact=seen.unaltered,
        complete=found.complete and seen.complete,
        trusted=seen.trusted,
        problems=(*found.problems, *problems),
        faults=seen.all_problems,
        profile=seen.profile,
        vouched_at=seen.vouched_at,
        lasts_until=seen.lasts_until,
    )


def verify_by_code(transaction: Transaction, house: House, code: str, address: str) -> Verdict | None:
    """What stands behind a code; None when nothing does. Wrong codes are counted per address.

    :raises Locked: too many wrong codes from this address
    """
    tidy = tidy_verify_code(code)
    with transaction() as session:
        attempts.hold(session, f"address:{address}")
        attempts.refuse_when_locked(session, house, "verify", f"address:{address}")
        row = session.scalar(select(Revision).where(Revision.verify_code == tidy).options(joinedload(Revision.plan)))
        if row is None and (gone := _no_longer_kept(session, RemovedFile.verify_code == tidy, RemovedFile.signatures == COMPLETE)):
            return _removed(house, gone, by_code=True)
        if row is None or row.state not in _SHOWN:
            attempts.note(session, house, "verify", False, f"address:{address}")
            return None
        file = session.scalar(
            select(IssuedFile)
            .where(
                IssuedFile.revision_id == row.id,
                IssuedFile.round == row.round,
                IssuedFile.kind == "plan",
                IssuedFile.signatures == COMPLETE,
            )
            .order_by(IssuedFile.id.desc())
            .limit(1)
        )
        return replace(_verdict(session, house, file, file.sha256), by_code=True, profile=file.profile) if file is not None else None


_SHOWN = {State.APPROVED.value, State.SUPERSEDED.value, State.WITHDRAWN.value, State.EXPIRED.value}
"""States that strangers may ask about; a plan that was never approved is nobody's business."""


def _no_longer_kept(session: Session, *which: ColumnElement[bool]) -> RemovedFile | None:
    newest = select(RemovedFile).where(RemovedFile.kind == "plan", *which).order_by(RemovedFile.id.desc()).limit(1)
    return session.scalar(newest)


def _registered(session: Session, digest: str) -> IssuedFile | None:
    return session.scalar(select(IssuedFile).where(IssuedFile.sha256 == digest, IssuedFile.kind == "plan"))


def _verdict(session: Session, house: House, file: IssuedFile, digest: str) -> Verdict:
    """What the register says; the file itself is looked at separately."""
    row = session.scalars(
        select(Revision).where(Revision.id == file.revision_id).options(joinedload(Revision.plan).joinedload(Plan.author))
    ).one()
    newer = session.scalar(
        select(Revision.number).where(Revision.plan_id == row.plan_id, Revision.number > row.number, Revision.state == State.APPROVED.value)
    )
    complete = file.signatures == COMPLETE and file.round == row.round
    over = row.period_end is not None and row.period_end < local_date(house.clock())
    state = State.EXPIRED if over and row.state == State.APPROVED.value else State(row.state)
    return Verdict(
        by_code=False,
        issued=True,
        intact=True,
        complete=complete,
        trusted=True,
        in_force=complete and state is State.APPROVED,
        state=state if complete else None,
        number=row.plan.number,
        revision=row.number,
        issued_at=file.at,
        state_since=row.state_since,
        newer_revision=newer,
        valid_from=row.period_start,
        valid_until=row.period_end,
        signers=tuple(_as_registered(s) for s in valid_signatures(session, row)) if complete else (),
        problems=() if complete else (Text("这份文件还没有签完。", "This file is not fully signed."),),
        faults=(),
        profile="",
        vouched_at=None,
        lasts_until=file.lasts_until,
        sha256=digest,
        checked_at=house.clock(),
    )


def _removed(house: House, row: RemovedFile, *, by_code: bool) -> Verdict:
    """Issued here, and no longer kept: its time is over, so it is in force no more."""
    return Verdict(
        by_code=by_code,
        issued=True,
        intact=True,
        complete=row.signatures == COMPLETE,
        trusted=True,
        in_force=False,
        state=State(row.state),
        number=row.number,
        revision=row.revision,
        issued_at=row.issued_at,
        state_since=None,
        newer_revision=None,
        valid_from=None,
        valid_until=row.valid_until,
        signers=(),
        problems=(Text("保存期满，这里已经不再保存这份文件。", "It was kept long enough; the file is no longer kept here."),),
        faults=(),
        profile="",
        vouched_at=None,
        lasts_until=None,
        sha256=row.sha256,
        checked_at=house.clock(),
        kept=False,
    )


def _named(seen: Examination) -> tuple[Signer, ...]:
    """Signers as the file itself names them."""
    return tuple(_as_signed(s.role, s.name, s.reason, s.moment, s.serial) for s in seen.signatures if s.role is not None)


def _as_registered(row: SignatureRow) -> Signer:
    role = SignerRole(row.role)
    return Signer(
        role,
        SIGNER_ROLE_NAMES[role],
        row.person.name,
        row.person.job_title,
        row.meaning,
        row.at,
        short_serial_of(int(row.certificate.serial, 16)),
        row.for_person.name if row.for_person else "",
    )


def _as_signed(role: SignerRole | None, name: str, reason: str, moment: datetime | None, serial: int) -> Signer:
    known = role or SignerRole.AUTHOR
    return Signer(known, SIGNER_ROLE_NAMES[known], name, "", reason, moment, short_serial_of(serial))


def _unknown(house: House, digest: str, seen: Examination, problems: tuple[Text, ...], signers: tuple[Signer, ...]) -> Verdict:
    return Verdict(
        by_code=False,
        issued=False,
        intact=seen.unaltered,
        complete=seen.complete,
        trusted=seen.trusted,
        in_force=False,
        state=None,
        number="",
        revision=0,
        issued_at=None,
        state_since=None,
        newer_revision=None,
        valid_from=None,
        valid_until=None,
        signers=signers if seen.trusted else (),
        problems=problems,
        faults=seen.all_problems,
        profile=seen.profile,
        vouched_at=seen.vouched_at,
        lasts_until=seen.lasts_until,
        sha256=digest,
        checked_at=house.clock(),
    )
