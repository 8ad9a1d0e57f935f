"""The officer's work: claiming, deciding, returning, passing."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from planner.compliance.findings import Finding, Severity, Silence
from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotFound, WrongState
from planner.kernel.i18n import Text
from planner.models import Decision, Explanation, Remark
from planner.services import decisions, files, issuing, plans, risk, stored
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.delegation import bound
from planner.services.house import House
from planner.services.officers import officers_for
from planner.services.pins import Means, means, sitting_open
from planner.services.plans import PlanView
from planner.services.rights import OFFICERS, behalf, claim_holds, covers, granting, said_for
from planner.workflow import Action, Part, Role, State, target

OUTCOMES = ("harmless", "change_required", "exception")

REASON_CLASSES: dict[str, Text] = {
    "consent_on_file": Text("机构同意或协议已存档", "Consent or contract on file"),
    "legal_opinion": Text("有法务意见", "Legal opinion at hand"),
    "approved_material": Text("资料已审批", "Approved material"),
    "approved_project": Text("已批准的项目", "Approved project"),
    "wording": Text("只是措辞，事情本身没有问题", "A matter of wording only"),
    "background_only": Text("只是背景说明", "Background only"),
    "other": Text("其他", "Other"),
}


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One finding on the desk.

    :param carried: decided in an earlier round on the same sentence; grey, not to be read again
    :param may_grant: this person may grant the exception the rule thinks of
    """

    finding: Finding
    explanation: Explanation | None
    decision: Decision | None
    carried: bool
    may_grant: bool
    granting_roles: tuple[Role, ...]

    @property
    def needs_decision(self) -> bool:
        """True for a block or review finding nobody has decided."""
        return self.finding.severity is not Severity.ADVISE and self.decision is None


@dataclass(frozen=True, slots=True)
class DeskView:
    """The review desk of one plan.

    :param holds: the actor holds the claim
    :param holder: name of the officer who does, empty for nobody
    :param content_sha256: stands for the very file that passing signs, and for this one time; goes into the signing form
    """

    plan: PlanView
    items: tuple[ReviewItem, ...]
    silences: tuple[Silence, ...]
    remarks: list[Remark]
    holds: bool
    holder: str
    content_sha256: str
    sitting: bool
    means: Means

    @property
    def total(self) -> int:
        """Findings that call for a decision."""
        return sum(item.finding.severity is not Severity.ADVISE for item in self.items)

    @property
    def open(self) -> int:
        """Of those, the undecided ones."""
        return sum(item.needs_decision for item in self.items)

    @property
    def required_changes(self) -> int:
        """Decisions and remarks that a return would carry."""
        return sum(i.decision is not None and i.decision.outcome == "change_required" for i in self.items) + len(self.remarks)


def claim(session: Session, house: House, actor: Actor, number: str) -> None:
    """Take a plan for review; a second claim of one's own refreshes it.

    :raises WrongState: another officer holds it
    """
    plan, row, _, to = plans.move(session, house, actor, number, Action.CLAIM)
    if claim_holds(row, house.clock()) and row.claimed_by_id != actor.person_id:
        name = plans.name_of(session, row.claimed_by_id)
        raise WrongState(Text(f"{name}正在看这份计划。", f"{name} is reviewing this plan."), row.state)
    fresh, said = row.claimed_by_id != actor.person_id, said_for(behalf(actor, plan, row, *OFFICERS))
    plans.guarded(session, house, row, to, claimed_by_id=actor.person_id, claimed_at=house.clock(), assigned_to_id=actor.person_id)
    if fresh:
        record(session, house, Event.PLAN_CLAIM, actor, plan.number, revision=row.number, **said)


def release(session: Session, house: House, actor: Actor, number: str) -> None:
    """Put a plan back into the queue, assigned to nobody; decisions made stay."""
    plan, row, _, to = plans.move(session, house, actor, number, Action.RELEASE)
    plans.guarded(session, house, row, to, claimed_by_id=None, claimed_at=None, assigned_to_id=None)
    record(session, house, Event.PLAN_RELEASE, actor, plan.number, revision=row.number)


