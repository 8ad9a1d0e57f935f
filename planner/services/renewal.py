"""Start the next period's plan from the last one: its answers in a new draft, and what today says of them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.compliance.findings import Finding
from planner.compliance.structural.materials import number_key
from planner.kernel.clock import local_date
from planner.kernel.errors import NotAllowed, NotFound, WrongState
from planner.kernel.i18n import Text
from planner.models import AuditEvent, Material, Plan, Revision, Territory
from planner.services import lists, plans
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.draft import Draft, read_draft
from planner.services.house import House
from planner.services.places import place_names
from planner.services.plans import PlanView
from planner.services.renewal_carry import Carried, Facts, carry
from planner.services.rules.effective import archived
from planner.services.stored import stored_findings
from planner.wizards.schema import PlanType
from planner.wizards.snapshot import from_json
from planner.workflow import Role, State

SOURCES = (State.APPROVED.value, State.EXPIRED.value, State.WITHDRAWN.value, State.SUPERSEDED.value)
"""States of a revision that was approved once and can be carried on."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An own plan the next one can be written from; the newest revision that was approved."""

    number: str
    revision: int
    title: str
    plan_type: PlanType
    state: State
    period: tuple[date, date]


@dataclass(frozen=True, slots=True)
class Today:
    """A finding of today's rules on the new draft.

    :param where: its place in words
    :param fresh: the rule is newer than the plan, or says more than it did then
    :param then: the former plan was marked there too, and approved all the same
    """

    finding: Finding
    where: Text
    fresh: bool
    then: bool


@dataclass(frozen=True, slots=True)
class Renewal:
    """A draft that was started from the last period's plan, and what came of it.

    :param source: the plan it was started from
    :param carried: dates moved, answers left out, texts that still speak of the former period
    :param today: what no longer passes, heaviest first, new rules before old ones
    """

    view: PlanView
    draft: Draft
    source: Earlier
    carried: Carried
    today: tuple[Today, ...]
    places: Mapping[str, Text]


def renewable(session: Session, actor: Actor, house: House) -> tuple[Earlier, ...]:
    """Own plans that were approved once, the newest period first; none for anybody but a representative."""
    if not actor.has(Role.REPRESENTATIVE):
        return ()
    rows = session.scalars(_approved_once().where(Plan.author_id == actor.person_id))
    newest: dict[int, Revision] = {}
    for row in rows:
        newest.setdefault(row.plan_id, row)
    found = [_earlier(house, row) for row in newest.values() if row.plan.plan_type in house.plan_types and row.period_end]
    return tuple(sorted(found, key=lambda one: (one.period[1], one.number), reverse=True))


def renew(session: Session, house: House, actor: Actor, number: str) -> str:
    """Carry the newest approved revision of a plan into a new draft, and return that draft's number.

    Asked twice, the draft that is still being written is returned. Explanations and decisions stay with the former plan.

    :raises NotFound: no such plan, or not the actor's own
    :raises NotAllowed: not a representative
    :raises WrongState: it was never approved
    """
    plans.open_plan(session, house, actor, number)
    plan = session.scalar(select(Plan).where(Plan.number == number, Plan.author_id == actor.person_id).with_for_update())
    if plan is None:
        raise NotFound
    if not actor.has(Role.REPRESENTATIVE):
        raise NotAllowed(Text("只有医药代表可以新建计划。", "Only representatives start plans."))
    row = session.scalar(_approved_once().where(Plan.id == plan.id).limit(1))
    if row is None:
        raise WrongState(
            Text("批准过的计划才能用来写下一期。", "Only a plan that was approved can be carried into the next period."),
            plan.revisions[-1].state,
        )
    if under_way := _under_way(session, actor, number, row.number):
        return under_way
    made = plans.create_plan(session, house, actor, plan.plan_type)
    carried = _carried(session, house, actor, row, made.number, local_date(house.clock()))
    revision = made.revisions[-1]
    for step in revision.steps:
        step.answers = carried.answers[step.step]
        step.touched = any(value not in (None, "", []) for value in step.answers.values())
        plans.refresh_copies(revision, step.step, step.answers, carried.answers)
    session.flush()
    record(session, house, Event.PLAN_RENEW, actor, made.number, revision=1, source=number, source_revision=row.number)
    return made.number


