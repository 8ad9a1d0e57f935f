"""Work done behind the pages: asked for by a person or the clock, taken by one worker at a time, taken again when its worker is gone.

A row is the truth about a job; a queue beside it (services/bell.py) only wakes workers. Every write of a worker asks
whether the job is still its own, so that a worker thought dead that comes back writes nothing.
"""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, event, func, select, update
from sqlalchemy.orm import Session

from planner.kernel.errors import Locked
from planner.kernel.i18n import Text
from planner.models import Job, JobPart
from planner.models.engine import rows_met
from planner.services.actor import Actor
from planner.services.audit import in_turn
from planner.services.house import House, Transaction

SILENT = timedelta(seconds=20)
"""A running job without a sign of life for this long has lost its worker."""
MOST_ATTEMPTS = 4
"""A job that took so many workers with it is not given to another one."""
MOST_OPEN = 3
"""So many jobs one person may have waiting or running."""
OFFERED = timedelta(hours=24)
"""So long the file of a job can be fetched."""
HELD = timedelta(hours=1)
"""So long the clock starts no work of a kind that somebody stopped."""
KEPT = timedelta(days=30)
"""So long the row of a job of the clock is kept."""

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


class Stopping(Exception):
    """The worker stops; the job waits for another one."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A job in a worker's hands.

    :param owner_id: who asked for it, 0 for the clock
    :param holder: names this taking; every write asks for it
    :param found: what a worker before this one had found, and where it was
    """

    id: int
    kind: str
    arguments: dict[str, Any]
    owner_id: int
    holder: str
    found: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """The file a job made, its pieces kept already.

    :param size: bytes of all pieces together
    """

    name: str
    sha256: str
    size: int


def enqueue(
    session: Session, house: House, actor: Actor, kind: str, arguments: dict[str, Any], total: int, most: int | None = MOST_OPEN
) -> Job:
    """Ask for a piece of work.

    :param total: steps that the bar counts
    :param most: so many of this kind one person may have waiting or running, None for any number
    :raises Locked: this person has that many already
    """
    in_turn(session)
    mine = (Job.owner_id == actor.person_id, Job.kind == kind, Job.state.in_(OPEN))
    waiting = session.scalar(select(func.count()).select_from(Job).where(*mine)) or 0
    if most is not None and waiting >= most:
        raise Locked(_TOO_MANY.with_(n=waiting))
    row = Job(kind=kind, arguments=arguments, owner_id=actor.person_id, total=total, created_at=house.clock())
    session.add(row)
    session.flush()
    ring_after(session, house, row)
    return row


def enqueue_due(session: Session, house: House, kind: str, total: int, after_failure: timedelta) -> Job | None:
    """Begin what is due by the clock, unless it is under way, was stopped by somebody within `HELD`, or has just failed.

    :param total: steps that the bar counts, 0 for unknown
    :param after_failure: so long nothing is begun after one that failed
    """
    in_turn(session)
    last = session.scalar(select(Job).where(Job.kind == kind, Job.owner_id.is_(None)).order_by(Job.id.desc()).limit(1))
    if last is not None:
        pause = {JobState.CANCELLED.value: HELD, JobState.FAILED.value: after_failure}.get(last.state, timedelta(0))
        if last.state in OPEN or (last.finished_at is not None and house.clock() < last.finished_at + pause):
            return None
    row = Job(kind=kind, arguments={}, owner_id=None, total=total, created_at=house.clock())
    session.add(row)
    session.flush()
    ring_after(session, house, row)
    return row


def ring_after(session: Session, house: House, row: Job) -> None:
    """Wake a worker once this transaction is committed; a worker that hears nothing finds the row by itself a little later."""
    kind, number = row.kind, row.id
    event.listen(session, "after_commit", lambda _: house.bell(kind, number), once=True)


def offered(row: Job, now: datetime) -> bool:
    """True while the file of a job can be fetched."""
    return row.state == JobState.DONE.value and row.offered_until is not None and now < row.offered_until


def stop(session: Session, house: House, job_id: int) -> bool:
    """Stop a job, whoever works at it; False for one that has ended, which stays as it is."""
    stopped = _write(session, Job.id == job_id, Job.state.in_(OPEN), state=JobState.CANCELLED.value, finished_at=house.clock())
    if stopped:
        _throw_away(session, [job_id])
    return bool(stopped)


def again(session: Session, house: House, job_id: int) -> bool:
    """Let a job that failed or was stopped wait anew; False for any other."""
    ended = (Job.id == job_id, Job.state.in_((JobState.FAILED.value, JobState.CANCELLED.value)))
    fresh = {"state": JobState.QUEUED.value, "holder": "", "attempts": 0, "done": 0, "failure": "", "found": {}}
    return bool(_write(session, *ended, **fresh, created_at=house.clock(), finished_at=None, beat_at=None))


def take(transaction: Transaction, house: House, silent: timedelta = SILENT) -> Taken | None:
    """The oldest job that waits, for the caller alone; None when nothing waits. Jobs of lost workers wait again first."""
    with transaction() as session:
        sweep(session, house, silent)
        while True:
            waiting = select(Job).where(Job.state == JobState.QUEUED.value).order_by(Job.id).limit(1)
            row = session.scalar(waiting.execution_options(populate_existing=True))
            if row is None:
                return None
            holder = secrets.token_hex(16)
            still = (Job.id == row.id, Job.state == JobState.QUEUED.value)
            taken = Taken(row.id, row.kind, dict(row.arguments), row.owner_id or 0, holder, dict(row.found))
            mine = {"state": JobState.RUNNING.value, "holder": holder, "beat_at": house.clock(), "attempts": row.attempts + 1, "done": 0}
            if _write(session, *still, **mine):
                _throw_away(session, [row.id])  # what a lost worker had kept
                return taken


