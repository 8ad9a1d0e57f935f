"""Which picture a step's groups get, by the tool they are declared with."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from planner.documents.figures.canvas import PAPER_WIDTH
from planner.documents.figures.fishbone import Cause, fishbone
from planner.documents.figures.funnel import funnel
from planner.documents.figures.ninegrid import nine_grid
from planner.documents.figures.stakeholders import Person, stakeholder_map
from planner.documents.figures.swot import swot_square
from planner.documents.wording import with_unit
from planner.kernel.i18n import Language, Text
from planner.wizards.schema import Field, Group
from planner.wizards.values import looked_up

_UNPLACED = Text("还没有选层面", "No level yet")
Rows = Sequence[Mapping[str, Any]]
_AIM, _FROM_TO = Text("目标 {aim}", "Target {aim}"), Text("从 {base} 到 {aim}", "From {base} to {aim}")


def tool_pictures(
    items: Sequence[Field | Group], answers: Mapping[str, Any], language: Language = "zh", width: float = PAPER_WIDTH
) -> dict[str, str]:
    """The picture that stands before a group: name of the group → SVG element.

    Neighbouring groups with one tool are one picture, which stands before the first of them.
    Tools without a drawing here, and groups with nothing to draw, are left out.
    """
    found = {}
    for tool, run in groupby(items, key=lambda item: item.tool if isinstance(item, Group) else None):
        groups = [item for item in run if isinstance(item, Group)]
        rows = [(group, answers.get(group.name) or ()) for group in groups]
        for first, drawn in _drawn(tool, rows, language, width):
            if drawn:
                found[first.name] = drawn
    return found


def _drawn(tool: str | None, rows: Sequence[tuple[Group, Rows]], language: Language, width: float) -> Iterator[tuple[Group, str]]:
    match tool:
        case "swot":
            lists = [(group.label.in_(language), _words(group, held)) for group, held in rows]
            yield rows[0][0], swot_square(lists, language, width)
        case "fishbone":
            bones = [
                (group.label.in_(language), [Cause(str(row[group.title]), row.get("main") is True) for row in held if row.get(group.title)])
                for group, held in rows
            ]
            yield rows[0][0], fishbone(bones, language, width)
        case "funnel":
            for group, held in rows:
                yield group, funnel(_stages(group, held, language), language, width)
        case "ninegrid":
            for group, held in rows:
                yield group, nine_grid(_cells(group, held, language), language, width)
        case "stakeholders":
            for group, held in rows:
                yield group, stakeholder_map(_levels(group, held, language), language, width)


def _words(group: Group, rows: Rows) -> list[str]:
    return [str(row[group.title]) for row in rows if row.get(group.title)]


def _fields(group: Group) -> dict[str, Field]:
    return {item.name: item for item in group.fields if isinstance(item, Field)}


def _stages(group: Group, rows: Rows, language: Language) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            stage.label.in_(language),
            [(str(row["metric"]), _aim(row, language)) for row in rows if row.get("stage") == stage.value and row.get("metric")],
        )
        for stage in _fields(group)["stage"].choices
    ]


def _aim(row: Mapping[str, Any], language: Language) -> str:
    base, aim = (row.get(name) for name in ("baseline", "target"))
    if aim in (None, ""):
        return ""
    unit = str(row.get("unit") or "")
    words = with_unit(str(aim), unit)
    return _AIM.in_(language, aim=words) if base in (None, "") else _FROM_TO.in_(language, base=with_unit(str(base), unit), aim=words)


def _levels(group: Group, rows: Rows, language: Language) -> list[tuple[str, list[Person]]]:
    """The people of every level; who has none yet stands below them."""
    fields = _fields(group)
    stages = fields["relation"].choices
    held: dict[str, list[Person]] = {level.value: [] for level in fields["level"].choices}
    for row in rows:
        stage = next((n for n, one in enumerate(stages, 1) if one.value == row.get("relation")), 0)
        words = stages[stage - 1].label.in_(language) if stage else ""
        name, title, department = (str(row.get(f"contact_{part}") or "") for part in ("name", "title", "department"))
        if name or title or department:
            held.setdefault(str(row.get("level") or ""), []).append(Person(name, title, department, words, stage, len(stages)))
    named = [(level.label.in_(language), held.pop(level.value)) for level in fields["level"].choices]
    return named + [(_UNPLACED.in_(language), people) for people in held.values()]


def _cells(group: Group, rows: Rows, language: Language) -> list[tuple[str, int, str]]:
    asked = _fields(group)["micro_segment"]
    heads: dict[str, int] = {}
    contacts: dict[str, Decimal] = {}
    for row in rows:
        place = looked_up(asked, row)
        if place is None or not row.get("heads"):
            continue
        count = int(row["heads"])
        heads[place] = heads.get(place, 0) + count
        contacts[place] = contacts.get(place, Decimal(0)) + count * Decimal(str(row.get("contacts_per_month") or 0))
    return [
        (one.label.in_(language), heads.get(one.value, 0), f"{contacts[one.value].normalize():f}" if contacts.get(one.value) else "")
        for one in asked.choices
    ]
