"""From stored answers to what the checker reads, and what it says back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.compliance.document import FieldText, MaterialFacts, PlanDocument, ProductFacts, Row
from planner.compliance.policy import Policy
from planner.models import Person, Product
from planner.services.step_reading import step_reading
from planner.wizards.answers import is_visible
from planner.wizards.flow import period
from planner.wizards.schema import Field, Group, PlanType, Step
from planner.wizards.values import computed, looked_up, typed

PlanAnswers = Mapping[str, Mapping[str, Any]]


def facts(product: Product) -> ProductFacts:
    """A row of the registry as rules see it."""
    return ProductFacts(
        id=product.id,
        generic_name=product.generic_name,
        brand_names=tuple(product.brand_names),
        approval_number=product.approval_number,
        approval_date=product.approval_date,
        indications=tuple(product.indications),
        populations=tuple(product.populations),
        competitors=tuple(product.competitors),
        budget_fen=product.budget_fen,
    )


def chosen_products(session: Session, answers: PlanAnswers) -> tuple[Product, ...]:
    """The products a plan names in its basics, in the order chosen."""
    ids = answers.get("basics", {}).get("products") or []
    found = {product.id: product for product in session.scalars(select(Product).where(Product.id.in_(ids)))} if ids else {}
    return tuple(found[i] for i in ids if i in found)


def author_facts(author: Person) -> dict[str, object]:
    """What rules over fields know of the author, beside the answers."""
    return {"person.filing": author.filing_number, "person.filing_expires": author.filing_expires}


def document(
    plan_type: PlanType,
    answers: PlanAnswers,
    products: tuple[ProductFacts, ...],
    policy: Policy,
    on: date,
    known: Mapping[str, object] | None = None,
    materials: Mapping[str, MaterialFacts] | None = None,
) -> PlanDocument:
    """The plan as the checker sees it: visible fields only, computed values filled in.

    :param on: day of the check in Asia/Shanghai
    :param known: facts beside the answers, as `author_facts` gives them
    :param materials: what the library knows of the materials named, as `library.material_facts` gives it; None when nothing is kept
    """
    texts: list[FieldText] = []
    rows: list[Row] = []
    values: dict[str, object] = dict(known or {})
    for step in plan_type.steps:
        given = answers.get(step.slug, {})
        read = step_reading(step, given)
        texts.extend(read.texts)
        values.update(read.values)
        rows.extend(_rows(step, step.items, given, step.slug, step.slug))
    blocks = frozenset(_blocks(plan_type))
    span, limits = period(answers), policy.values()
    return PlanDocument(plan_type.slug, tuple(texts), tuple(rows), values, products, limits, on, span, blocks, materials)


def _rows(step: Step, items: tuple[Field | Group, ...], answers: Mapping[str, Any], path: str, schema_path: str) -> list[Row]:
    found: list[Row] = []
    for group in (item for item in items if isinstance(item, Group)):
        inner = f"{schema_path}.{group.name}"
        for row in answers.get(group.name) or ():
            here = f"{path}.{group.name}.{row['id']}"
            values = {field.name: _value(field, row) for field in group.fields if isinstance(field, Field) and is_visible(field, row)}
            found.append(Row(here, inner, group.block, step.phase, values))
            found.extend(_rows(step, group.fields, row, here, inner))
    return found


def _value(field: Field, row: Mapping[str, Any]) -> object:
    if field.kind == "looked_up":
        return looked_up(field, row)
    return computed(field, row) if field.kind == "computed" else typed(field, row.get(field.name))


def _blocks(plan_type: PlanType) -> set[str]:
    """Names of every block the type has, so that a rule about a missing one knows it is asked for; steps count too."""
    found = {step.slug for step in plan_type.steps}
    stack: list[Field | Group] = [item for step in plan_type.steps for item in step.items]
    while stack:
        item = stack.pop()
        if isinstance(item, Group):
            found.add(item.block)
            stack.extend(item.fields)
    return found
