"""A submitted plan as a document to read: sections, rows, lines, with the marks that belong to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.kernel.i18n import Text
from planner.services.shown import shown
from planner.web.language import language, t
from planner.web.marks import Mark
from planner.wizards.answers import is_visible
from planner.wizards.schema import Field, Group, PlanType, Step


@dataclass(frozen=True, slots=True)
class Note:
    """A finding on an answer, row or section as a whole, without words of its own.

    :param key: its card is `finding-<key>`
    :param kind: "" while open, else `settled` or `silent`
    """

    severity: str
    title: Text
    number: int | None = None
    key: str = ""
    kind: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Margin:
    """What belongs beside the text: path → marks in its words, path → notes on the whole of it.

    A path may name a field, a row, a group or a step.
    """

    marks: Mapping[str, Sequence[Mark]]
    notes: Mapping[str, Sequence[Note]]

    def notes_at(self, path: str) -> tuple[Note, ...]:
        """Notes on exactly this place."""
        return tuple(self.notes.get(path, ()))


@dataclass(frozen=True, slots=True)
class Line:
    """One answer with its name.

    :param long: several sentences, so that it gets a paragraph of its own
    :param quotable: its words are the author's, so that a remark can quote them
    :param chinese: words of ours as the signed file has them, in Chinese whatever the language of the page
    """

    path: str
    label: Text
    text: str
    marks: tuple[Mark, ...]
    long: bool
    quotable: bool
    notes: tuple[Note, ...] = ()
    chinese: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Short answers that stand side by side."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class RowPart:
    """One row of a group.

    :param title: the answer that names it; None when that is empty, long or marked, and `name` only counts
    """

    path: str
    name: str
    title: Line | None
    parts: tuple["Part", ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupPart:
    """A group of rows; `rows` is empty when the author wrote none."""

    path: str
    label: Text
    rows: tuple[RowPart, ...]
    notes: tuple[Note, ...] = ()


Part = Line | Facts | GroupPart


@dataclass(frozen=True, slots=True)
class Section:
    """One step of the plan."""

    slug: str
    title: Text
    parts: tuple[Part, ...]
    notes: tuple[Note, ...] = ()

    def lines(self) -> Iterator[tuple[Line, str]]:
        """Every line with the name of its row before it, in reading order."""
        yield from _lines(self.parts, "")


def _lines(parts: tuple[Part, ...], row: str) -> Iterator[tuple[Line, str]]:
    for part in parts:
        if isinstance(part, GroupPart):
            for inner in part.rows:
                if inner.title is not None:
                    yield inner.title, inner.name
                yield from _lines(inner.parts, inner.name)
        else:
            yield from ((line, row) for line in ((part,) if isinstance(part, Line) else part.lines))


@dataclass(frozen=True, slots=True)
class Reader:
    """What turns answers into words.

    :param content: the frozen content, for the names behind ids and the fields nobody types
    :param margin: what stands beside the text
    """

    content: Mapping[str, Any]
    margin: Margin = Margin({}, {})

    def sections(self, plan_type: PlanType, answers: Mapping[str, Mapping[str, Any]]) -> tuple[Section, ...]:
        """Every step in the order of the wizard; answers that are empty or not asked are left out."""
        return tuple(self._section(step, answers.get(step.slug, {})) for step in plan_type.steps)

    def _section(self, step: Step, answers: Mapping[str, Any]) -> Section:
        parts = tuple(self._parts(step.items, answers, step.slug))
        return Section(step.slug, step.title, parts, self.margin.notes_at(step.slug))

    def _parts(self, items: tuple[Field | Group, ...], answers: Mapping[str, Any], path: str) -> Iterator[Part]:
        facts: list[Line] = []
        for item in items:
            if isinstance(item, Group):
                part: Part | None = self._group(item, answers, f"{path}.{item.name}")
            else:
                part = self._line(item, answers, f"{path}.{item.name}")
            if isinstance(part, Line) and not part.long:
                facts.append(part)
                continue
            if part is not None:
                if facts:
                    yield Facts(tuple(facts))
                    facts = []
                yield part
        if facts:
            yield Facts(tuple(facts))

    def _group(self, group: Group, answers: Mapping[str, Any], path: str) -> GroupPart:
        rows = tuple(
            self._row(group, row, f"{path}.{row['id']}", position) for position, row in enumerate(answers.get(group.name) or (), start=1)
        )
        return GroupPart(path, group.label, rows, self.margin.notes_at(path))

    def _row(self, group: Group, row: Mapping[str, Any], path: str, position: int) -> RowPart:
        asked = next((f for f in group.fields if isinstance(f, Field) and f.name == group.title), None)
        title = self._line(asked, row, f"{path}.{group.title}") if asked is not None else None
        if title is not None and (title.marks or title.notes or "\n" in title.text or len(title.text) > 40):
            title = None
        fields = tuple(f for f in group.fields if title is None or f is not asked)
        name = title.text if title is not None else f"{t(group.label)} {position}"
        return RowPart(path, name, title, tuple(self._parts(fields, row, path)), self.margin.notes_at(path))

    def _line(self, asked: Field, siblings: Mapping[str, Any], path: str) -> Line | None:
        if not is_visible(asked, siblings):
            return None
        words = self._words(asked, siblings, path)
        notes = self.margin.notes_at(path)
        if not words and not notes:
            return None
        return Line(
            path,
            asked.label,
            words,
            tuple(self.margin.marks.get(path, ())),
            asked.kind == "text",
            asked.kind in ("line", "text", "institution"),
            notes,
            asked.kind == "known",
        )

    def _words(self, asked: Field, siblings: Mapping[str, Any], path: str) -> str:
        if asked.kind == "known":
            return str(self.content.get("known", {}).get(path, ""))
        products = {str(product["id"]): product["generic_name"] for product in self.content.get("products", ())}
        territories = self.content.get("territories", {})
        return shown(asked, siblings.get(asked.name), siblings, language(), territories=territories, products=products)
