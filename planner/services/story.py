"""The story of a plan, from the trail, and its revisions.

What stood before and after an act is not written anywhere: it follows from the acts themselves and the table
of moves, so it is worked out by reading them in their order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.kernel.clock import local_date
from planner.kernel.i18n import Text
from planner.models import AuditEvent, IssuedFile, Person, Revision
from planner.services import rights
from planner.services.actor import Actor
from planner.services.audit import Event
from planner.services.event_words import OUTCOMES, PERSONS, Fact, facts, kind_of, name_of
from planner.services.house import House
from planner.workflow import MOVES, STATE_NAMES, Action, Role, State

NEWEST = 10
"""Lines of the story that the record of a plan shows."""

_ACTIONS: dict[Event, Action] = {
    Event.PLAN_DELETE: Action.DELETE,
    Event.PLAN_UNDELETE: Action.UNDELETE,
    Event.PLAN_SUBMIT: Action.SUBMIT,
    Event.PLAN_RECALL: Action.RECALL,
    Event.PLAN_RETURN: Action.RETURN_TO_AUTHOR,
    Event.PLAN_PASS: Action.PASS,
    Event.PLAN_RECALL_PASS: Action.RECALL_PASS,
    Event.PLAN_REFUSE: Action.REFUSE,
    Event.PLAN_APPROVE: Action.APPROVE,
    Event.PLAN_SUPERSEDE: Action.SUPERSEDE,
    Event.PLAN_WITHDRAW: Action.WITHDRAW,
    Event.PLAN_EXPIRE: Action.EXPIRE,
}
_BEGIN = frozenset({Event.PLAN_CREATE, Event.PLAN_RENEW, Event.PLAN_AMEND})
_TOLD = frozenset({"revision", "outcome", "for_person"})


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One act: who did what when.

    :param who: empty for acts of the clock; `behalf` is the person they acted for, empty for none
    :param kind: key of `event_words.KINDS`
    :param revision: of the plan, None for what concerns none
    :param before, after: state or decision before and after, None where the act changed neither
    :param address: where it came from; None for readers who may not see it
    """

    seq: int
    at: datetime
    who_id: int | None
    who: str
    behalf: str
    what: Text
    event: str
    kind: str
    revision: int | None
    before: Text | None
    after: Text | None
    facts: tuple[Fact, ...]
    address: str | None
    hash: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A choice of lines; empty values choose all.

    :param first, last: days in Asia/Shanghai, both included
    """

    kind: str = ""
    person: int | None = None
    revision: int | None = None
    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        return self != Wanted()


@dataclass(frozen=True, slots=True)
class Story:
    """The chosen lines of a plan's story, newest first.

    :param people: everybody who did something, by id, whatever is chosen
    :param total: how many lines there are without the choice
    """

    number: str
    title: str
    lines: tuple[StoryLine, ...]
    people: dict[int, str]
    revisions: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Version:
    """One revision in the list of a plan's revisions."""

    number: int
    state: State
    since: datetime
    submitted_at: datetime | None
    verify_code: str | None
    has_pdf: bool
    has_record: bool


def story(session: Session, house: House, actor: Actor, number: str, wanted: Wanted = Wanted()) -> Story:
    """What happened to a plan.

    :raises NotFound: not this person's to see
    """
    plan, newest, _ = rights.find(session, actor, number, house.clock())
    rows = session.scalars(select(AuditEvent).where(AuditEvent.plan_number == number).order_by(AuditEvent.seq)).all()
    lines = _lines(house, actor, rows, names_in(session, rows))
    chosen = [line for line in reversed(lines) if _fits(line, wanted)]
    people = {line.who_id: line.who for line in lines if line.who_id is not None}
    return Story(
        plan.number, newest.title, tuple(chosen), people, tuple(sorted({line.revision for line in lines if line.revision})), len(lines)
    )


def events(session: Session, house: House, actor: Actor, number: str) -> list[StoryLine]:
    """The newest things that happened to a plan, newest first; `story` has them all.

    :raises NotFound: not this person's to see
    """
    return list(story(session, house, actor, number).lines[:NEWEST])


def names_in(session: Session, rows: Iterable[AuditEvent]) -> dict[int, str]:
    """Name of every person whom these events name, by id, in one query."""
    ids = {row.actor_id for row in rows} | {row.detail[name] for row in rows for name in PERSONS if isinstance(row.detail.get(name), int)}
    found = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids - {None})))
    return {row.id: row.name for row in found}


