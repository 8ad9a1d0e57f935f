"""The examples that every rule carries: texts or rows that must, or must not, be found."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from planner.compliance.findings import Severity
from planner.compliance.vocabulary import Phase, Strict


class ProductExample(Strict):
    """A product as an example needs it; `approved` is the approval date, None = not approved."""

    name: str
    brands: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    approved: date | None = date(2020, 1, 1)
    budget_fen: int | None = None


class MaterialExample(Strict):
    """A material as an example needs it; `until` is its last day of use."""

    number: str
    title: str = ""
    product: str = ""
    audience: Literal["hcp", "public", "any"] = "any"
    approved: date = date(2020, 1, 1)
    until: date = date(2030, 1, 1)
    retired: bool = False


class Example(Strict):
    """A text (or rows and values) that must, or must not, be found.

    A bare string is a text; 【】 around a part demands that the finding's quote is exactly that part.
    """

    text: str = ""
    phase: Phase | None = None
    plan_type: str | None = None
    field: str | None = None
    block: str | None = None
    on: date | None = None
    products: tuple[ProductExample, ...] = ()
    severity: Severity | None = None
    rows: tuple[dict[str, object], ...] = ()
    values: dict[str, object] = Field(default_factory=dict)
    policy: dict[str, object] = Field(default_factory=dict)
    period: tuple[date, date] | None = None
    materials: tuple[MaterialExample, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value


class Tests(Strict):
    hit: tuple[Example, ...] = Field(min_length=3)
    miss: tuple[Example, ...] = Field(min_length=3)
    todo_hit: tuple[Example, ...] = ()
    todo_miss: tuple[Example, ...] = ()
