"""Paths into the answers of one step, and pure changes to them.

The answers of a step are one JSON object: field name → value; group name → list of rows,
each `{"id": "k3f9abcd", field: value, …}`. A path is dotted and starts with the step:
`pre-launch.activities.k3f9abcd.agenda`; its schema path leaves the row ids out.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.kernel.errors import NotFound, Stale
from planner.kernel.i18n import Text
from planner.kernel.ids import row_id
from planner.wizards.schema import Field, Group, Step

Answers = dict[str, Any]
_GONE = Text("这一栏已经不在了，可能在另一处被删掉了。", "This field is gone; its row may have been removed elsewhere.")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One field as it stands in the answers.

    :param value: JSON value, None when empty
    :param siblings: the answers it stands among: of its row, or of the step
    :param groups: the groups around it, outermost first; empty outside row groups
    :param rows: the rows around it, outermost first
    """

    path: str
    schema_path: str
    field: Field
    value: Any
    siblings: Mapping[str, Any]
    groups: tuple[Group, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()

    @property
    def visible(self) -> bool:
        """True unless its condition is not met."""
        return is_visible(self.field, self.siblings)


def is_visible(field: Field, siblings: Mapping[str, Any]) -> bool:
    """True unless the field has a condition that its siblings do not meet."""
    return field.when is None or siblings.get(field.when.field) in field.when.values


def leaves(step: Step, answers: Mapping[str, Any]) -> Iterator[Leaf]:
    """Every field of the step in reading order, once per row; hidden ones included."""
    yield from _leaves(step.items, answers, step.slug, step.slug, (), ())


def _leaves(
    items: tuple[Field | Group, ...],
    answers: Mapping[str, Any],
    path: str,
    schema_path: str,
    groups: tuple[Group, ...],
    rows: tuple[Mapping[str, Any], ...],
) -> Iterator[Leaf]:
    for item in items:
        if isinstance(item, Field):
            yield Leaf(f"{path}.{item.name}", f"{schema_path}.{item.name}", item, answers.get(item.name), answers, groups, rows)
        else:
            for row in answers.get(item.name) or ():
                yield from _leaves(
                    item.fields, row, f"{path}.{item.name}.{row['id']}", f"{schema_path}.{item.name}", (*groups, item), (*rows, row)
                )


def leaf(step: Step, answers: Mapping[str, Any], path: str) -> Leaf:
    """The field at a path.

    :raises NotFound: the step has no such field, or the row is gone
    """
    slug, *parts = path.split(".")
    items, here = step.items if slug == step.slug else (), answers
    groups: tuple[Group, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()
    while len(parts) > 1:
        group = next((i for i in items if isinstance(i, Group) and i.name == parts[0]), None)
        row = next((r for r in here.get(group.name) or () if r["id"] == parts[1]), None) if group is not None else None
        if group is None or row is None:
            raise NotFound(_GONE)
        items, here, groups, rows, parts = group.fields, row, (*groups, group), (*rows, row), parts[2:]
    field = next((i for i in items if isinstance(i, Field) and [i.name] == parts), None)
    if field is None:
        raise NotFound(_GONE)
    return Leaf(path, ".".join((slug, *(group.name for group in groups), field.name)), field, here.get(field.name), here, groups, rows)


def with_value(step: Step, answers: Answers, path: str, value: Any) -> Answers:
    """A copy of the answers with one value changed; rows beside the changed one are shared with what it was made from.

    :raises NotFound: no such field
    """
    leaf(step, answers, path)
    return _with(answers, path.split(".")[1:], value)


def _with(place: Mapping[str, Any], parts: list[str], value: Any) -> Answers:
    name, *inside = parts
    if not inside:
        return {**place, name: value}
    rows = list(place[name])
    at = next(n for n, row in enumerate(rows) if row["id"] == inside[0])
    rows[at] = _with(rows[at], inside[1:], value)
    return {**place, name: rows}


def group_at(step: Step, path: str) -> Group:
    """The group a path names, row ids left out or not: `pre-launch.activities`.

    :raises NotFound: no such group
    """
    items, found = step.items, None
    for part in path.split(".")[1:]:
        match = next((i for i in items if isinstance(i, Group) and i.name == part), None)
        if match is not None:
            found, items = match, match.fields
    if found is None or path.split(".")[-1] != found.name:
        raise NotFound
    return found


def _rows(changed: Answers, path: str) -> list[Any]:
    """The list of rows at a group path such as `accounts.list.k3f9.stakeholders`, made when missing."""
    parts = path.split(".")[1:]
    place: Any = changed
    while len(parts) > 1:
        row = next((r for r in place.get(parts[0], ()) if r["id"] == parts[1]), None)
        if row is None:
            raise NotFound
        place, parts = row, parts[2:]
    rows: list[Any] = place.setdefault(parts[0], [])
    return rows


def add_row(step: Step, answers: Answers, path: str, row: Mapping[str, Any] | None = None, at: int | None = None) -> tuple[Answers, str]:
    """A copy with one more row, and the id of that row.

    :param path: of the group, `pre-launch.activities`
    :param row: an earlier row to put back, with its id; None adds an empty one
    :param at: position, last when None
    :raises NotFound: no such group
    :raises Stale: the group is full
    """
    group = group_at(step, path)
    changed = copy.deepcopy(answers)
    rows = _rows(changed, path)
    if len(rows) >= group.maximum:
        raise Stale(Text(f"最多 {group.maximum} 行。", f"At most {group.maximum} rows."))
    new = dict(row) if row is not None else {"id": row_id()}
    rows.insert(len(rows) if at is None else at, new)
    return changed, str(new["id"])


def remove_row(step: Step, answers: Answers, path: str, row: str) -> tuple[Answers, Mapping[str, Any], int]:
    """A copy without one row, the row taken out, and where it stood.

    :raises NotFound: no such group or row
    """
    group_at(step, path)
    changed = copy.deepcopy(answers)
    rows = _rows(changed, path)
    position = next((i for i, r in enumerate(rows) if r["id"] == row), None)
    if position is None:
        raise NotFound
    return changed, rows.pop(position), position


def move_row(step: Step, answers: Answers, path: str, row: str, by: int) -> Answers:
    """A copy with one row moved up (-1) or down (+1); at the end it stays where it is.

    :raises NotFound: no such group or row
    """
    changed, taken, position = remove_row(step, answers, path, row)
    rows = _rows(changed, path)
    rows.insert(min(max(position + by, 0), len(rows)), dict(taken))
    return changed


def first_answers(step: Step) -> Answers:
    """What a new plan starts with: the preset rows, nothing else."""
    start: Answers = {}
    for item in step.items:
        if isinstance(item, Group) and item.presets:
            start[item.name] = [{"id": row_id(), **dict(pairs)} for pairs in item.presets]
    return start
