"""From a line, and what is set in below it, to one row of a group."""

import re

from planner.documents.intake.filing import FULL, Filing, Row
from planner.documents.intake.lexicon import SURE, FieldFound, alike, field_called
from planner.documents.intake.naming import NAMED, choice_in, text_sink
from planner.documents.intake.tree import Node, Segment, label_words, segments_of
from planner.documents.intake.withheld import PRESCRIPTIONS, is_volume_head
from planner.kernel.i18n import Text
from planner.wizards.schema import UNTYPED, Field, Group, Step

HEADING = Text("这是一行小标题，计划里没有放它的地方。", "This is a small heading; the plan has no place for it.")
NO_FIELD = Text("这一行没有能放下它的栏目。", "The row has no field that could take this.")
_COUNTER = re.compile(
    r"(?:行动|策略|风险|战术|措施|任务|步骤|方案|要点|重点|阶段)\s*[一二三四五六七八九十\d.]{1,4}|risk|goal|action", re.IGNORECASE
)
_CLAUSE = re.compile(r"[，。；,;：:—]|[.] ")
_INSTITUTION = re.compile(
    r"(?:针对|面向|关于|在)?\s*([^\s，。,:：——“”\"]{2,40}?(?:医院|卫生院|中心|门诊部|诊所|研究所)|[\w ]{2,60} hospital)", re.IGNORECASE
)
_PIECES = re.compile(r"(?<=[;；\n])")


def institution_in(words: str) -> tuple[str, str, str] | None:
    """Words before the name of an institution, the name, words after it; None when there is none."""
    found = _INSTITUTION.search(words)
    return None if found is None else (words[: found.start(1)], found[1], words[found.end(1) :])


