"""What the templates of a step need, computed once: controls, groups and rows as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from planner.compliance.findings import Finding
from planner.kernel.i18n import Language, Text
from planner.services.library_offers import Beside
from planner.services.step_reading import Same
from planner.services.wizard import Clash
from planner.web.marks import Mark
from planner.web.wizard.wanted import Wanted
from planner.wizards.schema import UNTYPED, Choice, Field, Group
from planner.wizards.values import looked_up

SEGMENTS = 4
"""So many choices still stand side by side."""
DIGITS = {"int": "numeric", "money": "decimal", "decimal": "decimal", "percent": "decimal"}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finding with the number it has on this page."""

    number: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts for one field, as people read them."""

    yours: str
    theirs: str
    theirs_typed: str | list[str]
    base: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a control shows that follows from the declaration alone, in one language.

    :param grouped: several buttons or boxes under one label
    :param limit: most characters, shown beside a text; `most` is the limit whether shown or not
    :param digits: keyboard of a phone, "" for letters
    :param options: (value, label) of declared choices, and of yes and no
    """

    label: str
    help: str
    example: str
    unit: str
    optional: bool
    grouped: bool
    limit: int | None
    most: int
    digits: str
    options: tuple[tuple[str, str], ...]


def said(asked: Field, language: Language) -> Said:
    """The words of a declared question; put together once in each language."""
    return _said(Same(asked), language)


@lru_cache(maxsize=4096)
def _said(same: Same[Field], language: Language) -> Said:
    asked = same.thing
    kind = asked.kind
    label, help_, example, unit = ("" if one is None else one.in_(language) for one in (asked.label, asked.help, asked.example, asked.unit))
    usual = {"money": Text("元", "yuan"), "percent": Text("%", "%")}.get(kind)
    choices = (Choice("no", Text("否", "No")), Choice("yes", Text("是", "Yes"))) if kind == "yes_no" else asked.choices
    return Said(
        label=label,
        help=help_,
        example=example,
        unit=unit or (usual.in_(language) if usual else ""),
        optional=not asked.required and kind not in UNTYPED,
        grouped=kind in ("yes_no", "many", "products") or (kind == "choice" and len(asked.choices) <= SEGMENTS and asked.required),
        limit=asked.most_characters if kind in ("line", "text") else None,
        most=asked.most_characters,
        digits=DIGITS.get(kind, ""),
        options=tuple((choice.value, choice.label.in_(language)) for choice in choices),
    )


@dataclass(frozen=True, slots=True)
class ControlView:
    """One question on the page.

    :param id: of the control; `<id>-error`, `<id>-marks` and the rest derive from it
    :param typed: what stands in the control
    :param base: digest of the stored value, "" for what nobody types
    :param said: label, help and the like in the language of the page
    :param words: what is read instead of typed (computed, known)
    :param options: (value, label) of a choice
    """

    path: str
    id: str
    asked: Field
    typed: str | list[str]
    base: str
    words: str
    visible: bool
    width: str | None
    said: Said
    options: tuple[tuple[str, str], ...] = ()
    error: Text | None = None
    findings: tuple[Numbered, ...] = ()
    marks: tuple[Mark, ...] = ()
    conflict: Conflict | None = None
    prefix: str = ""
    beside: Beside | None = None

    @property
    def length(self) -> int:
        """Characters in the control, in code points."""
        return len(self.typed) if isinstance(self.typed, str) else 0

    @property
    def marked(self) -> bool:
        """True for a text that is checked while typing."""
        return self.asked.is_checked and self.asked.kind in ("line", "text") and self.asked.offers is None

    @property
    def silent(self) -> bool:
        """True for what nobody types."""
        return self.asked.kind in UNTYPED

    @property
    def described(self) -> str:
        """Ids of the help and of the error that stand with the control."""
        helped = f"{self.id}-help" if self.said.help else ""
        return f"{helped} {self.id}-error".lstrip() if self.error else helped

    def count(self, severity: str) -> int:
        """Findings of one severity on this field."""
        return sum(one.finding.severity == severity for one in self.findings)


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a group.

    :param facts: one line of what is in it; `tone`, `state`: its worst finding, or what is missing
    :param fixed: a preset row, which cannot be removed
    """

    id: str
    key: str
    path: str
    name: str
    facts: str
    tone: str
    state: tuple[str, str, str] | None
    open: bool
    first: bool
    last: bool
    fixed: bool
    items: "tuple[Part, ...]"
    findings: tuple[Numbered, ...] = ()

    def control(self, name: str) -> ControlView:
        """The question of that name; a tool's template knows which its groups ask.

        :raises KeyError: the row does not ask it
        """
        for item in self.items:
            if isinstance(item, ControlView) and item.asked.name == name:
                return item
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with its rows; `full` when no more fit, `solo` when the page's own title already names it."""

    path: str
    id: str
    group: Group
    rows: tuple[RowView, ...]
    full: bool
    error: Text | None = None
    findings: tuple[Numbered, ...] = ()
    solo: bool = False

    def question(self, name: str) -> Field:
        """The rows' question of that name.

        :raises KeyError: they are not asked it
        """
        for item in self.group.fields:
            if isinstance(item, Field) and item.name == name:
                return item
        raise KeyError(name)

    def choices(self, name: str) -> tuple[Choice, ...]:
        """What the rows' question of that name offers."""
        return self.question(name).choices

    def falls(self, name: str, first: str, second: str) -> Text | None:
        """What the table of a looked-up question gives for two choices; None where it says nothing."""
        asked = self.question(name)
        value = looked_up(asked, dict(zip(asked.factors or (), (first, second), strict=False)))
        return next((choice.label for choice in asked.choices if choice.value == value), None)

    def at(self, **wanted: str) -> tuple[RowView, ...]:
        """The rows in which the questions so named are answered so; "" for not yet."""
        return tuple(row for row in self.rows if all(row.control(name).typed == value for name, value in wanted.items()))


