"""What words name in a plan: a step, a group, a text, a choice; within the step they stand in rather than elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from planner.documents.intake.filing import Row
from planner.documents.intake.lexicon import LIKELY, PERHAPS, alike, choice_called, field_called, group_alike
from planner.documents.intake.tree import Node, Segment, label_words, segments_of
from planner.wizards.schema import UNTYPED, Choice, Field, Group, PlanType, Step

NAMED = 0.86
"""How well a label must name a field to be dropped for it; a label that names it less well stays in the text."""
_PARTICULAR = re.compile("依据|同意|出处|来源|数据")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the text that is being read belongs.

    :param group: rows are made in it; `outer` is the row around a nested group
    :param row: open row whose own fields are meant
    :param asked: text that everything is added to
    """

    step: Step | None = None
    group: Group | None = None
    outer: Row | None = None
    row: Row | None = None
    asked: Field | None = None
    preface: bool = False


def fields_of(step: Step) -> list[Field]:
    """Fields of a step itself that somebody types."""
    return [item for item in step.items if isinstance(item, Field) and item.kind not in UNTYPED]


def groups_of(step: Step) -> list[Group]:
    """Groups of a step."""
    return [item for item in step.items if isinstance(item, Group)]


def text_sink(fields: list[Field], not_this: str = "") -> Field | None:
    """The text that takes what has no field of its own: the one with the most room, of two a description.

    A text that asks for a reason, a source or data takes nothing but that.
    """
    texts = [one for one in fields if one.kind == "text" and one.name != not_this and not _PARTICULAR.search(one.label.zh)]
    return max(texts, key=lambda one: (one.most_characters, alike("描述", one.label)), default=None)


def choice_in(group: Group, segment: Segment) -> tuple[Field, Choice] | None:
    """The choice of a row that a label, or a short line without one, names."""
    words = label_words(segment.label) if segment.label else segment.rest.strip()
    if not words or len(words) > 24:
        return None
    for asked in (item for item in group.fields if isinstance(item, Field) and item.kind == "choice"):
        if chosen := choice_called(words, asked.choices):
            return asked, chosen
    return None


def named(plan_type: PlanType, words: str, scope: Scope) -> Scope | None:
    """Where a heading points: within the step it stands in rather than elsewhere."""
    best, found = 0.0, None
    for score, candidate in _candidates(plan_type, words, scope):
        if score > best:
            best, found = score, candidate
    return found


def _candidates(plan_type: PlanType, words: str, scope: Scope) -> list[tuple[float, Scope]]:
    found = list[tuple[float, Scope]]()
    if scope.row is not None:
        for inner in scope.row.nested:
            if (score := group_alike(words, inner)) >= LIKELY:
                found.append((score + 0.2, Scope(scope.step, inner, scope.row)))
    for step in plan_type.steps:
        here = scope.step is not None and step.slug == scope.step.slug and not scope.preface
        bonus, least = (0.15, LIKELY) if here else (0.0, 0.78 if scope.step is None or scope.preface else NAMED)
        if not here and (score := alike(words, step.title)) >= least:
            found.append((score - 0.01, _whole(step)))
        for group in groups_of(step):
            if (score := group_alike(words, group)) >= least:
                found.append((score + bonus, Scope(step, group)))
        for asked in fields_of(step):
            if asked.kind == "text" and (score := alike(words, asked.label)) >= (least if here else 0.97):
                found.append((score + bonus - 0.005, Scope(step, asked=asked)))
    return found


def _whole(step: Step) -> Scope:
    """A step that is nothing but one group is meant as that group."""
    groups = groups_of(step)
    return Scope(step, groups[0]) if len(groups) == 1 and not fields_of(step) else Scope(step)


def group_called(label: str, step: Step, group: Group | None, row: Row | None) -> tuple[Group, Row | None] | None:
    """Another group that a label names, with the row around it."""
    options: list[tuple[Group, Row | None]] = [(inner, row) for inner in row.nested] if row is not None else []
    options += [(one, None) for one in groups_of(step) if one is not group]
    scored = [(group_alike(label, one), -at) for at, (one, _) in enumerate(options)]
    best = max(scored, default=(0.0, 0))
    return options[-best[1]] if best[0] >= 0.86 else None


def labels_of(node: Node, group: Group) -> int:
    """How many labels of a line name a field of a group."""
    fields = [item for item in group.fields if isinstance(item, Field)]
    labels = [label_words(segment.label) for segment in segments_of(node.text, 0) if segment.label]
    return sum(1 for label in labels if _is_field(label, fields))


def _is_field(label: str, fields: Sequence[Field]) -> bool:
    """A label names a field, and not rather one of its choices."""
    found = field_called(label, fields, NAMED)
    chosen = max((alike(label, choice.label) for one in fields for choice in one.choices), default=0.0)
    return found is not None and found.score >= chosen


def group_for(step: Step, node: Node) -> Group | None:
    """The group of a step that lines without a heading of their own go to."""
    lines = list(node.whole())

    def weight(group: Group) -> tuple[float, int, int]:
        labels = sum(labels_of(line, group) for line in lines)
        chosen = any(choice_in(group, segments_of(line.text, 0)[0]) for line in lines[:1])
        sink = text_sink([item for item in group.fields if isinstance(item, Field)])
        own = segments_of(node.text, 0)[0].label
        called = group_alike(label_words(own), group) if own else 0.0
        return (
            labels + 0.8 * chosen + (1.2 * called if called >= PERHAPS else 0.0),
            sink.most_characters if sink is not None else 0,
            -len(group.fields),
        )

    return max(groups_of(step), key=weight, default=None)


def is_rows(node: Node, group: Group, sink: Field) -> bool:
    """A heading that names nothing begins a row of a group, rather than a paragraph of the step's own text."""
    named = sum(labels_of(child, group) for child in node.children)
    return named > 0 or choice_in(group, Segment("", "", node.text, 0)) is not None or sink.most_characters <= 1000


def no_room_below(group: Group) -> bool:
    """A row of the group is a line: it has no text and no rows inside."""
    fields = [item for item in group.fields if isinstance(item, Field)]
    return text_sink(fields, group.title) is None and not any(isinstance(item, Group) for item in group.fields)


def guess(plan_type: PlanType, words: str) -> Step | None:
    """The step whose words are in a passage."""
    scored = [
        (max([alike(words[:40], step.title), *(group_alike(words[:40], g) for g in groups_of(step))]), step) for step in plan_type.steps
    ]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] > 0.5 else None
