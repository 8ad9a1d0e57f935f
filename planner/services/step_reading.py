"""What follows from the answers of one step alone, kept by what they say: a save changes one step, the others are not read again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from planner.compliance.document import FieldText
from planner.kernel.i18n import Text
from planner.wizards.answers import leaves
from planner.wizards.flow import Progress
from planner.wizards.schema import Step
from planner.wizards.validate import problems
from planner.wizards.values import typed

_KEPT = 1024


@dataclass(frozen=True, slots=True)
class StepReading:
    """One step with its answers.

    :param texts: what the checker reads, in reading order; hidden fields left out
    :param values: schema path → typed value of the fields outside row groups
    :param problems: path → what keeps the step from being complete
    :param begun: some answer is there
    """

    texts: tuple[FieldText, ...]
    values: Mapping[str, object]
    problems: Mapping[str, Text]
    begun: bool

    def progress(self, touched: bool) -> tuple[Progress, int]:
        """How far the step is, and how many answers are missing or wrong, as `wizards.flow.progress` says."""
        missing = len(self.problems)
        if not touched and (missing or not self.begun):
            return Progress.NOT_STARTED, missing
        return (Progress.IN_PROGRESS if missing else Progress.COMPLETE), missing


class _Same:
    """A declared step as a key: the very same object, so that its hundreds of parts need not be compared."""

    __slots__ = ("step",)

    def __init__(self, step: Step) -> None:
        self.step = step

    def __hash__(self) -> int:
        return id(self.step)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.step is other.step


def step_reading(step: Step, answers: Mapping[str, Any]) -> StepReading:
    """Read a step; the same answers to the same step are read once."""
    return _read(_Same(step), json.dumps(answers, ensure_ascii=False))


@lru_cache(maxsize=_KEPT)
def _read(same: _Same, written: str) -> StepReading:
    step, answers = same.step, json.loads(written)
    texts: list[FieldText] = []
    values: dict[str, object] = {}
    begun = False
    for leaf in leaves(step, answers):
        begun = begun or leaf.value is not None
        if not leaf.visible:
            continue
        if not leaf.groups:
            values[leaf.schema_path] = typed(leaf.field, leaf.value)
        if leaf.field.is_checked and leaf.value:
            block = leaf.groups[-1].block if leaf.groups else None
            texts.append(FieldText(leaf.path, leaf.schema_path, str(leaf.value), leaf.field.label.zh, step.phase, block))
    return StepReading(tuple(texts), values, problems(step, answers), begun)
