"""Fills a plan of any kind with answers that fit every question: what it is, nobody has to know."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from planner.seeds.stage import Stage
from planner.services import lists, wizard
from planner.services.actor import Actor
from planner.services.wizard import Change, base_of
from planner.wizards.answers import Leaf, leaves
from planner.wizards.schema import UNTYPED, Field, Group, PlanType, Step
from planner.wizards.validate import problems

WORDS = "按已审批的资料说明，写明出处。"
PERIOD = (date(2027, 1, 1), date(2027, 12, 31))


def fill_plan(stage: Stage, author: Actor, number: str, plan_type: PlanType) -> None:
    """Answer every question of every step through the services, one row at least in every group."""
    for step in plan_type.steps:
        fill_step(stage, author, number, step)


def fill_step(stage: Stage, author: Actor, number: str, step: Step) -> None:
    """Add the rows a step still lacks, then answer; what answers bring to light is answered in the next round.

    :raises AssertionError: something is still missing, or an answer was refused
    """
    where = (stage.house, author, number, step.slug)
    with stage.act() as session:
        for _ in range(2):  # rows, then the rows inside them
            for path in _rows_lacking(step.items, wizard.open_step(session, *where).answers, step.slug):
                wizard.add_row(session, *where, path)
    for _ in range(3):
        with stage.act() as session:
            view = wizard.open_step(session, *where)
            changes = [
                Change(leaf.path, typed, base_of(leaf.value))
                for leaf in leaves(step, view.answers)
                if leaf.visible and leaf.value is None and leaf.field.kind not in UNTYPED
                if (typed := _typed(session, author, step, view.answers, leaf))
            ]
            saved = wizard.save_fields(session, *where, changes)
            assert not saved.errors and not saved.clashes, saved.errors
            if not changes:
                break
    assert problems(step, saved.view.answers) == {}


def _rows_lacking(items: tuple[Field | Group, ...], answers: Mapping[str, Any], path: str) -> list[str]:
    lacking: list[str] = []
    for group in (item for item in items if isinstance(item, Group)):
        rows, here = answers.get(group.name) or (), f"{path}.{group.name}"
        lacking += [here] * (max(group.minimum, 1) - len(rows))
        for row in rows:
            lacking += _rows_lacking(group.fields, row, f"{here}.{row['id']}")
    return lacking


def _typed(session: Session, author: Actor, step: Step, answers: Mapping[str, Any], leaf: Leaf) -> str | list[str]:
    field = leaf.field
    match field.kind:
        case "line" | "text" | "institution":
            return WORDS[: field.most_characters]
        case "choice":
            values = [choice.value for choice in field.choices]
            return "medical" if "medical" in values else values[0]  # whatever it is, medical affairs may own it
        case "many":
            return [field.choices[0].value]
        case "date":
            return PERIOD[1].isoformat() if field.not_before else PERIOD[0].isoformat()
        case "month":
            return f"{PERIOD[1]:%Y-%m}" if field.not_before else f"{PERIOD[0]:%Y-%m}"
        case "quarter":
            return "2026-Q3"
        case "yes_no":
            return "yes" if _is_the_one(step, answers, leaf) else "no"
        case "product" | "products":
            approved = next(p.id for p in lists.all_products(session) if p.approval_date and p.approval_date < PERIOD[0])
            return [str(approved)] if field.kind == "products" else str(approved)
        case "territory":
            return str(author.territory_id)
        case "money" if not field.required:
            return "0"
    return str(max(field.minimum or 1, 1))


def _is_the_one(step: Step, answers: Mapping[str, Any], leaf: Leaf) -> bool:
    """The first row of the step that is asked which of all it is."""
    if step.only_one is None or leaf.field.name != step.only_one.field:
        return False
    return leaf.path == next(one.path for one in leaves(step, answers) if one.field.name == step.only_one.field)
