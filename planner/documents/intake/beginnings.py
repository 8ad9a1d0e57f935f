"""Lines that say what the lines after them are: the name of a plan, a label on a line of its own, a group inside a row."""

from collections.abc import Sequence

from planner.documents.intake.filing import Filing, Row
from planner.documents.intake.lexicon import LIKELY, SURE, alike, group_alike
from planner.documents.intake.lines import Lines
from planner.documents.intake.naming import NAMED, Scope, fields_of, named
from planner.documents.intake.tree import Node, label_words, segments_of
from planner.documents.intake.withheld import has_personal
from planner.kernel.i18n import Text
from planner.wizards.schema import Field, PlanType, Step

TITLE = Text("计划名称", "Title")


def title_of(nodes: Sequence[Node], plan_type: PlanType, first: Step | None) -> Node | None:
    """The line that reads like the plan's name: the first heading of the beginning, else the first line.

    It is put in last: a line that says it is the name goes before it.
    """
    if first is None or not any(alike(TITLE.zh, one.label) >= SURE for one in fields_of(first)):
        return None
    beginning = [node for node in nodes[:6] if _may_be_title(node, plan_type)]
    return next((node for node in beginning if node.is_heading), beginning[0] if beginning and beginning[0] is nodes[0] else None)


def _may_be_title(node: Node, plan_type: PlanType) -> bool:
    if node.passage.table is not None or len(node.text) > 60 or "。" in node.text:
        return False
    if named(plan_type, node.text, Scope()) is not None and alike(node.text, plan_type.title) < LIKELY:
        return False
    return node.is_heading or not segments_of(node.text, 0)[0].label


def labels_joined(lines: Lines, nodes: Sequence[Node], scope: Scope) -> list[Node]:
    """Lines that are nothing but the name of a field take the paragraph after them as its text."""
    places = _places(scope)
    joined, at = list[Node](), 0
    while at < len(nodes):
        node, after = nodes[at], nodes[at + 1] if at + 1 < len(nodes) else None
        at += 1
        follows = after is not None and not after.is_heading and after.passage.table is None and not after.children
        if after is None or not follows or not _is_bare_label(node) or (taken := _labelled_below(lines, node, after, places)) is None:
            joined.append(node)
            continue
        at += 1
        while (
            at < len(nodes) and _is_next_of(nodes[at - 1], nodes[at]) and lines.filing.put(*taken, nodes[at].text, nodes[at].number) is None
        ):
            at += 1
    return joined


def _places(scope: Scope) -> list[Row | Step]:
    rows = [row for row in (scope.row, scope.outer) if row is not None]
    return [*rows, scope.step] if scope.step is not None else list(rows)


def _is_bare_label(node: Node) -> bool:
    return node.passage.kind == "paragraph" and len(node.text) <= 16 and not node.children and node.text[-1:] not in "。；;，,"


def _is_next_of(before: Node, node: Node) -> bool:
    """One list goes on: 一、… 二、… under a label are one text."""
    return before.passage.kind == node.passage.kind == "item" and before.passage.level == node.passage.level and not node.children


def _labelled_below(lines: Lines, node: Node, after: Node, places: Sequence[Row | Step]) -> tuple[Row | Step, Field] | None:
    """Where the text below a label went; None when it names no field that takes it."""
    for place in places:
        asked = lines.sure_field(label_words(node.text), place.fields if isinstance(place, Row) else fields_of(place))
        if asked is not None and not has_personal(node.text) and lines.filing.put(place, asked, after.text, after.number) is None:
            step = place.step if isinstance(place, Row) else place
            lines.filing.guide(node.number, node.text, step)
            return place, asked
    return None


def nested_beside(filing: Filing, words: str, scope: Scope) -> Scope | None:
    """The group inside the row made last, when a heading beside that row's own names it."""
    last = filing.last_rows.get(scope.group.name) if scope.group is not None else None
    if last is None or last.step is not scope.step:
        return None
    return next((Scope(scope.step, inner, last) for inner in last.nested if group_alike(words, inner) >= NAMED), None)
