"""Every act of the workflow through the real services, as random people try it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from planner.compliance.findings import Severity
from planner.kernel.clock import local_date
from planner.models import Delegation, IssuedFile, Person, Plan, Revision, RoleGrant, SignatureRow, Territory
from planner.seeds import play
from planner.services import (
    administration_leavers,
    administration_people,
    administration_roles,
    approval,
    deciding,
    delegation,
    outcome,
    plans,
    remarks,
    review,
    submission,
)
from planner.services.actor import Actor, actor_for
from planner.services.rules.changes import Activate
from planner.workflow import Role
from tests.factories.rules import ASSESSED, previewed, tried
from tests.factories.stage import DOUBTFUL, Cast
from tests.factories.workflow_model import Loan, Model, Paper, Somebody, Version

Pick = Callable[[Sequence[Any]], Any]
"""Chooses one of several things at random."""


@dataclass
class Company:
    """The stage, and who acts on it.

    :param pick: chooses at random
    :param tells: what an act tells the model beside its name
    """

    stage: Cast
    pick: Pick
    tells: dict[str, Any] = field(default_factory=dict)

    def actor(self, who: int) -> Actor:
        """Somebody with the roles of this moment.

        :raises NotFound: gone
        """
        with Session(self.stage.engine) as session:
            return actor_for(session, who, now=self.stage.clock.now)

    def do(self, action: str, who: int, number: str) -> None:
        """Try an act on a plan.

        :raises PlannerError: it was refused
        """
        getattr(self, f"do_{action}")(self.actor(who), number)

    def _short(self, act: Callable[..., object], *words: Any, **more: Any) -> None:
        with self.stage.act() as session:
            act(session, self.stage.house, *words, **more)

    def do_save(self, actor: Actor, number: str) -> None:
        """A sentence of the first step, or the one officers will look at."""
        path, text = self.pick([("basics.summary", "换一种说法。"), ("basics.summary", "又一种说法。"), ("growth.objective", DOUBTFUL)])
        self.stage.type(actor, number, path, text)

    def do_delete(self, actor: Actor, number: str) -> None:
        self._short(plans.delete_plan, actor, number)

    def do_undelete(self, actor: Actor, number: str) -> None:
        self._short(plans.undelete_plan, actor, number)

    def do_submit(self, actor: Actor, number: str) -> None:
        play.submit(self.stage, actor, number)

    def do_recall(self, actor: Actor, number: str) -> None:
        self._short(submission.recall, actor, number)

    def do_claim(self, actor: Actor, number: str) -> None:
        self._short(review.claim, actor, number)

    def do_release(self, actor: Actor, number: str) -> None:
        self._short(review.release, actor, number)

    def do_reassign(self, actor: Actor, number: str) -> None:
        with Session(self.stage.engine) as session:
            others = list(session.scalars(select(Person.id).order_by(Person.id)))
        self.tells["to"] = self.pick(others)
        self._short(review.reassign, actor, number, self.tells["to"])

    def do_decide(self, actor: Actor, number: str) -> None:
        """Every open finding, all harmless."""
        with self.stage.act() as session:
            desk = review.open_desk(session, self.stage.house, actor, number)
            self._decide(session, actor, number, desk, "harmless")

    def do_ask(self, actor: Actor, number: str) -> None:
        with self.stage.act() as session:
            desk = review.open_desk(session, self.stage.house, actor, number)
            self._decide(session, actor, number, desk, "change_required")

    def _decide(self, session: Session, actor: Actor, number: str, desk: review.DeskView, said: str) -> None:
        known = dict.fromkeys(item.finding.fingerprint for item in desk.items if item.finding.severity is not Severity.ADVISE)
        for fingerprint in known or {"nothing": None}:
            seen = deciding.shown(desk.plan, [item for item in desk.items if item.finding.fingerprint == fingerprint])
            deciding.decide(session, self.stage.house, actor, number, fingerprint, said, "核对过资料。", seen=seen)

    def do_undo(self, actor: Actor, number: str) -> None:
        with self.stage.act() as session:
            items = review.open_desk(session, self.stage.house, actor, number).items
            decided = [item.finding.fingerprint for item in items if item.decision is not None]
            deciding.undo_decision(session, self.stage.house, actor, number, self.pick(decided or ["nothing"]))

    def do_remark(self, actor: Actor, number: str) -> None:
        with self.stage.act() as session:
            text = str(plans.open_plan(session, self.stage.house, actor, number).answers["basics"].get("summary") or "")
            asked = {"path": "basics.summary", "quote": text[:4], "start": 0, "text": "请写具体一点。"}
            remarks.remark(session, self.stage.house, actor, number, **asked)

    def do_return(self, actor: Actor, number: str) -> None:
        self._short(outcome.return_to_author, actor, number)

    def do_pass(self, actor: Actor, number: str) -> None:
        consent = self.stage.consent(self.stage.desk_digest(actor, number))
        outcome.pass_plan(self.stage.transaction, self.stage.house, actor, number, consent)

    def do_recall_pass(self, actor: Actor, number: str) -> None:
        self._short(outcome.recall_pass, actor, number)

    def do_open(self, actor: Actor, number: str) -> None:
        self._short(approval.open_to_sign, actor, number)

    def do_refuse(self, actor: Actor, number: str) -> None:
        self._short(approval.refuse, actor, number, "预算太高。")

    def do_approve(self, actor: Actor, number: str) -> None:
        consent = self.stage.consent(self.stage.approval_digest(actor, number))
        approval.approve(self.stage.transaction, self.stage.house, actor, number, consent)

    def do_amend(self, actor: Actor, number: str) -> None:
        self._short(plans.amend_plan, actor, number)

    def do_withdraw(self, actor: Actor, number: str) -> None:
        self._short(plans.withdraw_plan, actor, number, "产品撤市。")

    # what is done to no plan

    def create(self, who: int) -> str:
        """A new plan with nothing in it; its number."""
        with self.stage.act() as session:
            return plans.create_plan(session, self.stage.house, self.actor(who), "launch").number

    def write(self, who: int) -> str:
        """A new plan typed to its end; its number."""
        return self.stage.draft(self.actor(who))

    def lend(self, giver: int, taker: int, role: str) -> Loan:
        """A role of the giver's from today, or from tomorrow."""
        actor, today = self.actor(giver), local_date(self.stage.clock.now)
        first = today + timedelta(days=self.pick([0, 0, 1]))
        last = first + timedelta(days=self.pick([0, 3, 30]))
        asked: dict[str, Any] = {"taker_id": taker, "role": role, "territory_id": None, "from_on": first, "until_on": last}
        with self.stage.act() as session:
            made = delegation.give(session, self.stage.house, actor, **asked, reason="年假")
            return Loan(made.id, giver, taker, role, first.isoformat(), last.isoformat())

    def end(self, who: int, loan: int) -> None:
        """End a loan before its time."""
        self._short(delegation.end, self.actor(who), loan)

    def roles(self, who: int, subject: int) -> set[tuple[str, str]]:
        """One role of the whole company more or less for somebody; their roles from now on."""
        actor, role = self.actor(who), self.pick(["representative", "officer", "manager", "head_of_compliance", "administrator"])
        with self.stage.act() as session:
            person = session.get_one(Person, subject)
            now = {(one.role, one.territory_id) for one in person.grants}
            wanted = now ^ {(role, None)}
            held = administration_roles.change(session, self.stage.house, actor, subject, person.version, wanted, "调岗。")
            assert held, "one administrator is enough here"
            return _grants(session)[subject]

    def leave(self, who: int, subject: int) -> dict[str, int]:
        """Somebody leaves; plan → who writes it now."""
        actor = self.actor(who)
        with self.stage.act() as session:
            shown = administration_leavers.leaving(session, self.stage.house, actor, subject)
            named = {one.key: str(self.pick(one.takers)[0]) if one.takers else "" for one in shown.bundles}
            administration_leavers.leave(session, self.stage.house, actor, subject, shown.seen, named)
            theirs = [one for one in shown.bundles if one.kind == "plans"]
            return {line.number: int(named[one.key]) for one in theirs for line in one.lines}

    def back(self, who: int, subject: int) -> None:
        """Somebody comes back with the roles they had."""
        with self.stage.act() as session:
            version = session.get_one(Person, subject).version
            administration_people.enable(session, self.stage.house, self.actor(who), subject, version)

    def publish(self, writer: int, second: int, turn: int) -> None:
        """A company rule of its own, from the first draft until it speaks."""
        first, other = self.actor(writer), self.actor(second)
        change = Activate(tried(self.stage, first, replace(ASSESSED, slug=f"written-{turn}")), 1)
        from planner.services.rules import lifecycle

        proposal = lifecycle.propose(self.stage.transaction, self.stage.house, first, change, "专项检查的要求。")
        previewed(self.stage, other, change)
        lifecycle.approve(self.stage.transaction, self.stage.house, other, proposal)


