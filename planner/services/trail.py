"""The trail across all plans, for those who audit: filtered, a page at a time, and as one stream.

Pages are cut by the sequence number of an event, so the last page costs what the first does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from planner.kernel.clock import SHANGHAI
from planner.kernel.errors import NotFound
from planner.models import AuditEvent, Person
from planner.services import audit
from planner.services.actor import Actor
from planner.services.audit import Chain, Event, record
from planner.services.event_words import KINDS, KNOWN, events_of
from planner.services.house import House
from planner.services.story import StoryLine, line_of, names_in
from planner.workflow import Role

AUDITORS = (Role.HEAD_OF_COMPLIANCE, Role.ADMINISTRATOR)
"""Who reads the trail: the one answers for what was decided, the other for the system. It holds no plan text."""
PAGE = 50
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Sought:
    """A choice of events; empty values choose all.

    :param act: value of an `Event`, or key of `event_words.KINDS`
    :param person: part of a name, or an employee number
    :param plan: number of a plan
    :param first, last: days in Asia/Shanghai, both included
    """

    act: str = ""
    person: str = ""
    plan: str = ""
    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        return self != Sought()


@dataclass(frozen=True, slots=True)
class TrailLine:
    """An event and the plan it belongs to, "" for none."""

    plan: str
    line: StoryLine


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some events, newest first.

    :param older: number to go on below, None at the end
    """

    lines: tuple[TrailLine, ...]
    older: int | None


def may_read(actor: Actor) -> bool:
    """Whether somebody may read the whole trail: only with a role for the whole company, since it tells of every plan."""
    return actor.covers("/", *AUDITORS)


def page(session: Session, house: House, actor: Actor, sought: Sought, below: int | None = None) -> TrailPage:
    """Fifty events, newest first.

    :param below: only events with a smaller number
    :raises NotFound: not this person's to see
    """
    _refuse_others(actor)
    query = _chosen(session, sought).order_by(AuditEvent.seq.desc()).limit(PAGE + 1)
    if below is not None:
        query = query.where(AuditEvent.seq < below)
    rows = session.scalars(query).all()
    shown = rows[:PAGE]
    return TrailPage(tuple(_lines(house, actor, shown, names_in(session, shown))), shown[-1].seq if len(rows) > PAGE else None)


def begin_export(session: Session, house: House, actor: Actor, sought: Sought) -> Chain:
    """Note in the trail that it is taken away; what is handed out ends with the event before this one.

    :returns: count and head at that time, which the file names
    :raises NotFound: not this person's to see
    """
    _refuse_others(actor)
    end = audit.head(session)
    record(session, house, Event.FILE_EXPORT, actor, kind="trail_csv", count=end.count, head=end.head)
    return end


def stream(session: Session, house: House, actor: Actor, sought: Sought, through: int) -> Iterator[TrailLine]:
    """Every chosen event from the oldest through a number, a batch in memory at a time.

    :raises NotFound: not this person's to see
    """
    _refuse_others(actor)
    chosen, after = _chosen(session, sought).where(AuditEvent.seq <= through).order_by(AuditEvent.seq).limit(_BATCH), 0
    while rows := session.scalars(chosen.where(AuditEvent.seq > after)).all():
        yield from _lines(house, actor, rows, names_in(session, rows))
        after = rows[-1].seq
        session.expunge_all()


def _refuse_others(actor: Actor) -> None:
    if not may_read(actor):
        raise NotFound


def _lines(house: House, actor: Actor, rows: Iterable[AuditEvent], names: dict[int, str]) -> Iterator[TrailLine]:
    for row in rows:
        line = line_of(house, actor, row, names, revision=row.detail.get("revision"), seen=True)
        yield TrailLine(row.plan_number, line)


def _chosen(session: Session, sought: Sought) -> Select[AuditEvent]:
    query = select(AuditEvent)
    if sought.act:
        query = query.where(AuditEvent.event.in_(_events(sought.act)))
    if sought.person:
        query = query.where(AuditEvent.actor_id.in_(_people(session, sought.person)))
    if sought.plan:
        query = query.where(AuditEvent.plan_number == sought.plan)
    if sought.first:
        query = query.where(AuditEvent.at >= _begin(sought.first))
    if sought.last:
        query = query.where(AuditEvent.at < _begin(sought.last + timedelta(days=1)))
    return query


def _events(act: str) -> list[str]:
    if act in KINDS:
        return [event.value for event in events_of(act)]
    return [act] if act in KNOWN else []


def _people(session: Session, words: str) -> list[int]:
    query = select(Person.id).where(or_(Person.name.contains(words, autoescape=True), Person.employee_number == words))
    return list(session.scalars(query.limit(_BATCH)))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