def sees_addresses(actor: Actor) -> bool:
    """Whether somebody may see where others worked from: whoever answers for compliance."""
    return actor.has(Role.HEAD_OF_COMPLIANCE)


@dataclass(slots=True)
class _Standing:
    """What stands while the events are read in their order."""

    revision: int | None = None
    states: dict[int, State] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)

    def step(self, row: AuditEvent) -> tuple[Text | None, Text | None]:
        """Take one event in; what stood before and after it."""
        detail = row.detail
        if isinstance(detail.get("revision"), int):
            self.revision = detail["revision"] if row.event != Event.PLAN_SUPERSEDE else self.revision
        if row.event in (Event.FINDING_DECIDE, Event.FINDING_UNDO):
            return self._decided(str(detail.get("finding", "")), str(detail.get("outcome", "")))
        number = int(detail.get("revision") or self.revision or 1)
        if row.event in _BEGIN:
            self.states[number] = State.DRAFT
            return None, STATE_NAMES[State.DRAFT]
        target = MOVES[_ACTIONS[Event(row.event)]].target if row.event in _ACTIONS else None
        if target is None:
            return None, None
        before, self.states[number] = self.states.get(number), target
        return (STATE_NAMES[before] if before else None), STATE_NAMES[target]

    def _decided(self, finding: str, outcome: str) -> tuple[Text | None, Text | None]:
        before = self.outcomes.pop(finding, "")
        if outcome:
            self.outcomes[finding] = outcome
        return OUTCOMES.get(before, UNDECIDED), OUTCOMES.get(outcome, UNDECIDED)


UNDECIDED = Text("没有决定", "Undecided")


def _lines(house: House, actor: Actor, rows: Iterable[AuditEvent], names: dict[int, str]) -> list[StoryLine]:
    stands, found = _Standing(), []
    for row in rows:
        before, after = stands.step(row)
        found.append(line_of(house, actor, row, names, revision=row.detail.get("revision", stands.revision), before=before, after=after))
    return found


def line_of(
    house: House,
    actor: Actor,
    row: AuditEvent | Any,
    names: dict[int, str],
    *,
    revision: int | None = None,
    before: Text | None = None,
    after: Text | None = None,
    seen: bool = False,
) -> StoryLine:
    """One event in words.

    :param names: name of each person by id
    :param seen: addresses are shown whoever asks
    """
    told = _TOLD if before or after else frozenset({"revision", "for_person"})
    return StoryLine(
        seq=row.seq,
        at=row.at,
        who_id=row.actor_id,
        who=names.get(row.actor_id, "") if row.actor_id is not None else "",
        behalf=names.get(row.detail.get("for_person", 0), ""),
        what=name_of(row.event),
        event=row.event,
        kind=kind_of(row.event),
        revision=revision,
        before=before,
        after=after,
        facts=tuple(facts(house, row.detail, names, without=told)),
        address=row.address if seen or sees_addresses(actor) or row.actor_id == actor.person_id else None,
        hash=row.hash,
    )


def _fits(line: StoryLine, wanted: Wanted) -> bool:
    day = local_date(line.at)
    return (
        wanted.kind in ("", line.kind)
        and wanted.person in (None, line.who_id)
        and wanted.revision in (None, line.revision)
        and (wanted.first is None or day >= wanted.first)
        and (wanted.last is None or day <= wanted.last)
    )


def versions(session: Session, house: House, actor: Actor, number: str) -> list[Version]:
    """Revisions of a plan, newest first."""
    plan, _, _ = rights.find(session, actor, number, house.clock())
    files = session.execute(
        select(IssuedFile.revision_id, IssuedFile.kind)
        .join(Revision)
        .where(Revision.plan_id == plan.id, IssuedFile.round == Revision.round)
    )
    issued = {(revision, kind) for revision, kind in files}
    rows = session.scalars(select(Revision).where(Revision.plan_id == plan.id).order_by(Revision.number.desc()))
    return [
        Version(
            row.number,
            State(row.state),
            row.state_since,
            row.submitted_at,
            row.verify_code,
            (row.id, "plan") in issued,
            (row.id, "record") in issued,
        )
        for row in rows
    ]
