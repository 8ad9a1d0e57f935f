"""A plan as the checker sees it: texts, rows and facts, without forms or tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What the product registry knows of one product.

    :param approval_date: may lie in the future; None when nothing is known
    :param indications: approved indication terms
    """

    generic_name: str
    brand_names: tuple[str, ...] = ()
    approval_number: str = ""
    approval_date: date | None = None
    indications: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    budget_fen: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class MaterialFacts:
    """What the company's library knows of one material.

    :param product: generic name of the product it is about, "" for material about a disease
    :param audience: `hcp`, `public`, or `any`
    :param expires_on: last day of use
    :param retired: taken out of use before that day
    """

    number: str
    title: str = ""
    product: str = ""
    product_id: int = 0
    audience: str = "any"
    approved_on: date | None = None
    expires_on: date | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class FieldText:
    """One checked text of a plan.

    :param path: field with row ids, `pre-launch.activities.k3f9abcd.agenda`
    :param schema_path: without row ids, `pre-launch.activities.agenda`
    :param label: the field's name as the page shows it (zh), for messages
    :param phase: `pre_launch`, `launch`, `growth` or None, as the *step* declares it
    :param block: name of the row group's block (`activities`, `goals` …) or None
    """

    path: str
    schema_path: str
    text: str
    label: str = ""
    phase: str | None = None
    block: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a repeating group, for rules across fields.

    :param values: field name → typed value: str, int, bool, date for `date`, (year, month) for `month`,
        Decimal for decimal and percent, int fen for money, None where empty
    """

    path: str
    schema_path: str
    block: str
    phase: str | None
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """All that `check_plan` needs.

    :param values: schema path of every field outside row groups → typed value (as in Row.values)
    :param policy: the company policy's thresholds
    :param on: the day the plan is checked, in Asia/Shanghai
    :param period: first and last day of the plan, None while unknown
    :param materials: approval number in standard spelling → what the library knows of it, those that the plan names at least;
        None when the company keeps no materials
    """

    plan_type: str
    fields: tuple[FieldText, ...]
    rows: tuple[Row, ...]
    values: Mapping[str, object]
    products: tuple[ProductFacts, ...]
    policy: Mapping[str, object]
    on: date
    period: tuple[date, date] | None = None
    blocks: frozenset[str] = field(default_factory=frozenset)
    materials: Mapping[str, MaterialFacts] | None = None

    def rows_of(self, block: str) -> tuple[Row, ...]:
        """The rows of every group of that block, in plan order."""
        return tuple(row for row in self.rows if row.block == block)
