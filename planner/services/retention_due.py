"""Which plans were kept long enough, since when, and which of them a legal hold keeps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from planner.compliance.policy import Policy
from planner.kernel.clock import local_date
from planner.models import Plan, Revision, StepAnswers
from planner.services import holds
from planner.services.holds import Held
from planner.services.house import House
from planner.services.plans import UNDELETE_WITHIN
from planner.services.policy import policy_in_force
from planner.wizards.schema import Field, Group
from planner.workflow import State

WORKING = frozenset({State.IN_REVIEW.value, State.IN_APPROVAL.value})
"""Somebody is about to act: such a plan is in use, however old."""


@dataclass(frozen=True, slots=True)
class Due:
    """A plan whose time is over, or soon will be.

    :param ended_on: the day its time began to run
    :param past_on: the first day on which it may go
    :param held_by: why it stays: `plan`, `person` or `product` is under a hold; "" when nothing holds it
    """

    id: int
    number: str
    title: str
    draft: bool
    ended_on: date
    past_on: date
    held_by: str = ""


def plans_past(session: Session, house: House, until: date, only: int | None = None) -> Iterator[Due]:
    """Plans whose time is over on a day, the oldest first."""
    policy, held = policy_in_force(session), holds.held(session)
    shortest = min(timedelta(days=policy.drafts_kept_days), UNDELETE_WITHIN, timedelta(days=365 * policy.plans_kept_years))
    fresh = house.clock() + (timedelta(days=30)) - shortest
    touched = exists().where(Revision.plan_id == Plan.id, or_(Revision.saved_at > fresh, Revision.state.in_(WORKING)))
    query = select(Plan).where(~touched).order_by(Plan.id)
    for plan in session.scalars(query if only is None else query.where(Plan.id == only)).all():
        rows = session.scalars(select(Revision).where(Revision.plan_id == plan.id)).all()
        ended = _ended(rows, policy)
        if ended is not None and ended[1] <= until:
            newest = max(rows, key=lambda row: row.number)
            why = _held_by(session, house, held, plan, rows)
            yield Due(plan.id, plan.number, newest.title, not any(row.round for row in rows), *ended, why)


def _ended(rows: Iterable[Revision], policy: Policy) -> tuple[date, date] | None:
    """The day on which a plan's time began to run, and the first on which it may go; None while it is in use."""
    rows = list(rows)
    if not rows or any(row.state in WORKING or (row.state == State.APPROVED.value and row.period_end is None) for row in rows):
        return None
    last = max(local_date(moment) for row in rows for moment in (row.saved_at, row.state_since))
    if not any(row.round for row in rows):  # nobody ever signed anything of it
        deleted = all(row.state == State.DELETED.value for row in rows)
        days = UNDELETE_WITHIN.days + 1 if deleted else policy.drafts_kept_days
        return last, last + timedelta(days=days)
    last = max([last, *(row.period_end for row in rows if row.period_end is not None and row.state != State.DELETED.value)])
    return last, _years_later(last, policy.plans_kept_years)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def _held_by(session: Session, house: House, held: Held, plan: Plan, rows: Iterable[Revision]) -> str:
    if plan.id in held.plans:
        return "plan"
    if held.people and held.people & holds.people_of(session, plan):
        return "person"
    return "product" if held.products and held.products & _products(session, house, plan, rows) else ""


def _products(session: Session, house: House, plan: Plan, rows: Iterable[Revision]) -> set[int]:
    """Products that a plan is about, in any revision: submitted ones say so in their facets, drafts in their answers."""
    found = {int(code.partition(":")[2]) for row in rows for code in row.facets.split() if code.startswith("product:")}
    kind = house.plan_types.get(plan.plan_type)
    if kind is None:
        return found
    answers = session.execute(
        select(StepAnswers.step, StepAnswers.answers)
        .join(Revision, Revision.id == StepAnswers.revision_id)
        .where(Revision.plan_id == plan.id)
    )
    items = {step.slug: step.items for step in kind.steps}
    return found | {one for slug, said in answers for one in _named(items.get(slug, ()), said)}


def _named(items: tuple[Field | Group, ...], answers: Mapping[str, Any]) -> Iterator[int]:
    for item in items:
        value = answers.get(item.name)
        if isinstance(item, Group):
            for row in value or ():
                yield from _named(item.fields, row)
        elif item.kind in ("product", "products"):
            yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, int))
