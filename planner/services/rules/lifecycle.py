"""Trial, proposals, and the second person: how the rulebook changes."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from planner.compliance.findings import Severity
from planner.kernel.errors import Invalid, NotAllowed, NotFound, PlannerError, WrongState
from planner.kernel.i18n import Text
from planner.models import RuleProposal
from planner.models.engine import rows_met
from planner.services.actor import Actor, actor_for
from planner.services.audit import Event, in_turn, record
from planner.services.house import House, Transaction
from planner.services.rules import changes
from planner.services.rules.access import is_head, only_editors, parts_of
from planner.services.rules.changes import Activate, AddFilter, Change, Retire
from planner.services.rules.drafting import find_revision, find_rule, moved, refuse_older, runnable
from planner.services.rules.effective import Document, document_in_force, pack_of, publish
from planner.services.rules.notices import tell
from planner.services.rules.preview_page import latest
from planner.services.rules.proving import proved
from planner.workflow import RuleAction, RulePart, RuleState, rule_target

WAITING = "waiting"
STATE_WORDS = {"approved": Text("已批准", "approved"), "refused": Text("未同意", "refused"), "withdrawn": Text("已收回", "taken back")}


def start_trial(transaction: Transaction, house: House, actor: Actor, rule_id: str, base: int) -> None:
    """Let the newest revision of a draft, or of a rule on trial, run unseen. Nobody but officers notices, so one person will do.

    :param base: number of the newest revision as the page showed it
    :raises Stale: it was edited, or the rulebook changed meanwhile
    :raises Invalid: it does not fit the rulebook any more
    """
    only_editors(actor)
    with transaction() as session:
        before, new = _trial(session, actor, rule_id, base)
    _prepare(house, before, new, rule_id)
    with transaction() as session:
        in_turn(session)
        _, new = _trial(session, actor, rule_id, base)
        moved(session, house, find_rule(session, rule_id), RuleState.TRIAL, running=base)
        publish(session, house, new, "try", rule_id, actor)
        record(session, house, Event.RULE_TRY, actor, rule=rule_id, revision=base)


def _trial(session: Session, actor: Actor, rule_id: str, base: int) -> tuple[Document, Document]:
    row = find_rule(session, rule_id)
    rule_target(RuleAction.TRY, RuleState(row.state), parts_of(actor))
    refuse_older(row, base)
    before = document_in_force(session)
    rules = changes.put(before["rules"], runnable(session, row, base, "trial"))
    return before, {**before, "number": before["number"] + 1, "rules": rules}


def _prepare(house: House, before: Document, new: Document, rule_id: str) -> None:
    """The slow part, outside any transaction: prove the rule under the rulebook of today, and compile what comes.

    :raises Invalid: it does not fit any more, as when the core has changed since it was written
    """
    entry = next(one for one in new["rules"] if one["id"] == rule_id)
    if found := proved(house, before, entry):
        raise Invalid(
            {"rule": found[0].reason}, Text("这条规则现在不能用，请先改好。", "This rule does not fit any more. Please mend it first.")
        )
    pack_of(house, new)


def discard(transaction: Transaction, house: House, actor: Actor, rule_id: str, base: int) -> None:
    """Put away a draft that never ran.

    :raises WrongState: it has run
    """
    only_editors(actor)
    with transaction() as session:
        in_turn(session)
        row = find_rule(session, rule_id)
        to = rule_target(RuleAction.DISCARD, RuleState(row.state), parts_of(actor))
        refuse_older(row, base)
        moved(session, house, row, to)
        record(session, house, Event.RULE_DISCARD, actor, rule=rule_id)


def propose(transaction: Transaction, house: House, actor: Actor, change: Change, reason: str) -> int:
    """Ask a second person for a change; returns the id of the proposal.

    :raises Invalid: no reason, or the change cannot be made
    :raises WrongState: the rule is not in a state for it, or the same subject has a proposal waiting
    :raises Stale: the rule was edited since
    """
    only_editors(actor)
    if not 0 < len(reason.strip()) <= 1000:
        raise Invalid({"reason": Text("请写明为什么（最多 1000 个字）。", "Please say why, in at most 1,000 characters.")})
    if isinstance(change, AddFilter):
        change = replace(change, owner=actor.name)
    with transaction() as session:
        in_turn(session)
        _refuse_state(session, actor, change)
        before, new = document_in_force(session), changes.after(session, house, change)
        if {**before, "number": 0} == {**new, "number": 0}:
            raise Invalid({"change": Text("现在就是这样，没有要改的。", "It is so already; there is nothing to change.")})
        if session.scalar(select(RuleProposal.id).where(RuleProposal.subject == change.subject, RuleProposal.state == WAITING)):
            raise WrongState(Text("这一条已经有申请在等批准。", "A proposal about this is waiting already."), WAITING)
        row = RuleProposal(
            kind=change.kind, subject=change.subject, change=changes.to_json(change), reason=reason.strip(), author_id=actor.person_id
        )
        row.at = house.clock()
        session.add(row)
        session.flush()
        record(session, house, Event.RULE_PROPOSE, actor, proposal=row.id, kind=change.kind, subject=change.subject)
        return row.id


def _refuse_state(session: Session, actor: Actor, change: Change) -> None:
    """Ask the table of rule moves; a revision is activated after a trial, or over one that is active."""
    if not isinstance(change, Activate | Retire):
        return
    row = find_rule(session, change.rule_id)
    action = RuleAction.PROPOSE_ACTIVATION if isinstance(change, Activate) else RuleAction.PROPOSE_RETIREMENT
    rule_target(action, RuleState(row.state), parts_of(actor))
    if isinstance(change, Activate) and row.state == RuleState.TRIAL and row.running != change.number:
        raise WrongState(Text("先让这一版试运行，再申请启用。", "Please put this revision on trial first."), row.state)


def approve(transaction: Transaction, house: House, actor: Actor, proposal_id: int, note: str = "") -> None:
    """Agree to a proposal: the rulebook changes at once, for every process.

    :raises NotAllowed: an own proposal or an own revision, or the head of compliance is needed
    :raises WrongState: somebody has decided it already
    :raises Stale: the rule was edited, or the rulebook changed while this was being prepared
    :raises Invalid: there is no finished preview of it, or it does not fit the rulebook any more
    """
    only_editors(actor)
    with transaction() as session:
        change, before, new = _approvable(session, house, actor, proposal_id)
    if isinstance(change, Activate):
        _prepare(house, before, new, change.rule_id)
    pack_of(house, new)
    with transaction() as session:
        in_turn(session)
        change, _, new = _approvable(session, house, actor, proposal_id)
        row = _decide(session, house, actor, proposal_id, "approved", note)
        if isinstance(change, Activate | Retire):
            rule = find_rule(session, change.rule_id)
            action = RuleAction.ACTIVATE if isinstance(change, Activate) else RuleAction.RETIRE
            to = rule_target(action, RuleState(rule.state), {RulePart.SECOND})
            moved(session, house, rule, to, running=change.number if isinstance(change, Activate) else None)
        publish(session, house, new, change.kind, change.subject, actor, row.id)
        record(session, house, Event.RULE_APPROVE, actor, proposal=row.id, kind=change.kind, subject=change.subject)


def _approvable(session: Session, house: House, actor: Actor, proposal_id: int) -> tuple[Change, Document, Document]:
    row = find_proposal(session, proposal_id)
    refuse_decided(row)
    change = changes.from_json(row.change)
    if reason := why_not(session, house, actor, row, change):
        raise reason
    return change, document_in_force(session), changes.after(session, house, change, approved_by=actor.name)


def why_not(session: Session, house: House, actor: Actor, row: RuleProposal, change: Change) -> PlannerError | None:
    """What keeps this person from approving a waiting proposal; None when they may."""
    if RulePart.SECOND not in parts_of(actor, *involved(session, row, change)):
        return NotAllowed(
            Text("提出的人和写这一版的人不能批准，请另一位专员来。", "Whoever proposed or wrote it cannot approve it; another officer can.")
        )
    before, new = document_in_force(session), changes.after(session, house, change)
    heavy = changes.weight_of(house.pack, before, new, change) is Severity.BLOCK
    if heavy and not is_head(actor) and not _headed(session, row):
        return NotAllowed(
            Text(
                "涉及“必须修改”，要由合规负责人提出或批准。",
                "It concerns what must change: the head of compliance proposes or approves it.",
            )
        )
    seen = latest(session, house, change)
    if seen is None or seen.state != "done" or seen.outdated:
        return Invalid({"preview": Text("请先看完预演，再批准。", "Please run the preview to its end before you approve.")})
    return None


def involved(session: Session, row: RuleProposal, change: Change) -> tuple[int, ...]:
    """Who proposed a change, and who wrote what it brings in."""
    if not isinstance(change, Activate):
        return (row.author_id,)
    return row.author_id, find_revision(session, find_rule(session, change.rule_id), change.number).person_id


def _headed(session: Session, row: RuleProposal) -> bool:
    try:
        return is_head(actor_for(session, row.author_id))
    except NotFound:  # left the company since
        return False


def refuse(transaction: Transaction, house: House, actor: Actor, proposal_id: int, note: str) -> None:
    """Say no to somebody else's proposal, with a reason.

    :raises Invalid: no reason
    :raises NotAllowed: an own proposal
    """
    only_editors(actor)
    if not note.strip():
        raise Invalid({"note": Text("请写明为什么不同意。", "Please say why you refuse.")})
    with transaction() as session:
        in_turn(session)
        row = find_proposal(session, proposal_id)
        refuse_decided(row)
        if row.author_id == actor.person_id:
            raise NotAllowed(Text("自己的申请请直接收回。", "Please take your own proposal back instead."))
        _decide(session, house, actor, proposal_id, "refused", note)
        record(session, house, Event.RULE_REFUSE, actor, proposal=row.id, kind=row.kind, subject=row.subject)


def withdraw(transaction: Transaction, house: House, actor: Actor, proposal_id: int) -> None:
    """Take an own proposal back.

    :raises NotAllowed: it is somebody else's
    """
    only_editors(actor)
    with transaction() as session:
        in_turn(session)
        row = find_proposal(session, proposal_id)
        refuse_decided(row)
        if row.author_id != actor.person_id:
            raise NotAllowed(Text("只有提出的人可以收回。", "Only the person who proposed it can take it back."))
        _decide(session, house, actor, proposal_id, "withdrawn", "")
        record(session, house, Event.RULE_WITHDRAW, actor, proposal=row.id, kind=row.kind, subject=row.subject)


def find_proposal(session: Session, proposal_id: int) -> RuleProposal:
    """A proposal by its id.

    :raises NotFound: there is none
    """
    people = (joinedload(RuleProposal.author), joinedload(RuleProposal.decided_by))
    query = select(RuleProposal).where(RuleProposal.id == proposal_id).options(*people).execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound
    return row


def refuse_decided(row: RuleProposal) -> None:
    """Stop whoever comes too late.

    :raises WrongState: decided already; says by whom
    """
    if row.state != WAITING:
        word, by = STATE_WORDS[row.state], row.decided_by.name if row.decided_by else ""
        raise WrongState(Text(f"{by}刚刚处理过这个申请：{word.zh}。", f"{by} has already dealt with this proposal: {word.en}."), row.state)


def _decide(session: Session, house: House, actor: Actor, proposal_id: int, state: str, note: str) -> RuleProposal:
    if len(note) > 1000:
        raise Invalid({"note": Text("最多 1000 个字。", "At most 1,000 characters.")})
    values: dict[str, Any] = {"state": state, "decided_by_id": actor.person_id, "decided_at": house.clock(), "note": note.strip()}
    guard = update(RuleProposal).where(RuleProposal.id == proposal_id, RuleProposal.state == WAITING)
    met = rows_met(session, guard.values(**values).execution_options(synchronize_session=False))
    row = find_proposal(session, proposal_id)
    if met != 1:
        refuse_decided(row)
    if row.author_id != actor.person_id:
        tell(session, house, row.author_id, state, row.subject, row.id, by=actor.name, note=note.strip())
    return row
