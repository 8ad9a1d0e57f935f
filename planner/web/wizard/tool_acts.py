"""What the buttons of the tools ask for, and the one choice over all rows of a step."""

from collections.abc import Iterator, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from planner.kernel.errors import NotFound
from planner.services.wizard import Change, base_of
from planner.wizards.answers import Answers, leaves
from planner.wizards.schema import Step

ONLY = "only:"
"""Prefix of the control that chooses the one row of a step; its value is the path of that row's field."""


def wanted_row(about: str) -> tuple[str, dict[str, str], str | None]:
    """`group[:field=value,…]` of an add button: path of the group, what the row starts with, the row it follows (`after=`).

    :raises NotFound: it cannot be read
    """
    group, _, rest = about.partition(":")
    pairs = [pair.partition("=") for pair in rest.split(",") if pair]
    if not all(name and equals for name, equals, _ in pairs):
        raise NotFound
    values = {name: value for name, _, value in pairs}
    after = values.pop("after", None)
    return group, values, after


def wanted_move(about: str) -> tuple[str, str, str]:
    """`group:row:group`: where a row stands, its id, and where it shall stand.

    :raises NotFound: it cannot be read
    """
    match about.split(":"):
        case [group, row, target]:
            return group, row, target
    raise NotFound


def chosen(step: Step, answers: Mapping[str, Any]) -> str:
    """Path of the field that says yes to the step's one question; empty when none does, or several."""
    marked = [path for path, value in _asked(step, answers) if value is True]
    return marked[0] if len(marked) == 1 else ""


def only_one_changes(step: Step, answers: Answers, posted: MultiDict[str, str]) -> Iterator[Change]:
    """The choice of one row as changes of every row's own answer; nothing where it stands as the page showed it."""
    if step.only_one is None:
        return
    name = f"{ONLY}{step.slug}.{step.only_one.field}"
    path = posted.get(name)
    if path is None or path == posted.get(f"base:{name}"):
        return
    for one, value in _asked(step, answers):
        if (one == path) != (value is True):
            yield Change(one, "yes" if one == path else "no", base_of(value))


def _asked(step: Step, answers: Mapping[str, Any]) -> list[tuple[str, Any]]:
    name = step.only_one.field if step.only_one else ""
    return [(leaf.path, leaf.value) for leaf in leaves(step, answers) if leaf.field.name == name and leaf.groups]
