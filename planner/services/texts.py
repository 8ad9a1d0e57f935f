"""The words of one field of a plan, by its path."""

from collections.abc import Mapping
from typing import Any

from planner.wizards.answers import leaves
from planner.wizards.schema import PlanType


def text_at(plan_type: PlanType, answers: Mapping[str, Mapping[str, Any]], path: str) -> str | None:
    """What the author wrote there; None when there is no such field (its row may be gone), "" when it is empty."""
    return texts_of(plan_type, answers, path.split(".")[0]).get(path)


def texts_of(plan_type: PlanType, answers: Mapping[str, Mapping[str, Any]], slug: str) -> dict[str, str]:
    """Path → words of every field of a step."""
    step = next((s for s in plan_type.steps if s.slug == slug), None)
    if step is None:
        return {}
    return {leaf.path: str(leaf.value or "") for leaf in leaves(step, answers.get(slug, {}))}
