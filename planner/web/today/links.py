"""Where the lists of the first page lead; a page that is not there yet leads nowhere."""

from flask import current_app, url_for

from planner.services.cards import PlanCard
from planner.web.today.card import record_of


def for_templates() -> dict[str, object]:
    """The addresses the first page's templates ask for."""
    return {
        "review_href": review_href,
        "approval_href": approval_href,
        "record_href": record_href,
        "company_href": _page("company.index"),
        "all_plans_href": _page("plans.index"),
    }


def review_href(card: PlanCard) -> str:
    """The review desk while it is open for review, the record of the plan afterwards."""
    return _plan("review.desk", card) if card.state == "in_review" else record_of(card.number)


def approval_href(card: PlanCard) -> str:
    """The page on which the manager reads and signs."""
    return _plan("approval.show", card)


def record_href(card: PlanCard) -> str:
    """The story of a plan; a draft of somebody else has none to open."""
    return record_of(card.number)


def _page(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None


def _plan(endpoint: str, card: PlanCard) -> str:
    return url_for(endpoint, number=card.number) if endpoint in current_app.view_functions else record_of(card.number)
