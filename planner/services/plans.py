"""Plans: start, open, list, delete, amend, withdraw."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, object_session

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from planner.kernel.i18n import Text
from planner.models import NumberCounter, Person, Plan, Revision, StepAnswers
from planner.models.engine import rows_met
from planner.services import checkpoints, rights
from planner.services.actor import Actor, as_of
from planner.services.audit import Event, in_turn, record
from planner.services.house import House
from planner.services.policy import policy_in_force
from planner.services.risk import facets_of
from planner.services.stored_steps import StoredStep, stored_steps
from planner.wizards.answers import Answers, first_answers
from planner.wizards.flow import period
from planner.wizards.schema import PlanType
from planner.wizards.snapshot import from_json
from planner.wizards.tables import with_tables
from planner.workflow import WRITABLE, Action, Part, Role, State, allowed, target

UNDELETE_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PlanView:
    """A revision as one person may see it.

    :param answers: step slug → answers: of the draft for its author while it can be written, else of the frozen content
    :param content: the frozen content, None before the first submission
    :param steps: what is stored of each step, where the answers are those of the draft
    """

    plan: Plan
    revision: Revision
    plan_type: PlanType
    parts: frozenset[Part]
    answers: dict[str, Answers]
    content: dict[str, Any] | None
    steps: Sequence[StoredStep] = ()

    @property
    def state(self) -> State:
        """State of the revision."""
        return State(self.revision.state)

    @property
    def writable(self) -> bool:
        """True when this person may change answers now."""
        return self.may(Action.SAVE)

    def may(self, action: Action) -> bool:
        """True when the table of moves lets this person do it now; some moves have a further condition in their service."""
        return allowed(action, self.state, self.parts)


def create_plan(session: Session, house: House, actor: Actor, plan_type: str) -> Plan:
    """Start a plan of a kind, with what the system knows filled in.

    :raises NotFound: no such kind
    :raises NotAllowed: not a representative
    """
    declared = house.plan_types.get(plan_type)
    if declared is None:
        raise NotFound
    if not actor.has(Role.REPRESENTATIVE):
        raise NotAllowed(Text("只有医药代表可以新建计划。", "Only representatives start plans."))
    now = house.clock()
    plan = Plan(
        number=_next_number(session, f"{local_date(now).year}-{declared.code}"),
        plan_type=declared.slug,
        author_id=actor.person_id,
        territory_id=actor.territory_id,
        created_at=now,
    )
    revision = Revision(
        number=1,
        state=State.DRAFT.value,
        territory_id=plan.territory_id,
        **facets_of(declared.slug),
        created_at=now,
        saved_at=now,
        state_since=now,
        plan=plan,
    )
    session.add(plan)
    for position, step in enumerate(declared.steps):
        answers = first_answers(step)
        if position == 0:
            answers["territory"] = actor.territory_id
        revision.steps.append(StepAnswers(step=step.slug, answers=answers, saved_at=now))
    session.flush()
    record(session, house, Event.PLAN_CREATE, actor, plan.number, revision=1, plan_type=declared.slug)
    return plan


def _next_number(session: Session, key: str) -> str:
    """2026-LA-0001, then 0002 …: one guarded update, so that two people never get the same."""
    given = session.execute(
        update(NumberCounter).where(NumberCounter.key == key).values(last=NumberCounter.last + 1).returning(NumberCounter.last)
    ).scalar()
    if given is None:
        session.add(NumberCounter(key=key, last=1))
        session.flush()
        given = 1
    return f"{key}-{given:04d}"


def open_plan(session: Session, house: House, actor: Actor, number: str, *, revision: int | None = None) -> PlanView:
    """A plan through the eyes of one person; the newest revision unless one is named.

    :raises NotFound: no such plan, or not this person's to see
    """
    plan, row, parts = rights.find(session, actor, number, house.clock(), revision=revision)
    return view_of(house, plan, row, parts)


def view_of(house: House, plan: Plan, row: Revision, parts: frozenset[Part]) -> PlanView:
    """The view of a revision already found."""
    content = json.loads(row.content) if row.content else None
    live = State(row.state) in WRITABLE and Part.AUTHOR in parts
    if content is None or live:
        steps = stored_steps(row)
        answers = {step.step: step.answers for step in steps}
        declared = house.plan_types[plan.plan_type]
        session = object_session(row)
        tables = policy_in_force(session).tables if session is not None else {}
        return PlanView(plan, row, with_tables(declared, tables) if tables else declared, parts, answers, content, steps)
    return PlanView(plan, row, from_json(content["plan_type"]), parts, content["answers"], content)


def move(
    session: Session, house: House, actor: Actor, number: str, action: Action, *, revision: int | None = None
) -> tuple[Plan, Revision, frozenset[Part], State]:
    """Find a revision for a move and ask the table; the caller writes the new state with `guarded`.

    :returns: plan, revision, the actor's parts, and the state the action leads to
    :raises NotFound, NotAllowed, WrongState: as `rights.find` and `workflow.target`
    """
    plan, row, parts = rights.find(session, actor, number, house.clock(), revision=revision)
    return plan, row, parts, target(action, State(row.state), parts)


def guarded(session: Session, house: House, row: Revision, to: State, **values: Any) -> None:
    """The one way a revision moves: only when nothing moved in between.

    :raises Stale: state or version are not what was read
    """
    now: datetime = house.clock()
    since = {"state_since": now} if to.value != row.state else {}
    met = rows_met(
        session,
        update(Revision)
        .where(Revision.id == row.id, Revision.state == row.state, Revision.version == row.version)
        .values(state=to.value, version=row.version + 1, **since, **values)
        .execution_options(synchronize_session=False),
    )
    if met != 1:
        raise Stale(Text("这份计划刚刚被别人动过，请刷新后再看。", "Somebody changed this plan a moment ago. Please reload it."))
    session.expire(row)


def in_turn_still(session: Session, house: House, actor: Actor) -> None:
    """Wait for one's turn after the guarded write of a signature, and refuse when a role or loan ended meanwhile.

    Asked after the plan's row is locked, as every act takes these two locks in this order.

    :raises Stale: the actor is not who they were when they were asked
    :raises NotFound: disabled meanwhile
    """
    in_turn(session)
    if as_of(session, actor, house.clock()) != actor:
        raise Stale(Text("你的角色或委托刚刚变了，没有签名。", "Your roles changed a moment ago; nothing was signed."))


def delete_plan(session: Session, house: House, actor: Actor, number: str) -> None:
    """Delete a plan that was never submitted; it can be brought back for 30 days.

    :raises WrongState: it was submitted once, or has an earlier revision
    """
    plan, row, _, to = move(session, house, actor, number, Action.DELETE)
    if row.round > 0 or row.number > 1:
        raise WrongState(Text("提交过的计划不能删除。", "A plan that was submitted cannot be deleted."), row.state)
    guarded(session, house, row, to)
    record(session, house, Event.PLAN_DELETE, actor, plan.number, revision=row.number)


def undelete_plan(session: Session, house: House, actor: Actor, number: str) -> None:
    """Bring a deleted draft back.

    :raises WrongState: it was deleted more than 30 days ago
    """
    plan, row, _, to = move(session, house, actor, number, Action.UNDELETE)
    if house.clock() - row.state_since > UNDELETE_WITHIN:
        raise WrongState(Text("删除超过 30 天，不能恢复了。", "It was deleted more than 30 days ago and cannot be restored."), row.state)
    guarded(session, house, row, to)
    record(session, house, Event.PLAN_UNDELETE, actor, plan.number, revision=row.number)


def amend_plan(session: Session, house: House, actor: Actor, number: str) -> Revision:
    """Open the next revision of a plan in force, with a copy of what was approved; that one stays in force meanwhile.

    :raises WrongState: the newest revision is not in force
    """
    plan, row, _, _ = move(session, house, actor, number, Action.AMEND)
    now = house.clock()
    content = json.loads(row.content or b"{}")
    session.execute(select(Plan.id).where(Plan.id == plan.id).with_for_update())
    row.newest = False
    new = Revision(
        plan_id=plan.id,
        number=row.number + 1,
        state=State.DRAFT.value,
        territory_id=plan.territory_id,
        **facets_of(plan.plan_type),
        title=row.title,
        period_start=row.period_start,
        period_end=row.period_end,
        created_at=now,
        saved_at=now,
        state_since=now,
    )
    session.add(new)
    for slug, answers in content.get("answers", {}).items():
        new.steps.append(StepAnswers(step=slug, answers=answers, touched=True, saved_at=now))
    session.flush()
    record(session, house, Event.PLAN_AMEND, actor, plan.number, revision=new.number)
    return new


def withdraw_plan(session: Session, house: House, actor: Actor, number: str, reason: str) -> None:
    """Take an approved plan out of force; the verify page says so from now on.

    An open amendment does not hide the revision in force: that one is withdrawn.

    :raises Invalid: no reason
    """
    if not reason.strip():
        raise Invalid({"reason": Text("请写明撤回的理由。", "Please say why it is withdrawn.")})
    in_force = session.scalar(select(Revision.number).join(Plan).where(Plan.number == number, Revision.state == State.APPROVED.value))
    plan, row, _, to = move(session, house, actor, number, Action.WITHDRAW, revision=in_force)
    said = rights.said_for(rights.behalf(actor, plan, row, Role.MANAGER))
    guarded(session, house, row, to, return_reason=reason.strip()[:2000])
    record(session, house, Event.PLAN_WITHDRAW, actor, plan.number, revision=row.number, **said)


def any_due(session: Session, house: House) -> bool:
    """True when `expire_due` would close something: asked first, so that looking takes no write lock."""
    today = local_date(house.clock())
    ended = select(Revision.id).where(Revision.state == State.APPROVED.value, Revision.period_end < today)
    query = ended.order_by(Revision.period_end).limit(1)  # the order leads PostgreSQL to the index that has the day
    return session.scalar(query) is not None


def expire_due(session: Session, house: House) -> int:
    """Close every revision whose period has ended in Asia/Shanghai; returns how many, none while the trail is disturbed."""
    if checkpoints.standing(session, house) is not checkpoints.Standing.WHOLE:
        return 0
    today = local_date(house.clock())
    due = session.scalars(
        select(Revision)
        .where(Revision.state == State.APPROVED.value, Revision.period_end < today)
        .options(joinedload(Revision.plan))
        .execution_options(populate_existing=True)
    ).all()
    for row in due:
        number, revision = row.plan.number, row.number
        guarded(session, house, row, target(Action.EXPIRE, State(row.state), {Part.SYSTEM}))
        record(session, house, Event.PLAN_EXPIRE, None, number, revision=revision)
    return len(due)


def refresh_copies(row: Revision, slug: str, answers: Answers, all_answers: dict[str, Answers]) -> None:
    """Keep the columns that lists use in step with the answers of the first step."""
    if slug != "basics":
        return
    row.title = str(answers.get("title") or "")
    span = period(all_answers)
    row.period_start, row.period_end = span if span else (None, None)


def name_of(session: Session, person_id: int | None) -> str:
    """A person's printed name; empty for nobody."""
    return (session.scalar(select(Person.name).where(Person.id == person_id)) or "") if person_id else ""