def reassign(session: Session, house: House, actor: Actor, number: str, officer_id: int) -> None:
    """Hand a review to another officer of the territory.

    :raises Invalid: that person may not review this plan
    """
    plan, row, _, to = plans.move(session, house, actor, number, Action.REASSIGN)
    if officer_id != actor.person_id and officer_id not in {officer.id for officer in officers_for(session, plan)}:
        raise Invalid({"officer": Text("请选一位负责这个片区的合规专员。", "Choose an officer of this territory.")})
    plans.guarded(session, house, row, to, claimed_by_id=officer_id, claimed_at=house.clock(), assigned_to_id=officer_id)
    said = said_for(behalf(actor, plan, row, *OFFICERS))
    record(session, house, Event.PLAN_REASSIGN, actor, plan.number, revision=row.number, to=officer_id, **said)


def open_desk(session: Session, house: House, actor: Actor, number: str, token: str | None = None) -> DeskView:
    """The plan with its findings, for an officer of its territory.

    :raises NotFound: not this person's to see
    :raises WrongState: it is not being reviewed
    """
    view = plans.open_plan(session, house, actor, number)
    if Part.OFFICER not in view.parts:
        raise NotFound
    if view.state not in (State.IN_REVIEW, State.IN_APPROVAL):
        target(Action.CLAIM, view.state, view.parts)
    row = view.revision
    holds = claim_holds(row, house.clock())
    return DeskView(
        plan=view,
        items=review_items(session, view, actor, local_date(house.clock())),
        silences=tuple(stored.stored_silences(session, row)),
        remarks=[remark for remark in decisions.open_remarks(session, row) if remark.round == row.round],
        holds=holds and row.claimed_by_id == actor.person_id,
        holder=row.claimed_by.name if holds and row.claimed_by else "",
        content_sha256=issuing.confirmation(session, row, "compliance", files.newest(session, row, "plan").sha256),
        sitting=sitting_open(session, house, token),
        means=means(session, house, actor.person_id),
    )


def review_items(session: Session, view: PlanView, actor: Actor, on: date | None = None) -> tuple[ReviewItem, ...]:
    """Findings of the last submission with what was said and decided.

    :param on: exceptions of an earlier submission that ended before this day count no more
    """
    row = view.revision
    said = decisions.explanations(session, row)
    decided = decisions.standing(session, row.plan_id, revision=row, on=on)
    items = []
    for finding in stored.stored_findings(session, row):
        decision = decisions.decision_for(decided, finding)
        roles = tuple(Role(role) for role in finding.override or ())
        items.append(
            ReviewItem(
                finding=finding,
                explanation=said.get(finding.fingerprint),
                decision=decision,
                carried=decision is not None and (decision.revision_id, decision.round) != (row.id, row.round),
                may_grant=_may_grant(session, actor, view, finding, roles),
                granting_roles=roles,
            )
        )
    return tuple(items)


def _may_grant(session: Session, actor: Actor, view: PlanView, finding: Finding, roles: tuple[Role, ...]) -> bool:
    """The rule names the roles; a head of compliance is also an officer; four eyes want somebody other than the claimant.

    Nor do two people count as four eyes while one of them acts for the other, or both for a third.
    """
    row, roles = view.revision, granting(roles)
    if not roles or Part.OFFICER not in view.parts or not covers(actor, view.plan, row, *roles):
        return False
    if not finding.four_eyes or row.claimed_by_id is None or row.claimed_at is None:
        return True
    lent = behalf(actor, view.plan, row, *roles)
    people = {actor.person_id, lent.giver_id} if lent else {actor.person_id}
    return row.claimed_by_id not in people and not bound(session, people, row.claimed_by_id, local_date(row.claimed_at))


def act_on(session: Session, house: House, view: PlanView) -> None:
    """Refresh the claim and raise the version, so that a pass under way notices."""
    session.flush()
    row, now = view.revision, house.clock()
    keep = now if Part.CLAIMANT in view.parts else row.claimed_at
    plans.guarded(session, house, row, State(row.state), claimed_at=keep, **risk.after_decision(session, row, local_date(now)))
