"""Is a step, is a plan, ready to be submitted? Errors by path, in reading order."""

from collections.abc import Mapping
from typing import Any

from planner.kernel.i18n import Text
from planner.wizards.answers import Leaf, leaves
from planner.wizards.schema import Field, Group, PlanType, Step
from planner.wizards.values import Unreadable, read

MISSING = Text("这一栏还没填。", "This is not filled in yet.")


def problems(step: Step, answers: Mapping[str, Any]) -> dict[str, Text]:
    """What keeps a step from being complete.

    :returns: path → message in reading order; a group path (`goals.goals`) for missing rows
    """
    found: dict[str, Text] = {}
    for item in step.items:
        if isinstance(item, Group) and len(answers.get(item.name) or ()) < item.minimum:
            found[f"{step.slug}.{item.name}"] = Text(f"至少写{item.item.zh}。", f"Add at least {item.item.en}.")
    for leaf in leaves(step, answers):
        if leaf.visible and (message := _problem(leaf)):
            found[leaf.path] = message
    return found


def order_problem(field: Field, value: Any, siblings: Mapping[str, Any]) -> Text | None:
    """Message when a date or month lies before the field it must not precede; None when fine."""
    if field.not_before is None or value is None:
        return None
    earlier = siblings.get(field.not_before)
    if earlier is not None and str(value) < str(earlier):
        return Text("不能早于前一个日期。", "This cannot lie before the earlier date.")
    return None


def _problem(leaf: Leaf) -> Text | None:
    field, value = leaf.field, leaf.value
    if field.kind in ("computed", "known"):
        return None
    if value is None or value == "":
        return MISSING if field.required else None
    try:
        read(field, as_typed(field, value))
    except Unreadable as error:
        return error.message
    return order_problem(field, value, leaf.siblings)


def as_typed(field: Field, value: Any) -> str | list[str]:
    """A stored value as a form field shows it, so that reading it again gives the same value."""
    if value is None:
        return [] if field.kind in ("many", "products") else ""
    if isinstance(value, list):
        return [str(v) for v in value]
    if field.kind == "yes_no":
        return "yes" if value else "no"
    if field.kind == "money":
        return f"{value // 100}.{value % 100:02d}"
    return str(value)


def plan_problems(plan_type: PlanType, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Text]]:
    """Problems of every step that has some: step slug → path → message.

    :param answers: step slug → answers of the step
    """
    found = {step.slug: problems(step, answers.get(step.slug, {})) for step in plan_type.steps}
    return {slug: messages for slug, messages in found.items() if messages}