def _grants(session: Session) -> dict[int, set[tuple[str, str]]]:
    rows = session.execute(
        select(Person.id, RoleGrant.role, Territory.path)
        .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(Territory, Territory.id == RoleGrant.territory_id)
    )
    found: dict[int, set[tuple[str, str]]] = {}
    for person, role, path in rows:
        found.setdefault(person, set()).update({(role, path or "/")} if role else ())
    return found


def seen(session: Session) -> Model:
    """Everything as the tables have it."""
    active = {row.id: row.active for row in session.execute(select(Person.id, Person.active))}
    model = Model({one: Somebody(one, grants, active[one]) for one, grants in _grants(session).items()})
    signed: dict[tuple[int, int], list[tuple[str, int, int | None]]] = {}
    for row in session.scalars(select(SignatureRow).where(SignatureRow.void_at.is_(None)).order_by(SignatureRow.id)):
        signed.setdefault((row.revision_id, row.round), []).append((row.role, row.person_id, row.for_person_id))
    for plan, path in session.execute(select(Plan, Territory.path).join(Territory, Territory.id == Plan.territory_id).order_by(Plan.id)):
        former = {int(one) for one in (plan.former_authors or "").split("/") if one}
        model.papers[plan.number] = paper = Paper(plan.number, path, plan.author_id, former)
        for one in session.scalars(
            select(Revision).where(Revision.plan_id == plan.id).options(defer(Revision.content)).order_by(Revision.number)
        ):
            signatures = signed.get((one.id, one.round), [])
            passed = (one.passed_by_id, one.passed_for_id, one.opened_to_sign_at is not None)
            frozen = (one.content_sha256, one.verify_code, one.pack_hash, one.policy_hash, one.library_hash)
            last_day = one.period_end.isoformat() if one.period_end else ""
            rest = (signatures, frozen, one.claimed_at, one.assigned_to_id, one.state_since, last_day)
            paper.versions.append(Version(one.number, one.state, one.round, one.claimed_by_id, *passed, *rest))
    for lent in session.scalars(select(Delegation)):
        days = (lent.from_on.isoformat(), lent.until_on.isoformat())
        model.loans.append(Loan(lent.id, lent.giver_id, lent.taker_id, lent.role, *days, lent.ended_at is not None))
    return model


