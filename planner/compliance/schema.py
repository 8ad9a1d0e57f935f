"""A rule as data: what an officer may write, and nothing else. Unknown keys are errors."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from planner.compliance.findings import Confidence, Severity
from planner.compliance.ruletests import Tests
from planner.compliance.vocabulary import COMPANY, Bilingual, Category, Group, Layer, Phase, Strict, Unit, as_list


class Near(Strict):
    """One word of every group, close together.

    :param within: the unit that holds them all
    :param ordered: the groups must follow each other in this order
    :param gap: most characters between neighbouring words; None = no limit inside the unit
    """

    terms: tuple[Group, ...] = Field(min_length=2, max_length=6)
    within: Unit = "clause"
    ordered: bool = False
    gap: int | None = Field(default=None, ge=0, le=400)


class Number(Strict):
    """An amount that passes a threshold: 每人超过300元.

    :param of: words one of which must stand in the unit (餐标, 讲课费); empty = none needed
    :param per: words that make it an amount for each (每人, 人均); empty = none needed
    :param value: the threshold in the unit named (yuan, percent …); or the name of a policy value
    """

    of: Group | None = None
    per: Group | None = None
    unit: Literal["yuan", "percent", "hours", "times", "people", "boxes", "days", "months"]
    op: Literal[">", ">=", "<", "<=", "=="]
    value: float | None = None
    policy: str | None = None
    within: Unit = "clause"

    @model_validator(mode="after")
    def _one_threshold(self) -> "Number":
        if (self.value is None) == (self.policy is None):
            raise ValueError("give either value or policy")
        return self


class Structural(Strict):
    """A check over fields, by the name it is registered under in planner/compliance/structural/."""

    model_config = ConfigDict(extra="allow", frozen=True)
    check: str


class All(Strict):
    """Every match of the list, inside one unit."""

    of: tuple["Match", ...] = Field(min_length=2, max_length=6)
    within: Unit = "sentence"


class Match(Strict):
    """Exactly one way to recognise the thing.

    :param hidden: text that shows a reader something else than it holds: bidi controls, many invisible characters
    :param resembles: what the second reader finds of the rule's category (reader.py)
    """

    terms: Group | None = None
    near: Near | None = None
    regex: Group | None = None
    number: Number | None = None
    any: tuple["Match", ...] | None = Field(default=None, min_length=2, max_length=60)
    all: All | None = None
    structural: Structural | None = None
    hidden: Literal[True] | None = None
    resembles: Literal[True] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "Match":
        if len(self.model_fields_set) != 1:
            raise ValueError("a match holds exactly one of terms, near, regex, number, any, all, structural, hidden, resembles")
        return self


class Without(Strict):
    """Words that switch the rule off where they stand: the rule's own context."""

    terms: Group
    within: Unit = "clause"
    where: Literal["before", "after", "around"] = "around"


class Under(Strict):
    """Where the rule speaks at all: a word in the hit's own sentence or in a heading over it, or one of the phases."""

    terms: Group
    phases: tuple[Phase, ...] = ()


class Applies(Strict):
    """Where the rule is asked at all. What is not known of a text never excludes a rule."""

    plan_types: tuple[str, ...] = ("*",)
    phases: tuple[Phase, ...] = ()
    fields: tuple[str, ...] = ("*",)
    not_fields: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


