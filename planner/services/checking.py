"""From stored answers to what the checker reads, and what it says back."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from planner.compliance.document import MaterialFacts, PlanDocument, ProductFacts
from planner.compliance.findings import Report
from planner.compliance.pack import Pack
from planner.compliance.plan import check_plan
from planner.compliance.policy import Policy
from planner.models import Person, Product
from planner.services.step_reading import Same, StepReading, step_reading
from planner.services.timings import CHECK_SECONDS
from planner.wizards.flow import period
from planner.wizards.schema import Field, Group, PlanType

PlanAnswers = Mapping[str, Mapping[str, Any]]
_KEPT = 64


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan as the checker read it, what it found, and what follows from each step's answers."""

    document: PlanDocument
    report: Report
    readings: Mapping[str, StepReading]


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
    found = {product.id: product for product in session.scalars(_CHOSEN, {"ids": ids})} if ids else {}
    return tuple(found[i] for i in ids if i in found)


_CHOSEN = select(Product).where(Product.id.in_(bindparam("ids", expanding=True)))


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
    read = {step.slug: step_reading(step, answers.get(step.slug, {})) for step in plan_type.steps}
    return _document(plan_type, period(answers), read, products, policy.values(), on, known or {}, materials)


def checked(
    plan_type: PlanType,
    answers: PlanAnswers,
    products: tuple[ProductFacts, ...],
    policy: Policy,
    on: date,
    known: Mapping[str, object],
    materials: Mapping[str, MaterialFacts] | None,
    pack: Pack,
    kept_as: Hashable = None,
) -> Checked:
    """A plan with its report; one that says what it said before, under what held then, is not read and checked again.

    Parameters as of `document`; the answers are as they are stored, of what JSON has; `kept_as` as of `check_plan`.
    """
    limits = tuple(policy.values().items())
    with CHECK_SECONDS.time():
        read = tuple(
            Same(step_reading(step, answers.get(step.slug, {}))) for step in plan_type.steps
        )  # the same answers are the same reading
        return _checked(
            Same(plan_type), read, period(answers), products, limits, on, tuple(known.items()), Same(materials), Same(pack), kept_as
        )


@lru_cache(maxsize=_KEPT)
def _checked(
    same: Same[PlanType],
    steps: tuple[Same[StepReading], ...],
    days: tuple[date, date] | None,
    products: tuple[ProductFacts, ...],
    limits: tuple[tuple[str, object], ...],
    on: date,
    known: tuple[tuple[str, object], ...],
    materials: Same[Mapping[str, MaterialFacts] | None],
    pack: Same[Pack],
    kept_as: Hashable,
) -> Checked:
    read = {step.slug: one.thing for step, one in zip(same.thing.steps, steps, strict=True)}
    found = _document(same.thing, days, read, products, dict(limits), on, dict(known), materials.thing)
    return Checked(found, check_plan(found, pack.thing, kept_as), read)


def _document(
    plan_type: PlanType,
    days: tuple[date, date] | None,
    read: Mapping[str, StepReading],
    products: tuple[ProductFacts, ...],
    limits: Mapping[str, object],
    on: date,
    known: Mapping[str, object],
    materials: Mapping[str, MaterialFacts] | None,
) -> PlanDocument:
    values = dict(known)
    for one in read.values():
        values.update(one.values)
    texts = tuple(text for one in read.values() for text in one.texts)
    rows = tuple(row for one in read.values() for row in one.rows)
    return PlanDocument(plan_type.slug, texts, rows, values, products, limits, on, days, _blocks(Same(plan_type)), materials)


@lru_cache(maxsize=64)
def _blocks(same: Same[PlanType]) -> frozenset[str]:
    """Names of every block the type has, so that a rule about a missing one knows it is asked for; steps count too."""
    found = {step.slug for step in same.thing.steps}
    stack: list[Field | Group] = [item for step in same.thing.steps for item in step.items]
    while stack:
        item = stack.pop()
        if isinstance(item, Group):
            found.add(item.block)
            stack.extend(item.fields)
    return frozenset(found)
