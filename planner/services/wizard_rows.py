"""What the tools of a step do with rows beyond adding and removing: start one with a value, move it to a neighbouring group, drop empty ones."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from planner.kernel.errors import NotFound
from planner.kernel.ids import row_id
from planner.services import wizard
from planner.services.actor import Actor
from planner.services.house import House
from planner.services.step_view import StepView
from planner.wizards import answers as paths
from planner.wizards.answers import Answers
from planner.wizards.schema import Field, Group, Step
from planner.wizards.values import Unreadable, read

LINES = ("swot", "fishbone")
"""Tools whose rows are single lines: one left empty is not a row."""


def add_row(
    session: Session, house: House, actor: Actor, number: str, slug: str, group: str, values: Mapping[str, str], after: str | None = None
) -> tuple[StepView, str]:
    """Add a row that starts with some choices made; returns the step and the id of the row.

    :param values: name of a field of the group → what would be typed into it
    :param after: id of the row it follows; None puts it last
    :raises NotFound: no such group or field, or not a value of it
    :raises Stale: the group is full
    """
    view, row, step = wizard.writable_step(session, house, actor, number, slug)
    declared = paths.group_at(step, group)
    new = {"id": row_id(), **{name: _started(declared, name, typed) for name, typed in values.items()}}
    stored, key = paths.add_row(step, row.answers, group, new, _place(step, row.answers, group, after))
    wizard.store_step(session, house, view, row, stored)
    session.flush()
    return wizard.open_step(session, house, actor, number, slug), key


def _started(group: Group, name: str, typed: str) -> Any:
    asked = next((item for item in group.fields if isinstance(item, Field) and item.name == name), None)
    if asked is None or asked.kind != "choice":
        raise NotFound
    try:
        return read(asked, typed)
    except Unreadable as error:
        raise NotFound(error.message) from error


def _place(step: Step, answers: Answers, group: str, after: str | None) -> int | None:
    if after is None:
        return None
    _, _, position = paths.remove_row(step, answers, group, after)
    return position + 1


def transfer_row(session: Session, house: House, actor: Actor, number: str, slug: str, group: str, key: str, target: str) -> StepView:
    """Move a row to the end of a neighbouring group that asks the same questions; it keeps its id.

    :raises NotFound: no such group or row, or groups that ask different questions
    :raises Stale: the other group is full
    """
    view, row, step = wizard.writable_step(session, house, actor, number, slug)
    here, there = (paths.group_at(step, path) for path in (group, target))
    if here.fields != there.fields or here.tool != there.tool:
        raise NotFound
    left, taken, _ = paths.remove_row(step, row.answers, group, key)
    stored, _ = paths.add_row(step, left, target, taken)
    wizard.store_step(session, house, view, row, stored)
    session.flush()
    return wizard.open_step(session, house, actor, number, slug)


def has_lines(step: Step) -> bool:
    """True when `drop_empty_lines` has anything to look at."""
    return any(isinstance(item, Group) and item.tool in LINES for item in step.items)


def drop_empty_lines(session: Session, house: House, actor: Actor, number: str, slug: str) -> StepView | None:
    """Take out the lines in which nothing was written; None when there are none."""
    view, row, step = wizard.writable_step(session, house, actor, number, slug)
    kept = dict(row.answers)
    for group in (item for item in step.items if isinstance(item, Group) and item.tool in LINES):
        rows = kept.get(group.name) or []
        written = [one for one in rows if any(value for name, value in one.items() if name != "id")]
        if len(written) < len(rows):
            kept[group.name] = written
    if kept == row.answers:
        return None
    wizard.store_step(session, house, view, row, kept)
    session.flush()
    return wizard.open_step(session, house, actor, number, slug)
