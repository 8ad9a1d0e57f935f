"""The company's own tables in the questions that look something up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from planner.wizards.schema import Field, Group, PlanType

Table = Sequence[tuple[str, str, str]]


def with_tables(plan_type: PlanType, tables: Mapping[str, Table]) -> PlanType:
    """The plan type reading the company's tables; the very same one where none of its questions asks for one of them.

    :param tables: name → (first, second, value) for pairs of the two choices; values that a question does not offer are left out
    """
    steps = tuple(replace(step, items=_items(step.items, tables)) if _asks(step.items, tables) else step for step in plan_type.steps)
    return plan_type if all(new is old for new, old in zip(steps, plan_type.steps, strict=True)) else replace(plan_type, steps=steps)


def _asks(items: tuple[Field | Group, ...], tables: Mapping[str, Table]) -> bool:
    return any(_asks(item.fields, tables) if isinstance(item, Group) else item.lookup in tables for item in items)


def _items(items: tuple[Field | Group, ...], tables: Mapping[str, Table]) -> tuple[Field | Group, ...]:
    return tuple(_group(item, tables) if isinstance(item, Group) else _field(item, tables) for item in items)


def _group(group: Group, tables: Mapping[str, Table]) -> Group:
    return replace(group, fields=_items(group.fields, tables)) if _asks(group.fields, tables) else group


def _field(field: Field, tables: Mapping[str, Table]) -> Field:
    if field.lookup is None or field.lookup not in tables:
        return field
    offered = {choice.value for choice in field.choices}
    return replace(field, table=tuple((a, b, value) for a, b, value in tables[field.lookup] if value in offered))
