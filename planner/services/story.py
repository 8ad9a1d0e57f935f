"""The story of a plan, from the trail, and its revisions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.kernel.i18n import Text
from planner.models import AuditEvent, IssuedFile, Person, Revision
from planner.services import rights
from planner.services.actor import Actor
from planner.services.audit import EVENT_NAMES, Event
from planner.services.house import House
from planner.workflow import State


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One act: who did what when. `who` is empty for acts of the clock."""

    at: datetime
    who: str
    what: Text
    event: Event
    detail: dict[str, Any]


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


def events(session: Session, house: House, actor: Actor, number: str) -> list[StoryLine]:
    """Everything that happened to a plan, newest first.

    :raises NotFound: not this person's to see
    """
    rights.find(session, actor, number, house.clock())
    rows = session.execute(
        select(AuditEvent, Person.name)
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .where(AuditEvent.plan_number == number)
        .order_by(AuditEvent.seq.desc())
    )
    return [StoryLine(row.at, name or "", EVENT_NAMES[Event(row.event)], Event(row.event), row.detail) for row, name in rows]


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
