"""Work done behind the pages: asked for by a person, taken by one worker at a time, taken again when its worker is gone.

Every write of a worker asks whether the job is still its own, so that a worker thought dead that comes back
writes nothing.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from planner.kernel.errors import Locked, NotFound
from planner.kernel.i18n import Text
from planner.models import Job, JobPart
from planner.services.actor import Actor
from planner.services.audit import in_turn
from planner.services.house import House, Transaction

SILENT = timedelta(seconds=60)
"""A running job without a sign of life for this long has lost its worker."""
MOST_ATTEMPTS = 4
"""A job that took so many workers with it is not given to another one."""
MOST_OPEN = 3
"""So many jobs one person may have waiting or running."""
OFFERED = timedelta(hours=24)
"""So long the file of a job can be fetched."""

_TOO_MANY = Text("你已经有 {n} 个文件在准备，等一个做完再来。", "{n} of your files are being made; wait for one of them to finish.")
_GAVE_UP = Text("做了几次都中断了，请告诉系统管理员。", "It broke off several times; please tell the administrator.")


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (JobState.QUEUED.value, JobState.RUNNING.value)


class Lost(Exception):
    """The job is no longer this worker's: cancelled, or given to another."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A job in a worker's hands.

    :param holder: names this taking; every write asks for it
    """

    id: int
    kind: str
    arguments: dict[str, Any]
    owner_id: int
    holder: str


@dataclass(frozen=True, slots=True)
class Made:
    """The file a job made, its pieces kept already.

    :param size: bytes of all pieces together
    """

    name: str
    sha256: str
    size: int


def enqueue(session: Session, house: House, actor: Actor, kind: str, arguments: dict[str, Any], total: int) -> Job:
    """Ask for a piece of work.

    :param total: steps that the bar counts
    :raises Locked: this person has `MOST_OPEN` jobs already
    """
    in_turn(session)
    waiting = session.scalar(select(func.count()).select_from(Job).where(Job.owner_id == actor.person_id, Job.state.in_(OPEN))) or 0
    if waiting >= MOST_OPEN:
        raise Locked(_TOO_MANY.with_(n=waiting))
    row = Job(kind=kind, arguments=arguments, owner_id=actor.person_id, total=total, created_at=house.clock())
    session.add(row)
    session.flush()
    return row


def own(session: Session, actor: Actor, job_id: int) -> Job:
    """A job of one's own.

    :raises NotFound: there is none, or somebody else asked for it
    """
    row = session.scalar(select(Job).where(Job.id == job_id, Job.owner_id == actor.person_id))
    if row is None:
        raise NotFound
    return row


def own_jobs(session: Session, actor: Actor, kind: str, most: int = 10) -> list[Job]:
    """The newest jobs of one's own."""
    mine = select(Job).where(Job.owner_id == actor.person_id, Job.kind == kind)
    return list(session.scalars(mine.order_by(Job.id.desc()).limit(most)))


def offered(row: Job, now: datetime) -> bool:
    """True while the file of a job can be fetched."""
    return row.state == JobState.DONE.value and row.offered_until is not None and now < row.offered_until


def cancel(session: Session, house: House, actor: Actor, job_id: int) -> None:
    """Stop a job of one's own; one that has ended stays as it is.

    :raises NotFound: there is none, or somebody else asked for it
    """
    own(session, actor, job_id)
    if _write(session, Job.id == job_id, Job.state.in_(OPEN), state=JobState.CANCELLED.value, finished_at=house.clock()):
        _throw_away(session, [job_id])


def take(transaction: Transaction, house: House) -> Taken | None:
    """The oldest job that waits, for the caller alone; None when nothing waits. Jobs of lost workers wait again first."""
    with transaction() as session:
        sweep(session, house)
        while True:
            waiting = select(Job).where(Job.state == JobState.QUEUED.value).order_by(Job.id).limit(1)
            row = session.scalar(waiting.execution_options(populate_existing=True))
            if row is None:
                return None
            holder = secrets.token_hex(16)
            still = (Job.id == row.id, Job.state == JobState.QUEUED.value)
            taken = Taken(row.id, row.kind, dict(row.arguments), row.owner_id, holder)
            mine = {"state": JobState.RUNNING.value, "holder": holder, "beat_at": house.clock(), "attempts": row.attempts + 1, "done": 0}
            if _write(session, *still, **mine):
                _throw_away(session, [row.id])  # what a lost worker had kept
                return taken


