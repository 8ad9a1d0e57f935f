"""Where the lists of the first page lead."""

from flask import url_for

from planner.services.cards import PlanCard
from planner.web.today.card import record_of


def for_templates() -> dict[str, object]:
    """The addresses the first page's templates ask for."""
    return {
        "review_href": review_href,
        "approval_href": approval_href,
        "record_href": record_href,
        "company_href": url_for("company.index"),
        "all_plans_href": url_for("plans.index"),
    }


def review_href(card: PlanCard) -> str:
    """The review desk while it is open for review, the record of the plan afterwards."""
    return url_for("review.desk", number=card.number) if card.state == "in_review" else record_of(card.number)


def approval_href(card: PlanCard) -> str:
    """The page on which the manager reads and signs."""
    return url_for("approval.show", number=card.number)


def record_href(card: PlanCard) -> str:
    """The story of a plan; a draft of somebody else has none to open."""
    return record_of(card.number)
