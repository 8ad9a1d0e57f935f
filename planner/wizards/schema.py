"""The vocabulary in which a plan type says what it asks.

A plan type is data: frozen dataclasses, no functions. A question that these words
cannot say extends this file for every type, never one type alone.
"""

from dataclasses import dataclass, field
from typing import Literal

from planner.kernel.i18n import Text as T

Kind = Literal[
    "line",  # one line of text, at most 200 characters
    "text",  # several lines, at most 5,000 characters
    "choice",  # one of `choices`
    "many",  # several of `choices`
    "date",  # a day
    "month",  # a month of a year
    "int",
    "decimal",
    "percent",
    "money",  # whole fen, CNY
    "yes_no",
    "territory",  # one of the territories the author may plan for
    "institution",  # a line with a list of names that grows
    "product",  # one product of the registry
    "products",  # several products of the registry
    "computed",  # never typed; product of two fields of the same row
    "known",  # never typed; what the system knows (registry, person's record)
]

LINE_LIMIT = 200
TEXT_LIMIT = 5_000

Phase = Literal["pre_launch", "launch", "growth"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose. `value` is stored for ever, `label` is shown."""

    value: str
    label: T


@dataclass(frozen=True, slots=True)
class When:
    """A field is asked only when another field of the same step or row has one of these values."""

    field: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    :param name: key of the answer; lower_snake; stored for ever
    :param label: what the page shows; `help` stands under it, `example` opens on demand
    :param required: must be answered before the plan can be submitted (drafts may be empty)
    :param limit: most characters; None takes the limit of the kind
    :param minimum, maximum: bounds of numbers (percent: 0 to 100 unless told)
    :param unit: shown after a number
    :param when: condition; a hidden field is neither asked, checked, validated nor printed
    :param checked: text goes through the compliance checker; None means "every line and text is"
    :param factors: for `computed`: the two fields of the row whose product it is
    :param source: for `known`: where it comes from (`person.filing`, `product.approval`)
    :param not_before: name of a date or month field of the same step or row that this one must not precede
    """

    name: str
    kind: Kind
    label: T
    help: T | None = None
    example: T | None = None
    required: bool = True
    limit: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    unit: T | None = None
    choices: tuple[Choice, ...] = ()
    when: When | None = None
    checked: bool | None = None
    factors: tuple[str, str] | None = None
    source: str | None = None
    not_before: str | None = None

    @property
    def is_checked(self) -> bool:
        """True when the compliance checker reads this field."""
        return self.checked if self.checked is not None else self.kind in ("line", "text", "institution")

    @property
    def most_characters(self) -> int:
        """Length limit of a text, in code points."""
        return self.limit or (TEXT_LIMIT if self.kind == "text" else LINE_LIMIT)


@dataclass(frozen=True, slots=True)
class Group:
    """A repeating group of rows.

    :param block: what the rows are, for rules and pictures: activities, goals, resources, risks, tasks …
    :param item: one row in words ("一场活动"), for the add button and empty state
    :param title: field whose value names a closed row; `facts` are the fields listed under it
    :param minimum: rows needed before submission; `maximum`: rows at most
    :param presets: rows a new plan starts with, as (field, value) pairs; a preset row cannot be removed
    :param fields: questions of a row; a Group inside nests once
    """

    name: str
    block: str
    label: T
    item: T
    fields: tuple["Field | Group", ...]
    title: str
    facts: tuple[str, ...] = ()
    help: T | None = None
    empty: T | None = None
    minimum: int = 0
    maximum: int = 60
    presets: tuple[tuple[tuple[str, str], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the wizard.

    :param slug: in the address; kebab-case; stored for ever
    :param intro: one sentence under the title
    :param phase: phase of the launch this step plans for; texts in it are checked under that phase
    :param hint: strip with what the system knows and the writer should
    :param picture: name of the drawing made from this step's answers (planner/documents/figures), for page and PDF
    """

    slug: str
    title: T
    items: tuple[Field | Group, ...]
    intro: T | None = None
    phase: Phase | None = None
    hint: T | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class PlanType:
    """One kind of plan.

    :param slug: stored with every plan; `code` two letters in its number (2026-LA-0001)
    :param version: grows with any change that alters stored answers
    :param promise: one line on the start page
    :param drawing: name of the little drawing on its start card
    """

    slug: str
    code: str
    version: int
    title: T
    promise: T
    drawing: str
    steps: tuple[Step, ...] = field(default=())

    def step(self, slug: str) -> Step:
        """The step with that slug.

        :raises KeyError: there is none
        """
        for step in self.steps:
            if step.slug == slug:
                return step
        raise KeyError(slug)


def choices(*pairs: tuple[str, str, str]) -> tuple[Choice, ...]:
    """Choices from (value, zh, en)."""
    return tuple(Choice(value, T(zh, en)) for value, zh, en in pairs)
