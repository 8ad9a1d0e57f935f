"""What is kept of a step says the same as reading it anew."""

import pytest

from planner.services.step_reading import step_reading
from planner.wizards.answers import first_answers
from planner.wizards.flow import progress
from planner.wizards.registry import discover
from planner.wizards.schema import Field
from planner.wizards.validate import problems

STEPS = [pytest.param(step, id=f"{slug}-{step.slug}") for slug, kind in discover().items() for step in kind.steps]


@pytest.mark.parametrize("step", STEPS)
def test_progress_and_problems_are_those_of_the_wizard(step) -> None:  # type: ignore[no-untyped-def]
    first = first_answers(step)
    typed = {f.name: "写了一句" for f in step.items if isinstance(f, Field) and f.kind in ("text", "line")}
    for answers in ({}, first, {**first, **typed}, first):
        read = step_reading(step, answers)
        assert dict(read.problems) == problems(step, answers)
        assert [read.progress(touched) for touched in (True, False)] == [progress(step, answers, touched) for touched in (True, False)]


def test_other_answers_are_read_anew() -> None:
    step = next(iter(discover().values())).steps[0]
    named = next(f.name for f in step.items if isinstance(f, Field) and f.is_checked)
    one, other = (step_reading(step, {named: words}).texts for words in ("一句", "另一句"))
    assert [text.text for text in one] == ["一句"]
    assert [text.text for text in other] == ["另一句"]
