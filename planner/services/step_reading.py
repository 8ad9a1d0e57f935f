"""What follows from the answers of one step alone, kept by what they say: a save changes one step, the others are not read again."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from planner.compliance.document import FieldText, Row
from planner.kernel.i18n import Text
from planner.wizards.answers import is_visible, leaves
from planner.wizards.flow import Progress
from planner.wizards.schema import Field, Group, Step
from planner.wizards.validate import problems
from planner.wizards.values import computed, looked_up, typed

_KEPT = 3072
"""Twice what 150 people need who write plans of nine steps: with less, every save would read all of its plan anew."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StepReading:
    """One step with its answers.

    :param texts: what the checker reads, in reading order; hidden fields left out
    :param values: schema path → typed value of the fields outside row groups
    :param rows: of every group, for rules across fields
    :param problems: path → what keeps the step from being complete
    :param begun: some answer is there
    """

    texts: tuple[FieldText, ...]
    values: Mapping[str, object]
    rows: tuple[Row, ...]
    problems: Mapping[str, Text]
    begun: bool

    def progress(self, touched: bool) -> tuple[Progress, int]:
        """How far the step is, and how many answers are missing or wrong, as `wizards.flow.progress` says."""
        missing = len(self.problems)
        if not touched and (missing or not self.begun):
            return Progress.NOT_STARTED, missing
        return (Progress.IN_PROGRESS if missing else Progress.COMPLETE), missing


class Same(Generic[T]):
    """A large thing as a key: the very same object, so that its hundreds of parts need not be compared."""

    __slots__ = ("thing",)

    def __init__(self, thing: T) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.thing is other.thing


def step_reading(step: Step, answers: Mapping[str, Any]) -> StepReading:
    """Read a step; the same answers to the same step are read once."""
    return _read(Same(step), json.dumps(answers, ensure_ascii=False))


@lru_cache(maxsize=_KEPT)
def _read(same: Same[Step], written: str) -> StepReading:
    step, answers = same.thing, json.loads(written)
    texts: list[FieldText] = []
    values: dict[str, object] = {}
    begun = False
    walked = tuple(leaves(step, answers))
    for leaf in walked:
        begun = begun or leaf.value is not None
        if not leaf.visible:
            continue
        if not leaf.groups:
            values[leaf.schema_path] = typed(leaf.field, leaf.value)
        if leaf.field.is_checked and leaf.value:
            block = leaf.groups[-1].block if leaf.groups else None
            texts.append(FieldText(leaf.path, leaf.schema_path, str(leaf.value), leaf.field.label.zh, step.phase, block))
    rows = tuple(_rows(step, step.items, answers, step.slug, step.slug))
    return StepReading(tuple(texts), values, rows, problems(step, answers, walked), begun)


def _rows(step: Step, items: tuple[Field | Group, ...], answers: Mapping[str, Any], path: str, schema_path: str) -> Iterator[Row]:
    for group in (item for item in items if isinstance(item, Group)):
        inner = f"{schema_path}.{group.name}"
        for row in answers.get(group.name) or ():
            here = f"{path}.{group.name}.{row['id']}"
            values = {field.name: _value(field, row) for field in group.fields if isinstance(field, Field) and is_visible(field, row)}
            yield Row(here, inner, group.block, step.phase, values)
            yield from _rows(step, group.fields, row, here, inner)


def _value(field: Field, row: Mapping[str, Any]) -> object:
    if field.kind == "looked_up":
        return looked_up(field, row)
    return computed(field, row) if field.kind == "computed" else typed(field, row.get(field.name))