def anything_to_take(session: Session, house: House) -> bool:
    """True when `take` would find something; asked first, so that an idle worker takes no write lock."""
    return session.scalar(select(Job.id).where((Job.state == JobState.QUEUED.value) | _silent(house) | _past(house)).limit(1)) is not None


def beat(transaction: Transaction, house: House, taken: Taken, done: int) -> None:
    """A sign of life, with how far it is.

    :raises Lost: cancelled, or given to another worker
    """
    with transaction() as session:
        if not _write(session, *_held(taken), beat_at=house.clock(), done=done):
            raise Lost


def keep(transaction: Transaction, house: House, taken: Taken, pieces: Iterator[bytes]) -> None:
    """Keep the file piece by piece, each in a short transaction of its own; nobody sees it before `finish`.

    :raises Lost: cancelled, or given to another worker
    """
    for position, piece in enumerate(pieces):
        with transaction() as session:
            if not _write(session, *_held(taken), beat_at=house.clock()):
                raise Lost
            session.add(JobPart(job_id=taken.id, position=position, data=piece))


def finish(session: Session, house: House, taken: Taken, made: Made) -> None:
    """Offer the file that was kept; the caller's transaction may write what belongs to it.

    :raises Lost: cancelled, or given to another worker
    """
    now = house.clock()
    values = {"state": JobState.DONE.value, "done": Job.total, "finished_at": now, "offered_until": now + OFFERED}
    if not _write(session, *_held(taken), **values, name=made.name, sha256=made.sha256, size=made.size):
        raise Lost


def fail(transaction: Transaction, house: House, taken: Taken, why: Text) -> None:
    """End a job that cannot be done; nothing when it is no longer this worker's."""
    with transaction() as session:
        if _write(session, *_held(taken), state=JobState.FAILED.value, finished_at=house.clock(), failure=f"{why.zh}\n{why.en}"[:400]):
            _throw_away(session, [taken.id])


def put_back(transaction: Transaction, taken: Taken) -> None:
    """Hand a job back untouched, because the worker is asked to stop."""
    with transaction() as session:
        _write(session, *_held(taken), state=JobState.QUEUED.value, holder="", attempts=Job.attempts - 1, done=0)


def sweep(session: Session, house: House) -> None:
    """Let jobs of lost workers wait again, end those that keep losing them, and throw away files that are offered no more."""
    now = house.clock()
    hopeless = {"state": JobState.FAILED.value, "finished_at": now, "failure": f"{_GAVE_UP.zh}\n{_GAVE_UP.en}"}
    _write(session, _silent(house), Job.attempts >= MOST_ATTEMPTS, **hopeless)
    _write(session, _silent(house), state=JobState.QUEUED.value, holder="", done=0)
    past = list(session.scalars(select(Job.id).where(_past(house))))
    if past:
        _throw_away(session, past)
        _write(session, Job.id.in_(past), offered_until=None)


def _throw_away(session: Session, ids: list[int]) -> None:
    session.execute(delete(JobPart).where(JobPart.job_id.in_(ids)).execution_options(synchronize_session=False))


def pieces(session: Session, job_id: int) -> Iterator[bytes]:
    """The file of a job, piece by piece."""
    position = 0
    while (data := session.scalar(select(JobPart.data).where(JobPart.job_id == job_id, JobPart.position == position))) is not None:
        yield data
        position += 1


def _silent(house: House) -> ColumnElement[bool]:
    return (Job.state == JobState.RUNNING.value) & (Job.beat_at < house.clock() - SILENT)


def _past(house: House) -> ColumnElement[bool]:
    return (Job.state == JobState.DONE.value) & (Job.offered_until <= house.clock())


def _held(taken: Taken) -> tuple[ColumnElement[bool], ...]:
    return Job.id == taken.id, Job.state == JobState.RUNNING.value, Job.holder == taken.holder


def _write(session: Session, *conditions: ColumnElement[bool], **values: Any) -> int:
    """Guarded update; returns how many rows it met."""
    done = session.execute(update(Job).where(*conditions).values(**values).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]