def anything_to_take(session: Session, house: House, silent: timedelta = SILENT) -> bool:
    """True when `take` would find something; asked first, so that an idle worker takes no write lock."""
    waits = (Job.state == JobState.QUEUED.value) | _silent(house, silent) | _past(house)
    return session.scalar(select(Job.id).where(waits).limit(1)) is not None


def beat(transaction: Transaction, house: House, taken: Taken, done: int, quiet: timedelta = timedelta(0), **said: Any) -> None:
    """A sign of life, with how far it is.

    :param quiet: the next step may take this much longer than `SILENT`, because it waits for somebody else's server
    :param said: `total` where it is known only now; `found`, from which another worker could go on
    :raises Lost: cancelled, or given to another worker
    """
    with transaction() as session:
        if not _write(session, *_held(taken), beat_at=house.clock() + quiet, done=done, **said):
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


def finish(session: Session, house: House, taken: Taken, made: Made | None = None, **said: Any) -> None:
    """End it well, and offer the file that was kept; the caller's transaction may write what belongs to it.

    :param made: None for a job that makes no file
    :param said: `found`, `done`, as for `beat`
    :raises Lost: cancelled, or given to another worker
    """
    now = house.clock()
    values: dict[str, Any] = {"state": JobState.DONE.value, "done": Job.total, "finished_at": now, **said}
    if made is not None:
        values |= {"offered_until": now + OFFERED, "name": made.name, "sha256": made.sha256, "size": made.size}
    if not _write(session, *_held(taken), **values):
        raise Lost


def fail(transaction: Transaction, house: House, taken: Taken, why: Text) -> None:
    """End a job that cannot be done; nothing when it is no longer this worker's."""
    with transaction() as session, suppress(Lost):
        fail_in(session, house, taken, why)


def fail_in(session: Session, house: House, taken: Taken, why: Text, **said: Any) -> None:
    """End a job badly; the caller's transaction may write what belongs to it.

    :raises Lost: cancelled, or given to another worker
    """
    if not _write(session, *_held(taken), state=JobState.FAILED.value, finished_at=house.clock(), failure=in_two_lines(why), **said):
        raise Lost
    _throw_away(session, [taken.id])


def end(session: Session, house: House, job_id: int | None, state: JobState, why: Text | None = None) -> None:
    """End a job whose own rows say that it is over, whoever found that out; one that has ended stays as it is."""
    failure = in_two_lines(why) if why is not None else ""
    _write(session, Job.id == job_id, Job.state.in_(OPEN), state=state.value, finished_at=house.clock(), failure=failure, done=Job.total)


def in_two_lines(why: Text) -> str:
    """A reason as it is kept."""
    return f"{why.zh[:199]}\n{why.en[:199]}"


def put_back(transaction: Transaction, taken: Taken) -> None:
    """Hand a job back untouched, because the worker is asked to stop."""
    with transaction() as session:
        _write(session, *_held(taken), state=JobState.QUEUED.value, holder="", attempts=Job.attempts - 1, done=0)


def sweep(session: Session, house: House, silent: timedelta = SILENT) -> None:
    """Let jobs of lost workers wait again, end those that keep losing them, and throw away files that are offered no more."""
    now = house.clock()
    hopeless = {"state": JobState.FAILED.value, "finished_at": now, "failure": in_two_lines(_GAVE_UP)}
    _write(session, _silent(house, silent), Job.attempts >= MOST_ATTEMPTS, **hopeless)
    _write(session, _silent(house, silent), state=JobState.QUEUED.value, holder="", done=0)
    past = list(session.scalars(select(Job.id).where(_past(house))))
    if past:
        _throw_away(session, past)
        _write(session, Job.id.in_(past), offered_until=None)


def forget(session: Session, house: House) -> None:
    """Throw the rows of old jobs of the clock away."""
    old = (Job.owner_id.is_(None), Job.state.not_in(OPEN), Job.finished_at < house.clock() - KEPT)
    session.execute(delete(Job).where(*old).execution_options(synchronize_session=False))


def _throw_away(session: Session, ids: list[int]) -> None:
    session.execute(delete(JobPart).where(JobPart.job_id.in_(ids)).execution_options(synchronize_session=False))


def pieces(session: Session, job_id: int) -> Iterator[bytes]:
    """The file of a job, piece by piece."""
    position = 0
    while (data := session.scalar(select(JobPart.data).where(JobPart.job_id == job_id, JobPart.position == position))) is not None:
        yield data
        position += 1


def _silent(house: House, silent: timedelta) -> ColumnElement[bool]:
    return (Job.state == JobState.RUNNING.value) & (Job.beat_at < house.clock() - silent)


def _past(house: House) -> ColumnElement[bool]:
    return (Job.state == JobState.DONE.value) & (Job.offered_until <= house.clock())


def _held(taken: Taken) -> tuple[ColumnElement[bool], ...]:
    return Job.id == taken.id, Job.state == JobState.RUNNING.value, Job.holder == taken.holder


def _write(session: Session, *conditions: ColumnElement[bool], **values: Any) -> int:
    """Guarded update; returns how many rows it met."""
    return rows_met(session, update(Job).where(*conditions).values(**values).execution_options(synchronize_session=False))
