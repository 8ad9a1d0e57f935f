"""Jobs as people see them: each their own; an administrator all of them, to stop one or to have it tried again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from planner.kernel.errors import Locked, NotFound
from planner.kernel.i18n import Text
from planner.models import Job, Person
from planner.services import jobs
from planner.services.actor import Actor
from planner.services.audit import Event, in_turn, record
from planner.services.house import House
from planner.services.job_kinds import NAMES
from planner.services.jobs import JobState
from planner.workflow import Role

MOST = 60
_UNDER_WAY = Text("同一种工作已经在排队或正在做。", "Work of this kind waits or is under way already.")


@dataclass(frozen=True, slots=True)
class Line:
    """A job in the list of administrators.

    :param owner: name of whoever asked for it, empty for the clock
    :param done, total: steps; a total of 0 is unknown
    :param since: when it was asked for, or tried again
    :param until: when it ended
    :param silent: under way, but its worker said nothing for so long that it is taken for lost
    :param failure: why it failed, None otherwise
    """

    id: int
    kind: str
    name: Text
    owner: str
    state: JobState
    done: int
    total: int
    since: datetime
    until: datetime | None
    attempts: int
    silent: bool
    failure: Text | None

    @property
    def open(self) -> bool:
        """It waits or is under way, so it can be stopped."""
        return self.state.value in jobs.OPEN

    @property
    def can_be_tried_again(self) -> bool:
        """It ended without having been done."""
        return self.state in (JobState.FAILED, JobState.CANCELLED)


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


def cancel(session: Session, house: House, actor: Actor, job_id: int) -> None:
    """Stop a job of one's own; one that has ended stays as it is.

    :raises NotFound: there is none, or somebody else asked for it
    """
    own(session, actor, job_id)
    jobs.stop(session, house, job_id)


def listing(session: Session, house: House, actor: Actor) -> list[Line]:
    """What waits or is under way, then what ended last.

    :raises NotFound: for anybody but an administrator
    """
    _only_administrators(actor)
    first = case((Job.state.in_(jobs.OPEN), 0), else_=1)
    query = select(Job, Person.name).outerjoin(Person, Person.id == Job.owner_id).order_by(first, Job.id.desc()).limit(MOST)
    return [_line(house, row, name or "") for row, name in session.execute(query)]


def stop(session: Session, house: House, actor: Actor, job_id: int) -> None:
    """Stop anybody's job; the trail says who did. Work of the clock begins again by itself after `jobs.HELD`.

    :raises NotFound: not an administrator, or no such job
    """
    row = _any(session, actor, job_id)
    if jobs.stop(session, house, job_id):
        record(session, house, Event.JOB_STOP, actor, job=job_id, kind=row.kind)


def again(session: Session, house: House, actor: Actor, job_id: int) -> None:
    """Have a job done after all that failed or was stopped; the trail says who did.

    :raises NotFound: not an administrator, or no such job
    :raises Locked: of the clock's jobs of this kind another one is open already
    """
    in_turn(session)
    row = _any(session, actor, job_id)
    same = select(Job.id).where(Job.kind == row.kind, Job.owner_id.is_(None), Job.state.in_(jobs.OPEN), Job.id != job_id)
    if row.owner_id is None and session.scalar(same.limit(1)) is not None:
        raise Locked(_UNDER_WAY)
    if jobs.again(session, house, job_id):
        record(session, house, Event.JOB_AGAIN, actor, job=job_id, kind=row.kind)
        jobs.ring_after(session, house, row)


def _any(session: Session, actor: Actor, job_id: int) -> Job:
    _only_administrators(actor)
    row = session.get(Job, job_id)
    if row is None:
        raise NotFound
    return row


def _only_administrators(actor: Actor) -> None:
    if not actor.has(Role.ADMINISTRATOR):
        raise NotFound


def _line(house: House, row: Job, owner: str) -> Line:
    running = row.state == JobState.RUNNING.value
    silent = running and row.beat_at is not None and row.beat_at < house.clock() - jobs.SILENT
    failure = Text(*row.failure.split("\n", 1)) if "\n" in row.failure else None
    name = NAMES.get(row.kind, Text(row.kind, row.kind))
    state, until = JobState(row.state), row.finished_at
    return Line(row.id, row.kind, name, owner, state, row.done, row.total, row.created_at, until, row.attempts, silent, failure)
