"""Whatever is typed: a stored value or a message, and a stored value reads back as itself."""

from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.wizards.answers import leaves
from planner.wizards.flow import period, phase_windows
from planner.wizards.registry import discover
from planner.wizards.schema import Field, Group
from planner.wizards.validate import as_typed, problems
from planner.wizards.values import Unreadable, read, typed

LAUNCH = discover()["launch"]


def every_field() -> list[Field]:
    found: list[Field] = []
    stack: list[Field | Group] = [item for kind in discover().values() for step in kind.steps for item in step.items]
    while stack:
        item = stack.pop()
        if isinstance(item, Group):
            stack.extend(item.fields)
        else:
            found.append(item)
    return found


FIELDS = every_field()


@settings(max_examples=600)
@given(
    st.sampled_from(FIELDS), st.one_of(st.text(), st.from_regex(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", fullmatch=True), st.integers().map(str))
)
def test_typing_never_breaks_and_values_read_back(asked: Field, raw: str) -> None:
    try:
        stored = read(asked, raw)
    except Unreadable:
        return
    typed(asked, stored)
    assert read(asked, as_typed(asked, stored)) == stored


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(["title", "summary", "introduction"]), st.text(max_size=50)))
def test_any_texts_can_be_walked_and_judged(texts: dict[str, str]) -> None:
    for step in LAUNCH.steps:
        answers = {name: value for name, value in texts.items() if any(item.name == name for item in step.items)}
        assert all(leaf.path.startswith(step.slug) for leaf in leaves(step, answers))
        assert set(problems(step, answers)) <= {f"{step.slug}.{item.name}" for item in step.items}


MONTHS = st.from_regex(r"20[2-4][0-9]-(0[1-9]|1[0-2])", fullmatch=True)


@given(MONTHS, MONTHS, st.dates(date(2020, 1, 1), date(2050, 1, 1)))
def test_phases_never_overlap(start: str, end: str, launch: date) -> None:
    answers = {"basics": {"period_start": start, "period_end": end, "launch_date": str(launch)}}
    windows = list(phase_windows(LAUNCH, answers).values())
    assert all(a <= b for a, b in windows)
    assert all(first[1] < second[0] for first, second in pairwise(windows))
    assert (period(answers) is None) == (end < start)
