"""The manager's work: what waits, deciding on one plan, the team."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, defer, joinedload

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotFound, Stale, WrongState
from planner.kernel.i18n import Text
from planner.models import Decision, Revision, SignatureRow
from planner.services import cards, decisions, files, issuing, listing, plans, threads
from planner.services.actor import Actor, as_of
from planner.services.audit import Event, record
from planner.services.caps import Cap, caps_of
from planner.services.cards import PlanCard
from planner.services.changes import Difference, changes_between
from planner.services.house import House, Transaction
from planner.services.listing import Count
from planner.services.pins import Consent, Means, means, sitting_open, take_hand
from planner.services.plans import PlanView
from planner.services.policy import policy_in_force
from planner.services.review import ReviewItem, review_items
from planner.services.rights import behalf, parts_in, said_for
from planner.services.threads import Talk
from planner.signing.roles import SignerRole
from planner.wizards.answers import is_visible
from planner.wizards.schema import Field, Group, PlanType
from planner.wizards.values import computed
from planner.workflow import Action, Part, Role, State, target

OVER = Text("计划的期间已经结束，不能再批准，请退回。", "Its period is over; it cannot be approved. Please return it.")
ENDED = Text(
    "有例外放行已经到期，现在没有结论，不能批准。请退回，或请合规收回通过、重新决定。",
    "An exception has ended, so its passage is undecided; this cannot be approved. "
    "Please return it, or ask compliance to recall the pass and decide again.",
)
MOST_WAITING = 50
"""So many waiting plans are listed; the rest comes up as these are done."""


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """One page that lets a responsible person decide.

    :param goals: rows of the goals block; `activities`: rows of every activities block, by date
    :param budget: (row of the resources block, amount in fen) in plan order
    :param budget_line_fen: sum of the products' budget lines, None when none is on record
    :param caps: the highest of what the company policy limits
    :param changes: against the revision in force; `first` tells that there is none
    :param outcomes: decision → how many findings
    :param talks: what officers and author said and proposed about passages
    :param ended: exceptions of an earlier submission that have ended since, by fingerprint and rule revision
    :param signatures: those on the file, author first
    :param content_sha256: digest of the very file that approving signs; goes into the signing form
    """

    plan: PlanView
    goals: tuple[dict[str, Any], ...]
    activities: tuple[dict[str, Any], ...]
    budget: tuple[tuple[dict[str, Any], int], ...]
    budget_line_fen: int | None
    caps: tuple[Cap, ...]
    items: tuple[ReviewItem, ...]
    outcomes: Counter[str]
    ended: dict[tuple[str, int], Decision]
    talks: tuple[Talk, ...]
    changes: Difference
    in_force: Revision | None
    signatures: tuple[SignatureRow, ...]
    pages: int
    content_sha256: str
    sitting: bool
    means: Means
    begun: bool
    over: bool

    @property
    def budget_fen(self) -> int:
        """Sum of all items."""
        return sum(amount for _, amount in self.budget)

    @property
    def unsettled(self) -> tuple[tuple[ReviewItem, Decision], ...]:
        """Findings that stood by an exception which has ended since compliance passed the plan."""
        keys = ((item, (item.finding.fingerprint, item.finding.rev)) for item in self.items if item.needs_decision)
        return tuple((item, self.ended[key]) for item, key in keys if key in self.ended)

    @property
    def hindrance(self) -> Text | None:
        """Why it cannot be approved as it stands, only returned."""
        return OVER if self.over else ENDED if self.unsettled else None

    @property
    def exceptions(self) -> tuple[ReviewItem, ...]:
        """Findings that stand by an exception."""
        return tuple(item for item in self.items if item.decision is not None and item.decision.outcome == "exception")


def waiting(session: Session, house: House, actor: Actor, most: int = MOST_WAITING) -> list[PlanCard]:
    """Plans that wait for this manager, the oldest first, so many at most."""
    ids, _ = listing.page_of(session, _waits(session, actor), (Revision.state_since,), None, most)
    rows = session.scalars(select(Revision).where(Revision.id.in_(ids)).options(*cards.LOADS, defer(Revision.content))).all()
    rows = [row for row in rows if Part.MANAGER in parts_in(actor, row.plan, row, house.clock())]
    return sorted(cards.cards(session, house, actor, rows), key=lambda card: card.state_since)


def waiting_count(session: Session, actor: Actor) -> Count:
    """How many plans wait for this manager."""
    return listing.counted(session, *_waits(session, actor))


def _waits(session: Session, actor: Actor) -> list[ColumnElement[bool]]:
    """Whoever passed a plan does not approve it, nor whoever had it passed in their name."""
    passed = [column.is_distinct_from(actor.person_id) for column in (Revision.passed_by_id, Revision.passed_for_id)]
    reach = (listing.in_reach(session, actor, Role.MANAGER), listing.of_others(actor))
    return [Revision.state == State.IN_APPROVAL.value, Revision.newest == true(), *reach, *passed]


def open_approval(session: Session, house: House, actor: Actor, number: str, token: str | None = None) -> ApprovalView:
    """A plan that waits for approval, for a manager of its territory.

    :raises NotFound: not this person's to see
    :raises WrongState: it does not wait for approval
    """
    view = plans.open_plan(session, house, actor, number)
    if Part.MANAGER not in view.parts:
        raise NotFound
    target(Action.APPROVE, view.state, view.parts)
    row, today = view.revision, local_date(house.clock())
    file = files.newest(session, row, "plan")
    items = review_items(session, view, actor, today)
    in_force = session.scalar(select(Revision).where(Revision.plan_id == row.plan_id, Revision.state == State.APPROVED.value))
    content = view.content or {}
    activities = tuple(sorted(rows_of(view.plan_type, view.answers, "activities"), key=lambda a: a.get("from_date") or "9"))
    return ApprovalView(
        plan=view,
        goals=rows_of(view.plan_type, view.answers, "goals"),
        activities=activities,
        budget=_budget(view),
        budget_line_fen=_budget_line(session, content),
        caps=caps_of(activities, policy_in_force(session)),
        items=items,
        outcomes=Counter(item.decision.outcome for item in items if item.decision is not None),
        ended=decisions.lapsed_exceptions(session, row, today),
        talks=tuple(threads.talks(session, view)),
        changes=changes_between(json.loads(in_force.content), content) if in_force is not None and in_force.content else Difference(),
        in_force=in_force,
        signatures=tuple(valid_signatures(session, row)),
        pages=file.pages,
        content_sha256=file.sha256,
        sitting=sitting_open(session, house, token),
        means=means(session, house, actor.person_id),
        begun=row.period_start is not None and row.period_start <= today,
        over=row.period_end is not None and row.period_end < today,
    )


def rows_of(plan_type: PlanType, answers: dict[str, Any], block: str) -> tuple[dict[str, Any], ...]:
    """Rows of every group of a block outside other rows, in plan order, visible fields only."""
    found: list[dict[str, Any]] = []
    for step in plan_type.steps:
        for group in (item for item in step.items if isinstance(item, Group) and item.block == block):
            for row in answers.get(step.slug, {}).get(group.name) or ():
                fields = [f for f in group.fields if isinstance(f, Field) and is_visible(f, row)]
                found.append({f.name: computed(f, row) if f.kind == "computed" else row.get(f.name) for f in fields})
    return tuple(found)


def _budget(view: PlanView) -> tuple[tuple[dict[str, Any], int], ...]:
    return tuple((row, int(row.get("amount") or 0)) for row in rows_of(view.plan_type, view.answers, "resources"))


def _budget_line(session: Session, content: dict[str, Any]) -> int | None:
    from planner.services.checking import chosen_products

    lines = [product.budget_fen for product in chosen_products(session, content.get("answers", {})) if product.budget_fen is not None]
    return sum(lines) if lines else None


def valid_signatures(session: Session, row: Revision) -> list[SignatureRow]:
    """Signatures on the last submission that were not taken back, in the order of signing."""
    return list(
        session.scalars(
            select(SignatureRow)
            .where(SignatureRow.revision_id == row.id, SignatureRow.round == row.round, SignatureRow.void_at.is_(None))
            .order_by(SignatureRow.id)
            .options(joinedload(SignatureRow.person), joinedload(SignatureRow.for_person))
        )
    )


def open_to_sign(session: Session, house: House, actor: Actor, number: str) -> None:
    """The manager turns to the signing form: from now on the officer cannot take the pass back."""
    plan, row, _, to = plans.move(session, house, actor, number, Action.OPEN_TO_SIGN)
    if row.opened_to_sign_at is None:
        said = said_for(behalf(actor, plan, row, Role.MANAGER))
        plans.guarded(session, house, row, to, opened_to_sign_at=house.clock())
        record(session, house, Event.PLAN_OPEN_TO_SIGN, actor, plan.number, revision=row.number, **said)


def approve(transaction: Transaction, house: House, actor: Actor, number: str, consent: Consent) -> None:
    """Sign the very file that was shown, and put the revision in force; the one before is superseded in the same write.

    :raises WrongState: the period is over, or an exception that it rests on has ended
    :raises Stale: the file is not the one the form showed
    """
    with transaction() as session:
        view = open_approval(session, house, actor, number)
        if view.hindrance:
            raise WrongState(view.hindrance, view.plan.state)
        if consent.content_sha256 != view.content_sha256:
            raise Stale(Text("这份文件已经不是刚才那一份，请刷新。", "This is no longer the file you saw. Please reload."))
        file = files.newest(session, view.plan.revision, "plan", with_data=True)
        pdf, pages, version, round_ = file.data, file.pages, view.plan.revision.version, view.plan.revision.round
        lent = behalf(actor, view.plan.plan, view.plan.revision, Role.MANAGER)
        session.expunge_all()
    hand = take_hand(transaction, house, actor, consent)
    signed = issuing.sign(house, pdf, pages, SignerRole.APPROVER, hand, actor, lent=lent)
    with transaction() as session:
        actor = as_of(session, actor, house.clock())
        plan, row, _, to = plans.move(session, house, actor, number, Action.APPROVE)
        if (row.version, row.round) != (version, round_) or behalf(actor, plan, row, Role.MANAGER) != lent:
            raise Stale(Text("这份计划刚刚有了变化，请再看一次。", "Something changed a moment ago. Please look again."))
        earlier = session.scalar(select(Revision).where(Revision.plan_id == row.plan_id, Revision.state == State.APPROVED.value))
        if earlier is not None:
            superseded = earlier.number
            plans.guarded(session, house, earlier, target(Action.SUPERSEDE, State(earlier.state), {Part.SYSTEM}))
            record(session, house, Event.PLAN_SUPERSEDE, None, plan.number, revision=superseded, by=row.number)
        plans.guarded(session, house, row, to)
        plans.in_turn_still(session, house, actor)
        issuing.register(session, row, round_, signed, hand, actor)
        record(session, house, Event.PLAN_APPROVE, actor, plan.number, revision=row.number, file=signed.sha256, **said_for(lent))


def refuse(session: Session, house: House, actor: Actor, number: str, reason: str) -> None:
    """Return a plan to its author, with a reason.

    :raises Invalid: no reason, or more than 2,000 characters
    """
    reason = reason.strip()
    if not 0 < len(reason) <= 2000:
        raise Invalid({"reason": Text("请写明退回的理由，最多 2000 个字。", "Please say why it is returned, at most 2,000 characters.")})
    plan, row, _, to = plans.move(session, house, actor, number, Action.REFUSE)
    said = said_for(behalf(actor, plan, row, Role.MANAGER))
    for signature in valid_signatures(session, row):
        signature.void_at = house.clock()
    session.flush()
    plans.guarded(session, house, row, to, return_reason=reason, passed_by_id=None, passed_for_id=None, opened_to_sign_at=None)
    record(session, house, Event.PLAN_REFUSE, actor, plan.number, revision=row.number, **said)
