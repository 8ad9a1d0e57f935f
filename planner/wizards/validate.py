"""Is a step, is a plan, ready to be submitted? Errors by path, in reading order."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from planner.kernel.i18n import Text
from planner.wizards.answers import Leaf, leaves
from planner.wizards.schema import UNTYPED, Field, Group, PlanType, Step
from planner.wizards.values import Unreadable, read

MISSING = Text("这一栏还没填。", "This is not filled in yet.")


def problems(step: Step, answers: Mapping[str, Any], walked: Iterable[Leaf] | None = None) -> dict[str, Text]:
    """What keeps a step from being complete.

    :param walked: `leaves(step, answers)`, for a caller who has walked them already
    :returns: path → message in reading order; a group path (`goals.goals`) for missing rows
    """
    found = dict(_too_few_rows(step.items, answers, step.slug))
    for leaf in leaves(step, answers) if walked is None else walked:
        if leaf.visible and (message := _problem(leaf)):
            found[leaf.path] = message
    return found | _not_only_one(step, answers)


def _too_few_rows(items: tuple[Field | Group, ...], answers: Mapping[str, Any], path: str) -> Iterator[tuple[str, Text]]:
    for group in (item for item in items if isinstance(item, Group)):
        rows, here = answers.get(group.name) or (), f"{path}.{group.name}"
        if len(rows) < group.minimum:
            yield here, Text(f"至少写{group.item.zh}。", f"Add at least {group.item.en}.")
        for row in rows:
            yield from _too_few_rows(group.fields, row, f"{here}.{row['id']}")


def _not_only_one(step: Step, answers: Mapping[str, Any]) -> dict[str, Text]:
    """Message at the first group when no row says yes, at the second such row's group when several do."""
    if step.only_one is None:
        return {}
    groups = [item for item in step.items if isinstance(item, Group)]
    rows = [(group, row) for group in groups for row in answers.get(group.name) or ()]
    marked = [group for group, row in rows if row.get(step.only_one.field) is True]
    if len(marked) == 1:
        return {}
    where = marked[1] if marked else groups[0]
    return {f"{step.slug}.{where.name}": step.only_one.several if marked else step.only_one.none}


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
    if field.kind in UNTYPED:
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
