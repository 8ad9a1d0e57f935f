"""Walks through a manuscript and puts each passage where its headings, labels and columns say."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from planner.documents.intake import Manuscript, Placement
from planner.documents.intake.beginnings import TITLE, labels_joined, nested_beside, title_of
from planner.documents.intake.filing import Filing, Row
from planner.documents.intake.lexicon import LIKELY, SURE, alike, field_called, group_alike
from planner.documents.intake.lines import HEADING, Lines, institution_in
from planner.documents.intake.naming import (
    Scope,
    choice_in,
    fields_of,
    group_called,
    group_for,
    guess,
    is_rows,
    labels_of,
    named,
    no_room_below,
    text_sink,
)
from planner.documents.intake.numbers import bare
from planner.documents.intake.stored import Surroundings, year_spoken_of
from planner.documents.intake.table_places import place_table
from planner.documents.intake.tree import Node, Segment, label_words, segments_of, tree_of
from planner.documents.intake.withheld import PERSONAL, PRESCRIPTIONS, has_personal, is_volume_head
from planner.kernel.i18n import Text
from planner.wizards.schema import Field, Group, PlanType, Step

NO_PLACE = Text("没有认出它属于计划的哪一步。", "It is not clear which step of the plan this belongs to.")
BESIDE = Text(
    "这是页眉、页脚、目录、批注或注释，不是正文。", "This is a header, footer, table of contents, comment or note, not running text."
)
_BESIDE_KINDS = ("header", "footer", "footnote", "endnote", "comment", "contents")


def place_passages(
    manuscript: Manuscript, plan_type: PlanType, today: date, products: Mapping[str, int], territories: Mapping[str, int]
) -> Placement:
    """As `planner.documents.intake.place`."""
    year = year_spoken_of("\n".join(passage.text for passage in manuscript.passages))
    filing = Filing(plan_type, Surroundings(today, year, products, territories))
    body = [passage for passage in manuscript.passages if passage.kind not in _BESIDE_KINDS]
    for passage in manuscript.passages:
        if passage.kind in _BESIDE_KINDS:
            filing.leave(passage.number, passage.text, None, BESIDE, context=passage.where.zh, table=passage.table)
    _Placer(filing, plan_type).all_of(tree_of(body))
    return filing.placement()


class _Placer:
    """Walks through the tree."""

    def __init__(self, filing: Filing, plan_type: PlanType) -> None:
        self._filing, self._plan_type, self._lines = filing, plan_type, Lines(filing)
        self._headed: Field | None = None  # the first step's text when a heading names it: a cover is no part of it then

    def all_of(self, root: Node) -> None:
        """Place everything."""
        first = self._plan_type.steps[0] if self._plan_type.steps else None
        scope = Scope(first, preface=True)
        summary = None if first is None else text_sink(fields_of(first))
        if summary is not None and any(alike(node.text, summary.label) >= SURE for node in root.whole() if node.is_heading):
            self._headed = summary
        title = title_of(root.children, self._plan_type, first)
        for number, node in enumerate(root.children):
            if node is title:
                self._contents(root.children[:number], scope)
                self._contents(node.children, scope)
                self._contents(root.children[number + 1 :], scope)
                break
        else:
            self._contents(root.children, scope)
        asked = next((one for one in fields_of(first) if alike(TITLE.zh, one.label) >= SURE), None) if first is not None else None
        if title is not None and first is not None and asked is not None:
            problem = self._filing.put(first, asked, title.text, title.number)
            if problem is not None:
                self._filing.leave(title.number, title.text, first, problem)

    def _contents(self, nodes: Sequence[Node], scope: Scope) -> None:
        row: Row | None = None
        for node in labels_joined(self._lines, nodes, scope):
            if node.is_heading:
                row = None
                self._section(node, scope)
            elif node.passage.table is not None:
                place_table(self._filing, self._lines, self._plan_type, node, replace(scope, row=scope.row or row))
            else:
                row = self._block(node, scope, row)

    # headings

    def _section(self, node: Node, scope: Scope) -> None:
        found = named(self._plan_type, node.text, scope)
        if found is not None and found.step is not None and (other := self._better(node, found)) is not None:
            self._row_section(node, found.step, other, None)
        elif found is not None and found.step is not None and not has_personal(node.text):
            self._filing.guide(node.number, node.text, found.step)
            self._contents(node.children, found)
        elif (inner := nested_beside(self._filing, node.text, scope)) is not None and scope.step is not None:
            self._filing.guide(node.number, node.text, scope.step)
            self._contents(node.children, inner)
        elif scope.group is not None and scope.step is not None:
            self._row_section(node, scope.step, scope.group, scope.outer)
        elif scope.row is not None:
            self._contents([Node(node.passage), *node.children], replace(scope, asked=text_sink(scope.row.fields)))
        elif scope.step is not None and not scope.preface:
            self._step_section(node, scope.step, scope)
        else:
            self._filing.leave(node.number, node.text, None, NO_PLACE)
            self._contents(node.children, Scope())

    def _better(self, node: Node, found: Scope) -> Group | None:
        """Another group of the step whose labels stand below a heading that only resembles a group's name."""
        if found.group is None or found.step is None or group_alike(node.text, found.group) >= SURE:
            return None
        other = group_for(found.step, node)
        lines = [line for child in node.children for line in child.whole()]
        if other is None or other is found.group or any(labels_of(line, found.group) for line in lines):
            return None
        return other if any(labels_of(line, other) for line in lines) else None

    def _step_section(self, node: Node, step: Step, scope: Scope) -> None:
        """A heading within a step that names nothing of it."""
        group = group_for(step, node)
        sink = scope.asked or text_sink(fields_of(step))
        if group is not None and (sink is None or is_rows(node, group, sink)):
            self._row_section(node, step, group, None)
        elif sink is not None:
            self._lines.append(step, sink, Node(node.passage))
            self._contents(node.children, replace(scope, asked=sink))
        else:
            self._filing.leave(node.number, node.text, step, HEADING)
            self._contents(node.children, scope)

    # rows

    def _row_section(self, node: Node, step: Step, group: Group, outer: Row | None) -> None:
        """A heading, or a line with lines below it, where rows are made."""
        institution = next((item for item in group.fields if isinstance(item, Field) and item.kind == "institution"), None)
        place = institution_in(node.text) if institution is not None else None
        children = [child for child in node.children if child.passage.table is None]
        about = sum(labels_of(child, group) for child in children)
        nested = any(isinstance(item, Group) for item in group.fields)
        if place is not None and institution is not None and institution.name != group.title and children and not about:
            self._about(node, step, group, outer, institution, place)
        elif no_room_below(group) and children and not about and not choice_in(group, Segment("", "", node.text, 0)):
            same = group_alike(node.text, group) >= 0.6
            (self._filing.guide(node.number, node.text, step) if same else self._filing.leave(node.number, node.text, step, HEADING))
            self._contents(node.children, Scope(step, group, outer))
        else:
            segments = segments_of(node.text, node.number)
            row = self._lines.row_of(step, group, outer, segments)
            if row is None or has_personal(node.text):
                self._filing.leave(node.number, node.text, step, PERSONAL if row is not None else HEADING)
                self._contents(node.children, Scope(step, group, outer))
                return
            if row.title == bare(node.text):
                self._filing.guide(node.number, node.text, step)  # more about a row that a table or list above named
            else:
                self._lines.write(row, segments)
            self._below(node.children, row, nested)

    def _about(self, node: Node, step: Step, group: Group, outer: Row | None, asked: Field, place: tuple[str, str, str]) -> None:
        """A heading that names an institution: every row below is about it."""
        before, name, after = place
        used = False
        for child in node.children:
            if child.is_heading or child.passage.table is not None:
                self._contents([child], Scope(step, group, outer))
                continue
            segments = segments_of(child.text, child.number)
            row = self._lines.row_of(step, group, outer, segments)
            if row is None or has_personal(child.text):
                self._contents([child], Scope(step))
                continue
            self._lines.write(row, segments)
            self._below(child.children, row, False)
            used = self._filing.put(row, asked, name, node.number, "" if used else name) is None or used
        rest = f"{before}{after}" if used else node.text
        if not rest.strip(" :：.、，0123456789（）()"):
            self._filing.guide(node.number, rest, step)
        else:
            self._filing.leave(node.number, rest, step, HEADING, context=name)

    def _below(self, nodes: Sequence[Node], row: Row, nested: bool) -> None:
        """Lines under the line that began a row."""
        for node in labels_joined(self._lines, nodes, Scope(row.step, row.group, row.parent, row)):
            if node.passage.table is not None:
                place_table(self._filing, self._lines, self._plan_type, node, Scope(row.step, row.group, row.parent, row))
                continue
            segments = segments_of(node.text, node.number)
            label = label_words(segments[0].label) if segments[0].label else label_words(node.text)
            other = group_called(label, row.step, row.group, row)
            if other is not None and not (segments[0].label and segments[0].rest.strip()):
                self._filing.guide(node.number, node.text, row.step)
                self._contents(node.children, Scope(row.step, other[0], other[1]))
            elif self._lines.field_in(row, segments[0]) is not None:
                self._lines.write(row, segments)
                self._below(node.children, row, nested)
            elif nested:
                self._row_section(node, row.step, row.nested[0], row)
            else:
                self._add(row, node)

    def _add(self, row: Row, node: Node) -> None:
        sink = text_sink(row.fields, row.group.title) or text_sink(row.fields)
        if sink is None:
            self._contents([node], Scope(row.step, row.group, row.parent))
        else:
            self._lines.append(row, sink, node)
            for table in (one for one in node.whole() if one.passage.table is not None):
                place_table(self._filing, self._lines, self._plan_type, table, Scope(row.step))

    # lines

    def _block(self, node: Node, scope: Scope, row: Row | None) -> Row | None:
        """A line and what is below it; the row that following lines may belong to."""
        if has_personal(node.text):
            self._filing.leave(node.number, node.text, scope.step, PERSONAL)
            self._contents(node.children, scope)
            return row
        segments = segments_of(node.text, node.number)
        first = segments[0]
        if first.label and is_volume_head(first.label) and any(letter.isdigit() for letter in first.rest):
            self._filing.leave(node.number, node.text, scope.step, PRESCRIPTIONS)
            self._contents(node.children, scope)
            return row
        if scope.step is None:
            self._filing.leave(node.number, node.text, guess(self._plan_type, node.text), NO_PLACE)
            self._contents(node.children, Scope())
        elif scope.row is not None and scope.group is None:
            self._below([node], scope.row, bool(scope.row.nested))
        elif self._named_in_step(node, segments, scope):
            return None
        elif scope.group is not None:
            return self._in_group(node, segments, scope.step, scope.group, scope.outer, row)
        else:
            return self._in_step(node, segments, scope, row)
        return row

    def _named_in_step(self, node: Node, segments: Sequence[Segment], scope: Scope) -> bool:
        """Follow a label that names a field or another group of the step."""
        step, first = scope.step, segments[0]
        if step is None or not (first.label or len(node.text) <= 24):
            return False
        label = label_words(first.label) if first.label else label_words(node.text)
        if first.label and first.rest.strip():
            least = LIKELY if scope.group is None else SURE
            found = field_called(label, fields_of(step), least)
            inner = scope.group is not None and field_called(label, [f for f in scope.group.fields if isinstance(f, Field)]) is not None
            if found is not None and not inner:
                rest = node.text[len(first.lead + first.label) :]
                if self._filing.put(step, found.field, rest, node.number) is None:
                    self._filing.guide(node.number, first.lead + first.label, step)
                    if node.children:
                        self._contents(node.children, Scope(step, asked=found.field if found.field.kind == "text" else None))
                    return True
        other = group_called(label, step, scope.group, None)
        if other is None or (not first.label and not node.children):
            return False
        self._filing.guide(node.number, first.lead + first.label if first.label else node.text, step)
        if first.label and (rest := node.text[len(first.lead + first.label) :].strip()):
            self._lines.rows_from(step, other[0], None, rest, node.number)
        self._contents(node.children, Scope(step, other[0]))
        return True

    def _in_group(self, node: Node, segments: list[Segment], step: Step, group: Group, outer: Row | None, row: Row | None) -> Row | None:
        if row is not None and self._lines.field_in(row, segments[0], SURE) is not None and not self._lines.is_held(row, segments[0]):
            self._lines.write(row, segments)
            self._below(node.children, row, bool(row.nested))
            return row
        if node.children:
            self._row_section(node, step, group, outer)
            return None
        return self._lines.rows_from(step, group, outer, node.text, node.number)

    def _in_step(self, node: Node, segments: list[Segment], scope: Scope, row: Row | None) -> Row | None:
        step = scope.step
        if step is None:
            return None
        sink = scope.asked or text_sink(fields_of(step))
        if scope.preface and sink is self._headed:
            sink = None
        group = None if scope.preface else group_for(step, node)
        chosen = group is not None and choice_in(group, segments[0]) is not None
        fits = group is not None and labels_of(node, group) > 0
        listed = sink is not None and sink.most_characters <= 1000 and (node.passage.kind == "item" or self._filing.holds(step, sink))
        if group is not None and (sink is None or (scope.asked is None and (chosen or fits or listed))):
            return self._in_group(node, segments, step, group, None, row if row is not None and row.group is group else None)
        if sink is None:
            self._filing.leave(node.number, node.text, step, NO_PLACE)
            self._contents(node.children, scope)
            return None
        self._lines.append(step, sink, Node(node.passage))
        self._contents(node.children, replace(scope, asked=sink))
        return None
