"""Decide findings on the review desk, and take decisions back."""

from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid, NotAllowed, NotFound
from planner.kernel.i18n import Text
from planner.models import Decision
from planner.services import decisions, plans
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.house import House
from planner.services.review import OUTCOMES, REASON_CLASSES, ReviewItem, act_on, review_items
from planner.services.rules.precision import weigh
from planner.workflow import Action, target


def decide(
    session: Session, house: House, actor: Actor, number: str, fingerprint: str, outcome: str, note: str = "", reason_class: str = ""
) -> None:
    """Decide one finding; a later decision replaces an earlier one, both stay on record.

    :param outcome: `harmless`, `change_required` or `exception`
    :raises NotAllowed: not the claimant, or not of a role that may grant this exception
    :raises Invalid: a required change or an exception without a note
    """
    view = plans.open_plan(session, house, actor, number)
    target(Action.GRANT if outcome == "exception" else Action.DECIDE, view.state, view.parts)
    item = next((i for i in review_items(session, view, actor) if i.finding.fingerprint == fingerprint), None)
    if item is None or outcome not in OUTCOMES:
        raise NotFound(Text("这处提示已经不在了。", "This finding is gone."))
    note = note.strip()
    if outcome == "exception":
        _refuse_exception(item, note, reason_class)
    if outcome == "change_required" and not note:
        raise Invalid({"note": Text("请写一句给作者的话：要改什么。", "Please tell the author what to change.")})
    if len(note) > 2000:
        raise Invalid({"note": Text("最多 2000 个字。", "At most 2,000 characters.")})
    row = view.revision
    session.add(
        Decision(
            plan_id=row.plan_id,
            revision_id=row.id,
            round=row.round,
            fingerprint=fingerprint,
            rule_rev=item.finding.rev,
            outcome=outcome,
            reason_class=reason_class if outcome == "exception" else "",
            note=note,
            officer_id=actor.person_id,
            at=house.clock(),
        )
    )
    act_on(session, house, view)
    record(session, house, Event.FINDING_DECIDE, actor, number, rule=item.finding.rule_id, finding=fingerprint, outcome=outcome)
    weigh(session, house, item.finding.rule_id, item.finding.rev)


def _refuse_exception(item: ReviewItem, note: str, reason_class: str) -> None:
    if not item.granting_roles:
        raise NotAllowed(Text("这条规则不给例外。", "This rule grants no exceptions."))
    if not item.may_grant:
        raise NotAllowed(
            Text("这个例外要由合规负责人或另一位专员来批。", "The head of compliance or a second officer grants this exception.")
        )
    if reason_class not in REASON_CLASSES:
        raise Invalid({"reason_class": Text("请选例外的理由。", "Please choose a reason for the exception.")})
    if not note:
        raise Invalid({"note": Text("请写明为什么放行。", "Please say why it may stand.")})


def undo_decision(session: Session, house: House, actor: Actor, number: str, fingerprint: str) -> None:
    """Take the standing decision on a finding back; the record keeps both."""
    view = plans.open_plan(session, house, actor, number)
    target(Action.DECIDE, view.state, view.parts)
    item = next((i for i in review_items(session, view, actor) if i.finding.fingerprint == fingerprint), None)
    if item is None or item.decision is None:
        raise NotFound(Text("没有可以撤销的决定。", "There is no decision to undo."))
    row = view.revision
    session.add(
        Decision(
            plan_id=row.plan_id,
            revision_id=row.id,
            round=row.round,
            fingerprint=fingerprint,
            rule_rev=item.finding.rev,
            outcome=decisions.UNDONE,
            officer_id=actor.person_id,
            at=house.clock(),
        )
    )
    act_on(session, house, view)
    record(session, house, Event.FINDING_UNDO, actor, number, rule=item.finding.rule_id, finding=fingerprint)
