"""Copies of a plan to work with outside: a Word document and a workbook. Nobody signs them, and they say so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from planner.documents import sheets, word
from planner.documents.content import PlanContent
from planner.documents.word import Standing
from planner.kernel.canonical import sha256_hex
from planner.models import Person
from planner.services import issuing, plans
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.draft import read_draft
from planner.services.house import House
from planner.services.plans import PlanView
from planner.workflow import WRITABLE


@dataclass(frozen=True, slots=True)
class Copy:
    """A file to take away.

    :param kind: `word` or `tables`
    :param name: of the file, ASCII
    """

    kind: str
    name: str
    media_type: str
    data: bytes


def as_word(session: Session, house: House, actor: Actor, number: str, revision: int | None = None) -> Copy:
    """The plan as this person may read it, as a Word document.

    :raises NotFound: no such plan, or not the actor's to see
    """
    return _copy(session, house, actor, number, revision, "word", word.plan_docx)


def as_tables(session: Session, house: House, actor: Actor, number: str, revision: int | None = None) -> Copy:
    """The tables of the plan, one sheet each.

    :raises NotFound: no such plan, or not the actor's to see
    """
    return _copy(session, house, actor, number, revision, "tables", sheets.plan_xlsx)


def note_copy(session: Session, house: House, actor: Actor, number: str, copy: Copy) -> None:
    """Write a copy that was taken into the trail."""
    record(session, house, Event.FILE_EXPORT, actor, number, file=sha256_hex(copy.data), kind=copy.kind)


def _copy(
    session: Session,
    house: House,
    actor: Actor,
    number: str,
    revision: int | None,
    kind: str,
    make: Callable[[PlanContent, Standing], bytes],
) -> Copy:
    view = plans.open_plan(session, house, actor, number, revision=revision)
    content, standing = content_now(session, house, view)
    ending = "-draft" if standing.draft else ""
    name, media_type = ("plan", word.TYPE) if kind == "word" else ("tables", sheets.TYPE)
    suffix = "docx" if kind == "word" else "xlsx"
    data = make(PlanContent.from_json(content), standing)
    return Copy(kind, f"{view.plan.number}-{view.revision.number}-{name}{ending}.{suffix}", media_type, data)


def content_now(session: Session, house: House, view: PlanView) -> tuple[dict[str, Any], Standing]:
    """What was frozen; of a plan that is being written, what would be frozen now."""
    draft = view.state in WRITABLE
    if view.content is not None and view.answers == view.content["answers"]:
        return view.content, Standing(draft, "" if draft else view.revision.verify_code or "")
    return issuing.freeze(session, house, read_draft(session, house, view), _author(view.plan.author)), Standing(draft=True)


def _author(person: Person) -> Actor:
    """The one whose name the plan bears, whoever takes the copy, and also after they have left."""
    return Actor(
        person_id=person.id,
        name=person.name,
        employee_number=person.employee_number,
        email=person.email,
        job_title=person.job_title,
        territory_id=person.territory_id,
        territory_name=person.territory.name,
        grants=(),
    )