@dataclass(frozen=True, slots=True)
class Only:
    """The one choice over all rows of a step.

    :param name: of the radio buttons; `field` is the question that each row answers in the store
    :param path: value of the button that is chosen, "" while none is
    """

    name: str
    field: str
    path: str


@dataclass(frozen=True, slots=True)
class ClusterView:
    """Neighbouring groups with one tool: they are edited and drawn as one picture.

    :param id: of the section around them; `path` is that of the first group
    :param picture: SVG for a desk and for a phone; None while there is nothing to draw
    :param nested: True inside a row of another group
    :param only: the choice of one row over the whole step
    """

    id: str
    path: str
    tool: str
    groups: tuple[GroupView, ...]
    picture: tuple[str, str] | None = None
    nested: bool = False
    only: Only | None = None


Part = ControlView | GroupView | ClusterView
"""What stands on a page of a step, one below the other."""


class Names(Protocol):
    """What choices are called, by their value; quarters have no other name."""

    @property
    def quarters(self) -> Mapping[str, str]: ...
    @property
    def territories(self) -> Mapping[str, str]: ...
    @property
    def products(self) -> Mapping[str, str]: ...
    @property
    def offered(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of a step shows beside the stored answers.

    :param typed: path → what was typed and could not be saved
    :param open: ids of rows that stand open
    :param only: what an answer is about, so that other questions need not be laid out; None for all
    :param pictures: path of a cluster's first group in its step (`swot`, `accounts.k3f9.people`) → its picture for a desk and for a phone
    """

    names: Names
    errors: Mapping[str, Text] = field(default_factory=dict)
    clashes: Mapping[str, Clash] = field(default_factory=dict)
    typed: Mapping[str, str | list[str]] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    numbered: Sequence[Numbered] = ()
    problems: Mapping[str, Text] = field(default_factory=dict)
    pictures: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    library: Mapping[str, Beside] = field(default_factory=dict)
    only: Wanted | None = None

    def at(self, path: str) -> tuple[Numbered, ...]:
        """Findings on exactly this place."""
        return tuple(one for one in self.numbered if one.finding.path == path)

    def under(self, path: str) -> tuple[Numbered, ...]:
        """Findings on this place and inside it."""
        return tuple(one for one in self.numbered if f"{one.finding.path}.".startswith(f"{path}."))


def control_id(path: str) -> str:
    """The id of a control, group or row: a path without dots, so that it can stand in a selector."""
    return "f-" + path.replace(".", "-")


Answers = Mapping[str, Any]
