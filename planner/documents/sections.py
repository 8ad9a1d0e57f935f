"""Steps of a wizard as sections of a paper.

What was hidden by a condition is not printed, what was left empty is not mentioned. A required answer that is
missing is printed as 未填写, so that nobody signs a gap unseen.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from planner.documents.figures import tool_pictures
from planner.documents.figures.words import shows, told
from planner.documents.groups import DRAWS_ITSELF, group_blocks, merged
from planner.documents.shapes import MISSING, TEXT_KINDS, Block, Fact, Facts, Names, Passage, Picture, Section, paragraphs
from planner.wizards.answers import is_visible
from planner.wizards.schema import Field, Group, PlanType, Step

_ONE_PICTURE = ("swot", "fishbone")
"""Tools that draw neighbouring groups as one picture."""


def sections_of(
    plan_type: PlanType, content: Mapping[str, Any], territories: Mapping[int, str], windows: Mapping[str, tuple[date, date]]
) -> tuple[Section, ...]:
    """Every step as a section, in the order of the wizard.

    :param content: the frozen content
    :param territories: registry id → name
    :param windows: phase → days, which a phase's chart covers
    """
    products = {int(p["id"]): str(p["generic_name"]) for p in content.get("products") or ()}
    known = {str(path): str(text) for path, text in (content.get("known") or {}).items() if text}
    answers = content["answers"]
    found = []
    for number, step in enumerate(plan_type.steps, start=1):
        names = Names(products, territories, known, windows.get(step.phase) if step.phase else None)
        blocks = tuple(_blocks(step, answers.get(step.slug) or {}, names))
        found.append(Section(step.slug, number, step.title.zh, step.intro.zh if step.intro and step.phase else "", blocks))
    return tuple(found)


def _blocks(step: Step, answers: Mapping[str, Any], names: Names) -> Iterator[Block]:
    waiting: list[Fact] = []
    alone = len(step.items) == 1
    for items in _together(step):
        first = items[0]
        if isinstance(first, Field) and first.kind not in TEXT_KINDS:
            value = _field_value(step, first, answers, names)
            if value:
                waiting.append(Fact(first.label.zh, value))
            continue
        if waiting:
            yield Facts(tuple(waiting))
            waiting = []
        if isinstance(first, Field):
            value = _field_value(step, first, answers, names)
            if value:
                # the only question of a step is named by the step's own heading
                yield Passage("" if alone else first.label.zh, paragraphs(value))
        else:
            yield from _drawn([item for item in items if isinstance(item, Group)], answers, names, alone=alone)
    if waiting:
        yield Facts(tuple(waiting))


def _together(step: Step) -> Iterator[list[Field | Group]]:
    """The questions one by one, neighbouring groups of one picture together."""
    for tool, run in groupby(step.items, key=lambda item: item.tool if isinstance(item, Group) else None):
        items = list(run)
        yield from [items] if tool in _ONE_PICTURE else [[item] for item in items]


def _drawn(groups: Sequence[Group], answers: Mapping[str, Any], names: Names, *, alone: bool) -> Iterator[Block]:
    """Groups with what they are drawn as before them. Lists that their picture says whole are not said again."""
    own = groups[0].block in DRAWS_ITSELF
    picture = "" if own else tool_pictures(groups, answers).get(groups[0].name, "")
    held = [(group, answers.get(group.name) or ()) for group in groups]
    if len(groups) == 1 or not picture:
        if picture:
            yield Picture(picture, "" if alone else groups[0].label.zh)
        for group, rows in held:
            yield from group_blocks(group, rows, names, alone=alone or bool(picture))
        return
    words = {group.label.zh: [str(row.get(group.title) or "") for row in rows] for group, rows in held}
    table = merged(held, names, "")
    whole = all(shows(picture, word) for said in words.values() for word in said) and not any(_says_more(*one) for one in held)
    if table and whole:
        yield Picture(told(picture, words), "", table)
        return
    yield Picture(picture)
    if table:
        yield table
        return
    for group, rows in held:
        yield from group_blocks(group, rows, names, alone=False)


def _says_more(group: Group, rows: Sequence[Mapping[str, Any]]) -> bool:
    """True when the rows hold words beside their titles; yes and no are drawn."""
    others = [f.name for f in group.fields if isinstance(f, Group) or (f.name != group.title and f.kind != "yes_no")]
    return any(row.get(name) not in (None, "", []) for row in rows for name in others)


def _field_value(step: Step, field: Field, answers: Mapping[str, Any], names: Names) -> str:
    if not is_visible(field, answers):
        return ""
    if field.kind == "known":
        return names.known.get(f"{step.slug}.{field.name}", "")
    return names.words(field, answers) or (MISSING if field.required else "")