def open_renewal(session: Session, house: House, actor: Actor, number: str) -> Renewal:
    """What came of a renewal, for the author of the draft, as long as it is being written.

    :raises NotFound: not the actor's own draft, or not started from another plan
    """
    view = plans.open_plan(session, house, actor, number)
    event = session.scalar(_renewals(actor).where(AuditEvent.plan_number == number))
    if event is None or not view.writable:
        raise NotFound
    source = session.scalar(
        _approved_once().where(
            Plan.number == event.detail["source"],
            Revision.number == event.detail["source_revision"],
            Plan.author_id == actor.person_id,
        )
    )
    if source is None:
        raise NotFound
    carried = _carried(session, house, actor, source, number, local_date(event.at))
    draft = read_draft(session, house, view)
    zh, en = (place_names(view.plan_type, view.answers, language) for language in ("zh", "en"))
    places = {path: Text(name, en[path]) for path, name in zh.items()}
    return Renewal(view, draft, _earlier(house, source), carried, _today(session, source, draft, places), places)


def _approved_once() -> Any:
    return (
        select(Revision)
        .join(Plan)
        .where(Revision.state.in_(SOURCES), Revision.content.is_not(None))
        .options(joinedload(Revision.plan))
        .order_by(Revision.number.desc())
    )


def _earlier(house: House, row: Revision) -> Earlier:
    span = (row.period_start or date.min, row.period_end or date.max)
    return Earlier(row.plan.number, row.number, row.title, house.plan_types[row.plan.plan_type], State(row.state), span)


def _renewals(actor: Actor) -> Any:
    return select(AuditEvent).where(AuditEvent.event == Event.PLAN_RENEW.value, AuditEvent.actor_id == actor.person_id)


def _under_way(session: Session, actor: Actor, number: str, revision: int) -> str | None:
    """The draft that was started from this revision and has not been submitted yet."""
    for event in session.scalars(_renewals(actor).order_by(AuditEvent.seq.desc())):
        if (event.detail["source"], event.detail["source_revision"]) == (number, revision):
            query = select(Revision).join(Plan).where(Plan.number == event.plan_number).order_by(Revision.number.desc()).limit(1)
            row = session.scalar(query)
            if row is not None and row.state == State.DRAFT.value and row.round == 0:
                return str(event.plan_number)
    return None


def _carried(session: Session, house: House, actor: Actor, row: Revision, seed: str, on: date) -> Carried:
    content = json.loads(row.content or b"{}")
    products = {product.id: product.generic_name for product in lists.products_in_use(session)}
    named = {int(p["id"]): p["generic_name"] for p in content.get("products", ())}
    places = {place.id: place.name for place in session.scalars(select(Territory))}
    facts = Facts(
        on=on,
        home=actor.territory_id,
        territories=frozenset(place.id for place in lists.territories_for(session, actor)),
        products=frozenset(products),
        material_holds=_material_holds(session, on),
        territory_names={str(i): name for i, name in places.items()},
        product_names={str(i): name for i, name in {**named, **products}.items()},
    )
    return carry(from_json(content["plan_type"]), content["answers"], house.plan_types[row.plan.plan_type], facts, seed)


def _material_holds(session: Session, on: date) -> Callable[[str], bool]:
    """Whether the library has a number, not retired and not past its last day."""
    query = select(Material.key).where(Material.retired_at.is_(None), Material.expires_on >= on)
    good = frozenset(session.scalars(query))
    return lambda number: number_key(number) in good


def _today(session: Session, source: Revision, draft: Draft, places: Mapping[str, Text]) -> tuple[Today, ...]:
    """Findings of the draft, each told apart from what the former plan was told."""
    try:
        known = {rule.id: rule.rev for rule in archived(session, source.pack_hash).rules}
    except NotFound:
        known = None
    then = {(finding.rule_id, finding.quote) for finding in stored_findings(session, source)}
    found = [
        Today(
            finding,
            places.get(finding.path, draft.view.plan_type.title),
            fresh=known is not None and known.get(finding.rule_id, 0) < finding.rev,
            then=(finding.rule_id, finding.quote) in then,
        )
        for finding in draft.report.findings
    ]
    weights = ("block", "review", "advise")
    return tuple(sorted(found, key=lambda one: (weights.index(one.finding.severity.value), not one.fresh, one.then)))