class Lines:
    """Puts lines into rows.

    :param filing: keeps what was put where
    """

    def __init__(self, filing: Filing) -> None:
        self.filing = filing

    def row_of(self, step: Step, group: Group, outer: Row | None, segments: list[Segment]) -> Row | None:
        """A new row, the preset row whose choice a label names, or the row made before that bears this title."""
        if segments and (before := self.filing.row_titled(step, group, outer, "".join(s.said for s in segments).strip(":： "))):
            return before
        if outer is None and group.presets:
            for segment in segments[:1]:
                found = choice_in(group, segment)
                if found is not None and (preset := self.filing.preset_row(step, group, found[0].name, found[1].value)):
                    return preset
        return self.filing.new_row(step, group, outer)

    def field_in(self, row: Row, segment: Segment, least: float = NAMED) -> FieldFound | None:
        """The field of a row that the label of a segment names, as long as it is empty."""
        if not segment.label or not segment.rest.strip():
            return None
        free = [one for one in row.fields if one.kind == "text" or not self.filing.holds(row, one)]
        return field_called(label_words(segment.label), free, least)

    def is_held(self, row: Row, segment: Segment) -> bool:
        """The field that a label names holds something already."""
        found = field_called(label_words(segment.label), row.fields)
        return found is not None and self.filing.holds(row, found.field)

    def labelled(self, row: Row, segment: Segment) -> bool:
        """Put a segment into the field that its label names; False when there is none or it does not take it."""
        found = self.field_in(row, segment)
        if found is None:
            return False
        if self.filing.put(row, found.field, segment.rest, segment.passage) is not None:
            return False
        self.filing.guide(segment.passage, segment.lead + segment.label, row.step)
        return True

    def write(self, row: Row, segments: list[Segment]) -> None:
        """Put the pieces of one line into a row."""
        left, chosen = list[Segment](), False
        for at, segment in enumerate(segments):
            if segment.label and is_volume_head(segment.label) and re.search(r"\d", segment.rest):
                self.filing.leave(segment.passage, segment.whole, row.step, PRESCRIPTIONS)
            elif at == 0 and _COUNTER.fullmatch(label_words(segment.label)):
                left.append(segment)
            elif at == 0 and self._chosen(row, segment):
                chosen = True
                if segment.label and segment.rest.strip():
                    left.append(Segment("", "", segment.rest, segment.passage))
            elif not self.labelled(row, segment):
                left.append(segment)
        if left:
            self._free(row, left, chosen)

    def _chosen(self, row: Row, segment: Segment) -> bool:
        found = choice_in(row.group, segment)
        if found is None or self.filing.holds(row, found[0]):
            return False
        called, field = alike(label_words(segment.label or segment.rest), found[1].label), self.field_in(row, segment)
        if called < NAMED or (field is not None and field.score >= called):
            return False  # "市场准入信息收集" is no answer to who is responsible, "医院或机构：" none to whom a fee is paid
        source = segment.lead + (segment.label or segment.rest)
        return self.filing.put(row, found[0], found[1].value, segment.passage, source) is None

    def _free(self, row: Row, left: list[Segment], chosen: bool) -> None:
        """Pieces without a field of their own: the first words into the title, the rest into the largest text."""
        title = next((one for one in row.fields if one.name == row.group.title), None)
        main = text_sink(row.fields, row.group.title)
        first, whole = left[0], "".join(segment.whole for segment in left)
        passage, said = first.passage, whole[len(first.lead) :].strip()
        label, named = (
            label_words(first.label),
            bool(first.label and first.rest.strip()) and not _COUNTER.fullmatch(label_words(first.label)),
        )
        if title is None or title.kind not in ("line", "institution", "text") or (self.filing.holds(row, title) and title.kind != "text"):
            self._into(row, main, said, passage, whole)
        elif title.kind == "text":
            self._into(row, title, said, passage, whole)
        elif main is not None and (
            (chosen and title.most_characters <= 60) or (title.kind == "institution" and named and not institution_in(label))
        ):
            self._into(row, main, said, passage, whole)
        elif (
            named
            and (main is not None or len(said) > title.most_characters)
            and self._put(row, title, label, passage, first.lead + first.label)
        ):
            self._into(row, main, whole[len(first.lead + first.label) :], passage)
        else:
            self._divided(row, title, main, said, first, passage)

    def _put(self, row: Row, asked: Field, words: str, passage: int, source: str) -> bool:
        return self.filing.put(row, asked, words, passage, source) is None

    def _divided(self, row: Row, title: Field, main: Field | None, said: str, first: Segment, passage: int) -> None:
        room = title.most_characters
        if len(said) <= (room if main is None else min(room, 60)):
            self._into(row, title, said.rstrip(":： "), passage, first.lead + said)
            return
        if main is None:
            self._several(row, title, first.lead + said, passage)
            return
        cut = next((found.end() for found in _CLAUSE.finditer(said) if 4 <= found.start() <= min(room, 60)), 0)
        if cut and self._put(row, title, said[:cut].rstrip("，。；,;：:— ."), passage, first.lead + said[:cut]):
            self._into(row, main, said[cut:], passage)
        else:
            self._into(row, main, said, passage, first.lead + said)

    def _into(self, row: Row, asked: Field | None, words: str, passage: int, source: str | None = None) -> None:
        source = words if source is None else source
        if not source.strip():
            return
        problem = NO_FIELD if asked is None else self.filing.put(row, asked, words, passage, source)
        if problem is not None:
            self.filing.leave(passage, source, row.step, problem)

    def _several(self, row: Row, title: Field, words: str, passage: int) -> None:
        """A line too long for a group of short lines becomes several rows, sentence by sentence."""
        place: Row | None = row
        for sentence in re.split(r"(?<=[。；;!?！？])", words):
            if not sentence.strip():
                continue
            problem = FULL if place is None else self.filing.put(place, title, sentence.strip(), passage, sentence)
            if problem is not None:
                self.filing.leave(passage, sentence, row.step, problem)
            place = self.filing.new_row(row.step, row.group, row.parent)

    def rows_from(self, step: Step, group: Group, outer: Row | None, words: str, passage: int) -> Row | None:
        """Short lines of one kind, divided by semicolons, each a row."""
        single = [item for item in group.fields if isinstance(item, Field) and item.kind not in UNTYPED]
        lone = all(one.kind != "text" for one in single) and not any(isinstance(item, Group) for item in group.fields)
        row: Row | None = None
        for piece in _PIECES.split(words) if lone else [words]:
            if not piece.strip():
                continue
            segments = segments_of(piece, passage)
            lead = segments[0].lead
            row = self.row_of(step, group, outer, segments)
            if row is None:
                self.filing.leave(passage, piece, step, FULL)
            else:
                self.write(row, segments if not lone else [Segment(lead, "", piece[len(lead) :], passage)])
        return row

    def append(self, place: Row | Step, asked: Field, node: Node) -> None:
        """A line and all below it, line by line, into a text."""
        for one in node.whole():
            if one.passage.table is not None:
                continue
            problem = self.filing.put(place, asked, one.text, one.number)
            if problem is not None:
                self.filing.leave(one.number, one.text, place.step if isinstance(place, Row) else place, problem)

    def sure_field(self, words: str, fields: list[Field]) -> Field | None:
        """A field that words name without doubt."""
        found = field_called(words, fields, SURE)
        return None if found is None else found.field
