"""Keeps what has been put where while a manuscript is being placed, and every character of it accounted for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.documents.intake import Entry, Guide, Placement, Unplaced
from planner.documents.intake.stored import Surroundings, value_of
from planner.documents.intake.withheld import PERSONAL, has_personal
from planner.kernel.i18n import Text
from planner.kernel.ids import row_id
from planner.wizards.answers import Answers, first_answers
from planner.wizards.schema import UNTYPED, Field, Group, PlanType, Step
from planner.wizards.values import Unreadable

TAKEN = Text("这一栏已经有内容了。", "This field already holds something.")
TOO_LONG = Text("比这一栏能放的长，后面的部分留在这里。", "Longer than its field holds; the rest waits here.")
NOT_ASKED = Text("按这一行别的选择，这一栏不用填。", "The other choices of this row leave no question for this.")
NOTHING = Text("这里没有可以读的值。", "There is no value to read here.")
FULL = Text("这里的行数已经到上限。", "There is no room for another row here.")
_SENTENCE_END = re.compile(r"(?<=[。！？；;!?\n])|(?<=[.] )")


@dataclass(slots=True)
class Row:
    """One row being filled. It is part of the answers as soon as it holds a value."""

    step: Step
    group: Group
    path: str
    values: dict[str, Any]
    home: list[Any]
    parent: "Row | None" = None
    is_in: bool = False

    @property
    def fields(self) -> list[Field]:
        """What can be typed in it."""
        return [item for item in self.group.fields if isinstance(item, Field) and item.kind not in UNTYPED]

    @property
    def title(self) -> Any:
        """What it is called so far."""
        return self.values.get(self.group.title)

    @property
    def nested(self) -> list[Group]:
        """Groups inside the row."""
        return [item for item in self.group.fields if isinstance(item, Group)]


@dataclass(slots=True)
class _Draft:
    value: Any
    passages: list[int]
    source: list[str]


@dataclass(slots=True)
class Filing:
    """Answers, tray and guides as they grow."""

    plan_type: PlanType
    around: Surroundings
    answers: dict[str, Answers] = field(default_factory=dict)
    tray: list[Unplaced] = field(default_factory=list)
    guides: list[Guide] = field(default_factory=list)
    last_rows: dict[str, Row] = field(default_factory=dict)
    _drafts: dict[str, _Draft] = field(default_factory=dict)
    _rows: list[Row] = field(default_factory=list)
    _asked: dict[str, tuple[Field, Step, dict[str, Any]]] = field(default_factory=dict)

    def of_step(self, step: Step) -> Answers:
        """Answers of a step so far, its preset rows included."""
        if step.slug not in self.answers:
            self.answers[step.slug] = first_answers(step)
        return self.answers[step.slug]

    def new_row(self, step: Step, group: Group, parent: Row | None = None) -> Row | None:
        """A row that enters the answers with its first value; None when the group is full."""
        holder = parent.values if parent is not None else self.of_step(step)
        base = parent.path if parent is not None else step.slug
        rows = holder.get(group.name) or []
        if len(rows) >= group.maximum:
            return None
        name = row_id()
        return Row(step, group, f"{base}.{group.name}.{name}", {"id": name}, rows, parent)

    def preset_row(self, step: Step, group: Group, chooser: str, value: str) -> Row | None:
        """The preset row with that choice, as long as nothing else was put into it."""
        for preset in self.of_step(step).get(group.name) or ():
            touched = set(preset) - {"id"} - {name for pairs in group.presets for name, _ in pairs}
            if preset.get(chooser) == value and not touched:
                path = f"{step.slug}.{group.name}.{preset['id']}"
                return Row(step, group, path, preset, self.of_step(step)[group.name], None, True)
        return None

    def row_titled(self, step: Step, group: Group, outer: Row | None, title: str) -> Row | None:
        """A row made before that bears this title."""
        for row in self._rows:
            if row.group is group and row.step is step and row.parent is outer and row.title == title:
                return row
        return None

    def _enter(self, row: Row) -> None:
        if row.is_in:
            return
        if row.parent is not None:
            self._enter(row.parent)
            row.home = row.parent.values.setdefault(row.group.name, [])
        else:
            row.home = self.of_step(row.step).setdefault(row.group.name, [])
        row.home.append(row.values)
        row.is_in = True
        self._rows.append(row)
        self.last_rows[row.group.name] = row

    def put(self, place: Row | Step, asked: Field, words: str, passage: int, source: str | None = None) -> Text | None:
        """Put words into a field.

        A text that already holds something grows by a line; a text that would be too long takes whole sentences and
        leaves the rest in the tray.

        :param source: the file's own characters used up by it; the words when None
        :returns: None when they are in, else why not; nothing was changed then
        """
        source = words if source is None else source
        if has_personal(source) or has_personal(words):
            return PERSONAL
        if not words.strip():
            return NOTHING
        if asked.kind == "text":
            return self._grow(place, asked, words, passage, source)
        path, holder = self._at(place, asked)
        try:
            value = value_of(asked, words, self.around)
        except Unreadable as problem:
            return problem.message
        if path in self._drafts and holder.get(asked.name) not in (None, value):
            return TAKEN
        if value is None or value == []:
            return NOTHING
        self._write(place, asked, value, passage, source)
        return None

    def _grow(self, place: Row | Step, asked: Field, words: str, passage: int, source: str) -> Text | None:
        path, holder = self._at(place, asked)
        before = holder.get(asked.name) if path in self._drafts else None
        grown = f"{before}\n{words.strip()}" if before else words.strip()
        if len(grown) <= asked.most_characters and "\x00" not in grown:
            self._write(place, asked, grown, passage, source)
            return None
        room = asked.most_characters - len(before or "") - 1
        lead = source[: len(source) - len(words)] if source.endswith(words) else None
        if lead is None or room < 40:
            return TOO_LONG
        head, rest = _cut(words, room)
        if not head:
            return TOO_LONG
        self._write(place, asked, f"{before}\n{head.strip()}" if before else head.strip(), passage, lead + head)
        self.leave(passage, rest, self._step(place), TOO_LONG, context=asked.label.zh)
        return None

    def _at(self, place: Row | Step, asked: Field) -> tuple[str, dict[str, Any]]:
        if isinstance(place, Row):
            return f"{place.path}.{asked.name}", place.values
        return f"{place.slug}.{asked.name}", self.of_step(place)

    def _step(self, place: Row | Step) -> Step:
        return place.step if isinstance(place, Row) else place

    def _write(self, place: Row | Step, asked: Field, value: Any, passage: int, source: str) -> None:
        path, holder = self._at(place, asked)
        if isinstance(place, Row):
            self._enter(place)
        holder[asked.name] = value
        self._asked[path] = (asked, self._step(place), holder)
        draft = self._drafts.setdefault(path, _Draft(None, [], []))
        draft.value = value
        draft.source.append(source)
        if passage not in draft.passages:
            draft.passages.append(passage)

    def holds(self, place: Row | Step, asked: Field) -> bool:
        """True when something of the file is in a field."""
        return self._at(place, asked)[0] in self._drafts

    def leave(
        self,
        passage: int,
        text: str,
        step: Step | None,
        reason: Text,
        *,
        context: str = "",
        table: tuple[tuple[str, ...], ...] | None = None,
    ) -> None:
        """Put something into the tray."""
        if text.strip():
            self.tray.append(Unplaced(passage, text.strip(), step.slug if step is not None else None, reason, context, table))

    def guide(self, passage: int, text: str, step: Step) -> None:
        """Note a heading, label or column head that showed the way."""
        if text.strip():
            self.guides.append(Guide(passage, text.strip(), step.slug))

    def _settle(self) -> None:
        """What stands in a field that is not asked would be out of sight: ask it where a yes is enough, else the tray."""
        for path, (asked, step, holder) in self._asked.copy().items():
            when = asked.when
            if when is None or holder.get(when.field) in when.values:
                continue
            draft = self._drafts[path]
            if when.values == (True,) and holder.get(when.field) is None:
                holder[when.field] = True
                self._drafts[f"{path.rpartition('.')[0]}.{when.field}"] = _Draft(True, list(draft.passages), [])
            else:
                del holder[asked.name], self._drafts[path]
                self.leave(draft.passages[0], "\n".join(draft.source), step, NOT_ASKED, context=asked.label.zh)

    def placement(self) -> Placement:
        """All of it, in order."""
        self._settle()
        order = {step.slug: number for number, step in enumerate(self.plan_type.steps)}
        entries = [Entry(path, draft.value, tuple(draft.passages), "\n".join(draft.source)) for path, draft in self._drafts.items()]
        entries.sort(key=lambda entry: order[entry.path.split(".")[0]])
        used = {entry.path.split(".")[0] for entry in entries}
        answers: Mapping[str, Answers] = {slug: found for slug, found in self.answers.items() if slug in used}
        tray = sorted(self.tray, key=lambda waiting: waiting.passage)
        return Placement(self.plan_type.slug, answers, tuple(entries), tuple(tray), tuple(self.guides))


def _cut(words: str, room: int) -> tuple[str, str]:
    """As many whole sentences as there is room for, and the rest."""
    head = ""
    for sentence in _SENTENCE_END.split(words):
        if len(head) + len(sentence) > room:
            break
        head += sentence
    return head, words[len(head) :]
