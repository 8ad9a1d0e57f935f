"""Steps of a wizard as sections of a paper.

What was hidden by a condition is not printed, what was left empty is not mentioned. A required answer that is
missing is printed as 未填写, so that nobody signs a gap unseen.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from planner.documents.figures import tool_pictures
from planner.documents.groups import group_blocks
from planner.documents.shapes import MISSING, TEXT_KINDS, Block, Fact, Facts, Names, Passage, Picture, Section, paragraphs
from planner.wizards.answers import is_visible
from planner.wizards.schema import Field, PlanType, Step


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
    pictures = tool_pictures(step.items, answers)
    for item in step.items:
        if isinstance(item, Field) and item.kind not in TEXT_KINDS:
            value = _field_value(step, item, answers, names)
            if value:
                waiting.append(Fact(item.label.zh, value))
            continue
        if waiting:
            yield Facts(tuple(waiting))
            waiting = []
        if isinstance(item, Field):
            value = _field_value(step, item, answers, names)
            if value:
                # the only question of a step is named by the step's own heading
                yield Passage(item.label.zh if len(step.items) > 1 else "", paragraphs(value))
        else:
            if item.name in pictures:
                yield Picture(pictures[item.name])
            yield from group_blocks(item, answers.get(item.name) or (), names, alone=len(step.items) == 1)
    if waiting:
        yield Facts(tuple(waiting))


def _field_value(step: Step, field: Field, answers: Mapping[str, Any], names: Names) -> str:
    if not is_visible(field, answers):
        return ""
    if field.kind == "known":
        return names.known.get(f"{step.slug}.{field.name}", "")
    return names.words(field, answers) or (MISSING if field.required else "")
