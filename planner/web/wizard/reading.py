"""The plan as it will read, with what is missing and what was found beside each answer, and the way back to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
                rows = answers.get(group.name) or ()
                entries = tuple(self._row(step, group, row, f"{path}.{row['id']}", n, problems) for n, row in enumerate(rows, 1))
                own = (t(problems[path]),) if path in problems else ()
                yield Chapter(t(group.label), entries, own, self._at(path), self._href(step.slug, path))

    def _field(self, step: Step, asked: Field, answers: Mapping[str, Any], problems: Mapping[str, Text]) -> Entry:
        path = f"{step.slug}.{asked.name}"
        said = self._said(asked, answers, path, "")
        href = "" if asked.kind == "known" else self._href(step.slug, path)
        problem = (t(problems[path]),) if path in problems else ()
        return Entry(control_id(path), t(asked.label), "", (said,) if said.text else (), "", problem, self._at(path), href)

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
        inner = [self._nested(step, g, row, path) for g in group.fields if isinstance(g, Group)]
        missing = tuple(f"{self._label(group, p)}{t('：', ': ')}{t(m)}" for p, m in problems.items() if p.startswith(f"{path}."))
        colon, stop = t("：", ": "), t("。", ". ")
        line = stop.join(f"{one.label}{colon}{one.text}" for one in [*facts, *[x for x in inner if x.text]])
        found = tuple(one for one in self.numbered if f"{one.finding.path}.".startswith(f"{path}."))
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

    def _nested(self, step: Step, group: Group, row: Mapping[str, Any], path: str) -> Said:
        titles = [str(inner.get(group.title) or "") for inner in row.get(group.name) or ()]
        return Said(t(group.label), "、".join(filter(None, titles)))

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


def _mark(number: int, finding: Finding) -> Mark:
    return Mark(finding.start, finding.end, str(finding.severity), number, str(number))
