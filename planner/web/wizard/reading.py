"""The plan as it will read, with what is missing and what was found beside each answer, and the way back to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from planner.compliance.findings import Finding
from planner.kernel.i18n import Text
from planner.services.shown import shown
from planner.services.submission import SubmitView
from planner.web.language import language, t
from planner.web.marks import Mark
from planner.web.wizard.controls import Numbered, control_id
from planner.wizards.answers import is_visible
from planner.wizards.schema import Field, Group, Step

Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """One long answer: paragraphs with marks. `label` is empty where the entry's own label says it."""

    label: str
    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the page: a field, or a row of a group.

    :param label: at the left, with `kind` below it
    :param facts: short answers in one line of small type
    :param problems: what is missing or wrong here
    :param href: the field or row in the wizard
    """

    id: str
    label: str
    kind: str
    said: tuple[Said, ...]
    facts: str
    problems: tuple[str, ...]
    findings: tuple[Numbered, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """The entries of a step under one heading; a group has its own."""

    title: str
    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()
    findings: tuple[Numbered, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One step. `missing`: how many answers it still needs; `changes`: how many passages must change."""

    slug: str
    title: Text
    href: str
    chapters: tuple[Chapter, ...]
    missing: int
    changes: int


class Reading:
    """Walks through a submission and collects its sections."""

    def __init__(self, view: SubmitView, number: str, names: Names) -> None:
        self.view = view
        self.number = number
        self.names = names
        self.numbered = tuple(Numbered(n, f) for n, f in enumerate(view.findings, 1))

    def sections(self) -> tuple[Section, ...]:
        """Every step of the plan type, in order."""
        return tuple(self._section(step) for step in self.view.plan.plan_type.steps)

    def _section(self, step: Step) -> Section:
        answers = self.view.draft.answers.get(step.slug, {})
        problems = self.view.problems.get(step.slug, {})
        changes = next((state.n for state in self.view.steps if state.slug == step.slug and state.state == "change"), 0)
        chapters = tuple(self._chapters(step, answers, problems))
        return Section(step.slug, step.title, self._href(step.slug, ""), chapters, len(problems), changes)

    def _chapters(self, step: Step, answers: Mapping[str, Any], problems: Mapping[str, Text]) -> Iterator[Chapter]:
        fields = tuple(i for i in step.items if isinstance(i, Field) and is_visible(i, answers))
        if fields:
            yield Chapter("", tuple(self._field(step, f, answers, problems) for f in fields))
        for group in step.items:
            if isinstance(group, Group):
                path = f"{step.slug}.{group.name}"
                entries = tuple(self._rows(step, group, answers.get(group.name) or (), path, problems))
                own = (t(problems[path]),) if path in problems else ()
                yield Chapter(t(group.label), entries, own, self._at(path), self._href(step.slug, path))

    def _field(self, step: Step, asked: Field, answers: Mapping[str, Any], problems: Mapping[str, Text]) -> Entry:
        path = f"{step.slug}.{asked.name}"
        said = self._said(asked, answers, path, "")
        href = "" if asked.kind == "known" else self._href(step.slug, path)
        problem = (t(problems[path]),) if path in problems else ()
        return Entry(control_id(path), t(asked.label), "", (said,) if said.text else (), "", problem, self._at(path), href)

    def _rows(
        self, step: Step, group: Group, rows: Sequence[Mapping[str, Any]], path: str, problems: Mapping[str, Text], inside: str = ""
    ) -> Iterator[Entry]:
        """Each row, then the rows inside it; those say below their label what they stand in."""
        for n, row in enumerate(rows, 1):
            here = f"{path}.{row['id']}"
            yield replace(self._row(step, group, row, here, n, problems), kind=inside)
            for inner in (item for item in group.fields if isinstance(item, Group)):
                name = str(row.get(group.title) or f"{t(group.label)} {n}")
                yield from self._rows(step, inner, row.get(inner.name) or (), f"{here}.{inner.name}", problems, name)

    def _row(self, step: Step, group: Group, row: Mapping[str, Any], path: str, n: int, problems: Mapping[str, Text]) -> Entry:
        title = next((f for f in group.fields if isinstance(f, Field) and f.name == group.title), None)
        said: list[Said] = []
        facts: list[Said] = []
        if title is not None:
            said.append(self._said(title, row, f"{path}.{title.name}", ""))
        for asked in self._asked(group, row):
            one = self._said(asked, row, f"{path}.{asked.name}", t(asked.label))
            if asked is title or not one.text:
                continue
            (said if asked.kind == "text" or one.marks else facts).append(one)
        missing = tuple(f"{self._label(group, p)}{t('：', ': ')}{t(m)}" for p, m in problems.items() if _directly_in(p, path))
        colon, stop = t("：", ": "), t("。", ". ")
        line = stop.join(f"{one.label}{colon}{one.text}" for one in facts)
        found = tuple(one for one in self.numbered if one.finding.path == path or _directly_in(one.finding.path, path))
        return Entry(
            control_id(path),
            f"{t(group.label)} {n}",
            "",
            tuple(s for s in said if s.text),
            line,
            missing,
            found,
            self._href(step.slug, path),
        )

    def _asked(self, group: Group, row: Mapping[str, Any]) -> Iterator[Field]:
        return (f for f in group.fields if isinstance(f, Field) and is_visible(f, row))

    def _label(self, group: Group, path: str) -> str:
        name = path.rpartition(".")[2]
        return next((t(f.label) for f in group.fields if f.name == name), name)

    def _said(self, asked: Field, siblings: Mapping[str, Any], path: str, label: str) -> Said:
        if asked.kind == "known":
            known = self.view.draft.known.get(path)
            return Said(label, t(known) if known else "")
        text = shown(
            asked, siblings.get(asked.name), siblings, language(), territories=self.names["territories"], products=self.names["products"]
        )
        spans = ((one.number, one.finding) for one in self._at(path))
        return Said(label, text, tuple(_mark(n, f) for n, f in spans if f.end > f.start))

    def _at(self, path: str) -> tuple[Numbered, ...]:
        return tuple(one for one in self.numbered if one.finding.path == path)

    def _href(self, slug: str, path: str) -> str:
        """The place in the wizard; a row is opened there."""
        parts = path.split(".")
        opened = parts[2::2]
        return url_for("wizard.step", number=self.number, slug=slug, open=opened or None, _anchor=control_id(path) if path else None)


def _directly_in(path: str, row: str) -> bool:
    """True for a field or group of a row, not for what stands in rows inside it."""
    return path.rpartition(".")[0] == row


def _mark(number: int, finding: Finding) -> Mark:
    return Mark(finding.start, finding.end, str(finding.severity), number, str(number))