class Effective(Strict):
    """The days on which the rule holds; `from` and `to` inclusive."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    from_: date | None = Field(default=None, alias="from")
    to: date | None = None


class When(Strict):
    """A condition on the scope; every part given must hold, and must be known."""

    phase: Annotated[tuple[Phase, ...], BeforeValidator(as_list)] = ()
    plan_type: Annotated[tuple[str, ...], BeforeValidator(as_list)] = ()
    block: Annotated[tuple[str, ...], BeforeValidator(as_list)] = ()
    field: Annotated[tuple[str, ...], BeforeValidator(as_list)] = ()
    words: Group | None = None


class SeverityWhen(Strict):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    if_: When = Field(alias="if")
    then: Severity


class Suggest(Strict):
    kind: Literal["replace", "rewrite", "delete", "add", "ask"] = "rewrite"
    strength: Literal["preferred", "fallback"] = "preferred"
    text: Bilingual


class Override(Strict):
    """Who may grant an exception; `by` are role values."""

    allowed: bool = True
    by: tuple[str, ...] = ("officer",)
    reasons: tuple[str, ...] = ()
    needs: tuple[Literal["note", "attachment"], ...] = ("note",)
    four_eyes: bool = False
    expires_days: int | None = None


class Budget(Strict):
    """How many of its findings officers may call harmless, as a share, and after how many decisions that counts."""

    fp: float = Field(default=0.4, ge=0, le=1)
    min_decisions: int = Field(default=20, ge=1)
    on_exceed: Literal["trial"] = "trial"


class Cite(Strict):
    """`dal-2019#88.1`, or the same as keys."""

    doc: str
    at: str | None = None
    note: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if isinstance(value, str):
            doc, _, at = value.partition("#")
            return {"doc": doc, "at": at or None}
        return value


class Related(Strict):
    id: str
    kind: Literal["derived", "replaces", "merged", "similar"]


class Rule(Strict):
    """One rule.

    :param quote: what is marked: the words matched, or the clauses from the first to the last of them;
        clauses unless the match is `terms` or `regex`
    :param unless: names of cues instead of the pack's default ones; `unless_also` adds, `unless_not` takes away
    :param without: words that switch this rule off
    :param beats: rules, or whole categories, hidden where this one hits
    :param group: findings of one group in one sentence collapse to the heaviest
    """

    id: str = Field(pattern=r"^[a-z][a-z-]*\.[a-z0-9][a-z0-9-]*$")
    rev: int = Field(default=1, ge=1)
    status: Literal["draft", "trial", "active", "retired"] = "active"
    related: tuple[Related, ...] = ()
    category: Category
    tags: tuple[str, ...] = ()
    severity: Severity
    severity_when: tuple[SeverityWhen, ...] = ()
    confidence: Confidence = Confidence.HIGH
    title: Bilingual
    message: Bilingual
    why: Bilingual
    applies: Applies = Applies()
    effective: Effective = Effective()
    match: Match
    quote: Literal["words", "clause"] | None = None
    normalise: tuple[Layer, ...] | None = None
    protect: tuple[str, ...] = ()
    without: tuple[Without, ...] = ()
    under: Under | None = None
    unless: tuple[str, ...] | None = None
    unless_also: tuple[str, ...] = ()
    unless_not: tuple[str, ...] = ()
    beats: tuple[str, ...] = ()
    group: str | None = None
    limit: int | None = Field(default=None, ge=1)
    cites: tuple[Cite, ...] = ()
    suggest: tuple[Suggest, ...] = ()
    ask: tuple[Bilingual, ...] = ()
    override: Override = Override()
    falsepositives: tuple[str, ...] = ()
    budget: Budget = Budget()
    tests: Tests
    owner: str = "compliance"
    approved_by: str = ""
    changed: date | None = None
    changelog: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _weight_needs_ground(self) -> "Rule":
        heaviest = min([self.severity, *(s.then for s in self.severity_when)], key=list(Severity).index)
        if heaviest is Severity.BLOCK and self.confidence is Confidence.LOW:
            raise ValueError("a rule of low confidence may not block")
        if heaviest is not Severity.ADVISE and not self.cites:
            raise ValueError("block and review rules need at least one citation")
        if heaviest is not Severity.ADVISE and not self.suggest:
            raise ValueError("block and review rules need a suggestion")
        if self.category in ("quality", "consistency") and heaviest is not Severity.ADVISE:
            raise ValueError("quality rules only advise")
        if self.id.split(".")[0] != self.category and not self.id.startswith(COMPANY):
            raise ValueError(f"the id must start with the category: {self.category}.…")
        return self
