"""Proposals as pages show them. Reading only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.compliance.company import rule_of
from planner.compliance.findings import Severity
from planner.compliance.packfiles import Filter
from planner.compliance.schema import Rule
from planner.kernel.errors import PlannerError
from planner.kernel.i18n import Text
from planner.models import RuleProposal
from planner.services.actor import Actor
from planner.services.house import House
from planner.services.rules import changes
from planner.services.rules.access import only_editors
from planner.services.rules.changes import Activate, AddFilter, Change, Retire, SetSeverity
from planner.services.rules.drafting import find_revision, find_rule, runnable
from planner.services.rules.effective import pack_in_force
from planner.services.rules.filters import filter_of
from planner.services.rules.lifecycle import WAITING, find_proposal, why_not
from planner.services.rules.preview_page import PreviewLine, latest


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal in a list.

    :param title: of the rule or exclusion it is about; `what`: what would happen
    :param by_me: this person proposed it
    :param state: waiting, approved, refused, withdrawn
    """

    id: int
    kind: str
    subject: str
    title: Text
    what: Text
    reason: str
    by: str
    by_me: bool
    at: datetime
    state: str
    decided_by: str
    decided_at: datetime | None
    note: str
    preview: PreviewLine | None


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal with what it changes.

    :param may_approve, why_not: whether this person may approve it now, else why not
    :param before, after: the rule now and then; None where there is none
    :param filter: the exclusion it would add
    """

    line: ProposalLine
    change: Change
    may_approve: bool
    why_not: Text | None
    may_refuse: bool
    may_withdraw: bool
    before: Rule | None
    after: Rule | None
    filter: Filter | None


def proposals(session: Session, house: House, actor: Actor, state: str = WAITING) -> list[ProposalLine]:
    """Proposals in a state, newest first; "" for all.

    :raises NotFound: not an editor
    """
    only_editors(actor)
    people = (joinedload(RuleProposal.author), joinedload(RuleProposal.decided_by))
    query = select(RuleProposal).order_by(RuleProposal.id.desc()).limit(200).options(*people)
    rows = session.scalars(query.where(RuleProposal.state == state) if state else query)
    return [_proposal_line(session, house, actor, row) for row in rows]


def _proposal_line(session: Session, house: House, actor: Actor, row: RuleProposal) -> ProposalLine:
    change = changes.from_json(row.change)
    return ProposalLine(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        title=changes.title_of(session, house, change),
        what=changes.words_of(change),
        reason=row.reason,
        by=row.author.name,
        by_me=row.author_id == actor.person_id,
        at=row.at,
        state=row.state,
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
        note=row.note,
        preview=latest(session, house, change),
    )


def proposal(session: Session, house: House, actor: Actor, proposal_id: int) -> ProposalPage:
    """One proposal with what it changes.

    :raises NotFound: not an editor, or no such proposal
    """
    only_editors(actor)
    row = find_proposal(session, proposal_id)
    change, waiting = changes.from_json(row.change), row.state == WAITING
    reason: PlannerError | None = None
    if waiting:
        try:
            reason = why_not(session, house, actor, row, change)
        except PlannerError as error:  # the rule was edited or the exclusion is gone
            reason = error
    before, after = _rules(session, house, change)
    mine = row.author_id == actor.person_id
    return ProposalPage(
        line=_proposal_line(session, house, actor, row),
        change=change,
        may_approve=waiting and reason is None,
        why_not=_said(reason),
        may_refuse=waiting and not mine,
        may_withdraw=waiting and mine,
        before=before,
        after=after,
        filter=Filter.model_validate(filter_of(change.form, change.owner)) if isinstance(change, AddFilter) else None,
    )


def _said(reason: PlannerError | None) -> Text | None:
    errors = getattr(reason, "errors", None)
    return next(iter(errors.values())) if errors else reason.message if reason else None


def _rules(session: Session, house: House, change: Change) -> tuple[Rule | None, Rule | None]:
    """The rule a proposal is about, as it runs now and as it would."""
    if isinstance(change, SetSeverity):
        core = next((rule for rule in house.pack.rules if rule.id == change.rule_id), None)
        now = next((rule for rule in pack_in_force(session, house).rules if rule.id == change.rule_id), None)
        return now, core.model_copy(update={"severity": Severity(change.to)}) if core and change.to else core
    if not isinstance(change, Activate | Retire):
        return None, None
    row = find_rule(session, change.rule_id)
    now = rule_of(runnable(session, row, row.running, row.state)) if row.running is not None else None
    if isinstance(change, Retire):
        return now, None
    find_revision(session, row, change.number)
    return now, rule_of(runnable(session, row, change.number, "active"))