def register(session: Session) -> dict[int, tuple[Any, ...]]:
    """The issued files without their bytes: id → (plan, revision, round, kind, signatures, digest)."""
    query = select(IssuedFile, Revision.number, Plan.number).join(Revision, Revision.id == IssuedFile.revision_id)
    rows = session.execute(query.join(Plan, Plan.id == Revision.plan_id).options(defer(IssuedFile.data)))
    return {one.id: (plan, number, one.round, one.kind, one.signatures, one.sha256) for one, number, plan in rows}


def enter(stage: Cast) -> None:
    """Two roles for some, and a plan at each stage of its life."""
    with stage.act() as session:
        ids = dict(session.execute(select(Person.email, Person.id)).all())
        places = {path.name: path.id for path in session.scalars(select(Territory))}
        more = [("ye.zhiqiu", Role.REPRESENTATIVE, "云川大区"), ("lu.zhiwei", Role.MANAGER, "云川大区"), ("cheng.yan", Role.MANAGER, None)]
        more += [("shen.ruoxi", Role.OFFICER, "海岚大区"), ("gu.qinghe", Role.REPRESENTATIVE, "云川大区")]
        for name, role, place in more:
            person = ids[f"{name}@hengyu.example"]
            session.add(RoleGrant(person_id=person, role=role.value, territory_id=places[place] if place else None))
    first = stage.draft(stage.zhou)
    play.submit(stage, stage.zhou, first)
    play.pass_on(stage, stage.lu, first)
    play.approve(stage, stage.han, first)
    second = stage.draft(stage.ye)
    stage.type(stage.ye, second, "growth.objective", DOUBTFUL)
    play.submit(stage, stage.ye, second)
    stage.draft(stage.zhou)
    stage.draft(stage.shen)
