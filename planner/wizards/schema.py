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
    "quarter",  # a quarter of a year
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
    "looked_up",  # never typed; read from `table` by two choices of the same row
    "known",  # never typed; what the system knows (registry, person's record)
]

LINE_LIMIT = 200
TEXT_LIMIT = 5_000

UNTYPED = ("computed", "looked_up", "known")
"""Kinds that nobody types."""

Phase = Literal["pre_launch", "launch", "growth"]

Tool = Literal[
    "swot",  # a square of four lists
    "fishbone",  # five bones of causes, one main cause
    "stakeholders",  # people as cards on three levels
    "gantt",  # bars over the months, from `from_date` to `to_date`
    "goals",  # cards that say what a goal still lacks to be SMART
    "segments",  # tiers with heads and contacts, and the calendar they add up to
    "budget",  # amounts with sums, shares and the policy's caps
    "ninegrid",  # identity by tier, nine micro-segments
    "funnel",  # stages one after the other, each with its measures
]
"""How a group is edited and drawn. Neighbouring groups of a step with the same tool are one picture."""


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
    :param factors: for `computed`: the two fields of the row whose product it is; for `looked_up`: the two choices
    :param table: for `looked_up`: (first, second, value) for every pair of the two choices; the values are those of `choices`
    :param lookup: for `looked_up`: name of the company policy's table, which takes the place of `table` where the company has one
    :param source: for `known`: where it comes from (`person.filing`, `product.approval`)
    :param offers: what of the company's library is offered while typing: `materials` for an approval number
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
    table: tuple[tuple[str, str, str], ...] = ()
    lookup: str | None = None
    source: str | None = None
    not_before: str | None = None
    offers: Literal["materials"] | None = None

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
    :param tool: how page and paper show the rows; None is a plain list
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
    tool: Tool | None = None


@dataclass(frozen=True, slots=True)
class OnlyOne:
    """Of all rows of a step exactly one says yes to a question.

    :param field: a `yes_no` that every group of the step asks
    :param none, several: what is said when no row, or more than one, says yes
    """

    field: str
    none: T
    several: T


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the wizard.

    :param slug: in the address; kebab-case; stored for ever
    :param intro: one sentence under the title
    :param phase: phase of the launch this step plans for; texts in it are checked under that phase
    :param hint: strip with what the system knows and the writer should
    :param picture: name of the drawing made from this step's answers (planner/documents/figures), for page and PDF
    :param only_one: a question to which one row of the step says yes, and no other
    """

    slug: str
    title: T
    items: tuple[Field | Group, ...]
    intro: T | None = None
    phase: Phase | None = None
    hint: T | None = None
    picture: str | None = None
    only_one: OnlyOne | None = None


@dataclass(frozen=True, slots=True)
class PlanType:
    """One kind of plan.

    :param slug: stored with every plan; `code` two letters in its number (2026-LA-0001)
    :param version: grows with any change that alters stored answers
    :param promise: one line on the start page
    :param drawing: name of the little drawing on its start card
    :param place: where it stands among the kinds to start, the smallest first
    """

    slug: str
    code: str
    version: int
    title: T
    promise: T
    drawing: str
    steps: tuple[Step, ...] = field(default=())
    place: int = 100

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
