"""How urgent a submitted plan is to compliance, and the columns by which the queue sorts and filters it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from planner.compliance.findings import Severity
from planner.kernel.clock import local_date
from planner.models import FindingRow, Revision
from planner.services import decisions
from planner.services.house import House
from planner.services.policy import policy_in_force
from planner.services.workdays import due
from planner.wizards.schema import Group, PlanType

NEWLY_APPROVED = timedelta(days=730)
"""A product counts as new for so long after its approval."""

MOST_FACETS = 1000
"""Characters of the facets that are kept: an entry of an index has to fit into a third of a page."""

SPENDS = frozenset({"resources", "activities", "support", "programme"})
"""Blocks in which a plan spends money or brings people together."""


def risk_rank(blocks: int, reviews: int, plan_type: PlanType, products: Iterable[Mapping[str, Any]], on: date) -> int:
    """Place in the queue by the worst open finding, then by the kind of plan, then by how new its products are.

    :param products: those of the frozen content
    :returns: 0 is the riskiest, 299 the least
    """
    return _by_findings(blocks, reviews) + 10 * _of_kind(plan_type) + min((_of_product(p, on) for p in products), default=2)


def _by_findings(blocks: int, reviews: int) -> int:
    return 0 if blocks else 100 if reviews else 200


def _of_kind(plan_type: PlanType) -> int:
    """0 to 2 by how many of the blocks in `SPENDS` its steps hold."""
    blocks = {item.block for step in plan_type.steps for item in step.items if isinstance(item, Group)}
    return max(0, 2 - len(blocks & SPENDS))


def _of_product(product: Mapping[str, Any], on: date) -> int:
    """0 before its approval, 1 while it is new, 2 afterwards."""
    approved = date.fromisoformat(product["approval_date"]) if product.get("approval_date") else None
    if not product.get("approval_number") or (approved is not None and approved > on):
        return 0
    return 1 if approved is not None and on - approved < NEWLY_APPROVED else 2


def on_submission(session: Session, house: House, row: Revision, plan_type: PlanType, content: Mapping[str, Any]) -> None:
    """Write the columns of a revision whose findings were stored a moment ago, in the transaction of its submission."""
    today = local_date(house.clock())
    policy = policy_in_force(session)
    row.blocks, row.reviews = _open_findings(session, row, today)
    row.risk_rank = risk_rank(row.blocks, row.reviews, plan_type, content["products"], today)
    row.due_on = due(policy, house.clock()).date()
    found = select(FindingRow.category).where(FindingRow.revision_id == row.id, FindingRow.round == row.round).distinct()
    for name, value in facets_of(plan_type.slug, session.scalars(found), (product["id"] for product in content["products"])).items():
        setattr(row, name, value)
    session.flush()


def facets_of(kind: str, categories: Iterable[str] = (), products: Iterable[int] = ()) -> dict[str, Any]:
    """What a revision can be looked for by: two columns that the indexes of the lists carry.

    `facets` is a text of kind and products; `facet_bits` has a bit of its own for each category, and a few bits that
    kinds and products share, so that a walk reads the text of few.

    :param kind: slug of the plan type
    :param categories: of the findings of its submission
    :param products: ids of those submitted, of which the first hundred or so find room
    """
    codes = [f"kind:{kind}", *(f"product:{one}" for one in sorted(set(products)))]
    text = f" {' '.join(codes)} "
    text = text[: text.rfind(" ", 0, MOST_FACETS) + 1]
    return {"facets": text, "facet_bits": reduce(or_, (*map(_shared_bit, text.split()), *map(_bit_of_category, categories)))}


def _bit_of_category(category: str) -> int:
    """One of 52: with so many, no two of the taxonomy share one."""
    return 1 << crc32(f"category:{category}".encode()) % 52


def _shared_bit(code: str) -> int:
    """One of the ten above those."""
    return 1 << 52 + crc32(code.encode()) % 10


def has_facet(kind: str, value: str | int) -> ColumnElement[bool]:
    """Condition on Revision: it can be looked for by this.

    :param kind: kind | category | product
    """
    if kind == "category":
        return Revision.facet_bits.bitwise_and(_bit_of_category(str(value))) != 0
    code = f"{kind}:{value}"
    return and_(Revision.facet_bits.bitwise_and(_shared_bit(code)) != 0, Revision.facets.contains(f" {code} ", autoescape=True))


def after_decision(session: Session, row: Revision, on: date) -> dict[str, int]:
    """The columns that follow from the decisions made so far, to be written with the next guarded write.

    :param on: today: an exception of an earlier submission that ended before counts no more
    """
    blocks, reviews = _open_findings(session, row, on)
    return {"blocks": blocks, "reviews": reviews, "risk_rank": _by_findings(blocks, reviews) + row.risk_rank % 100}


def _open_findings(session: Session, row: Revision, on: date) -> tuple[int, int]:
    """Findings of the last submission that no decision in force settles: those that must change, those for officers."""
    decided = decisions.standing(session, row.plan_id, revision=row, on=on)
    found = session.execute(
        select(FindingRow.severity, FindingRow.fingerprint, FindingRow.rule_rev).where(
            FindingRow.revision_id == row.id, FindingRow.round == row.round
        )
    ).all()
    still = [severity for severity, fingerprint, rev in found if (fingerprint, rev) not in decided]
    return still.count(Severity.BLOCK), still.count(Severity.REVIEW)
