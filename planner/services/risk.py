"""How urgent a submitted plan is to compliance, and the columns by which the queue sorts and filters it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from planner.compliance.findings import Severity
from planner.kernel.clock import local_date
from planner.models import Facet, FindingRow, Revision
from planner.services import decisions
from planner.services.house import House
from planner.services.policy import policy_in_force
from planner.services.workdays import received_on, working_days
from planner.wizards.schema import Group, PlanType

NEWLY_APPROVED = timedelta(days=730)
"""A product counts as new for so long after its approval."""

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
    """Write the columns and facets of a revision whose findings were stored a moment ago, in the transaction of its submission."""
    today = local_date(house.clock())
    policy = policy_in_force(session)
    row.blocks, row.reviews = _open_findings(session, row)
    row.risk_rank = risk_rank(row.blocks, row.reviews, plan_type, content["products"], today)
    row.due_on = working_days(policy).after(received_on(policy, house.clock()), policy.review_working_days)
    categories = session.scalars(
        select(FindingRow.category).where(FindingRow.revision_id == row.id, FindingRow.round == row.round).distinct()
    ).all()
    session.execute(delete(Facet).where(Facet.revision_id == row.id))
    facets = [("category", category) for category in categories] + [("product", str(product["id"])) for product in content["products"]]
    if facets:
        session.execute(insert(Facet), [{"kind": kind, "value": value, "revision_id": row.id} for kind, value in sorted(set(facets))])
    session.flush()


def after_decision(session: Session, row: Revision) -> dict[str, int]:
    """The columns that follow from the decisions made so far, to be written with the next guarded write."""
    blocks, reviews = _open_findings(session, row)
    return {"blocks": blocks, "reviews": reviews, "risk_rank": _by_findings(blocks, reviews) + row.risk_rank % 100}


def _open_findings(session: Session, row: Revision) -> tuple[int, int]:
    """Findings of the last submission that nobody has decided: those that must change, those for officers."""
    decided = decisions.standing(session, row.plan_id)
    found = session.execute(
        select(FindingRow.severity, FindingRow.fingerprint, FindingRow.rule_rev).where(
            FindingRow.revision_id == row.id, FindingRow.round == row.round
        )
    ).all()
    still = [severity for severity, fingerprint, rev in found if (fingerprint, rev) not in decided]
    return still.count(Severity.BLOCK), still.count(Severity.REVIEW)
