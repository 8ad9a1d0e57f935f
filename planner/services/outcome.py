"""How a review ends: returned to its author, or passed with the officer's signature and the review record."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from planner.compliance.findings import Severity
from planner.documents.record import RecordContent, render_record
from planner.kernel.canonical import sha256_hex
from planner.kernel.errors import Invalid, Stale, WrongState
from planner.kernel.i18n import Text
from planner.models import IssuedFile, Person, Revision, SignatureRow
from planner.services import audit, files, issuing, plans, review, threads
from planner.services.actor import Actor, as_of
from planner.services.audit import Event, record
from planner.services.house import House, Transaction
from planner.services.pins import Consent, take_hand
from planner.services.places import place_names
from planner.services.review import REASON_CLASSES, DeskView
from planner.services.rights import OFFICERS, behalf, said_for
from planner.signing.roles import SignerRole
from planner.signing.sign import reason_with_record
from planner.workflow import Action, target


def pass_plan(transaction: Transaction, house: House, actor: Actor, number: str, consent: Consent) -> None:
    """Pass a plan to the manager: the review record becomes a PDF, and its digest stands in the officer's signature.

    :raises Invalid: a finding is undecided or a change is asked for, or the PIN is wrong
    :raises Stale: the file is not the one the form showed, or something was decided meanwhile
    """
    with transaction() as session:
        desk = review.open_desk(session, house, actor, number)
        target(Action.PASS, desk.plan.state, desk.plan.parts)
        _refuse_open(desk)
        if consent.content_sha256 != desk.content_sha256:
            raise Stale(Text("这份文件已经不是刚才那一份，请刷新。", "This is no longer the file you saw. Please reload."))
        file = files.newest(session, desk.plan.revision, "plan", with_data=True)
        pdf, pages, version, round_ = file.data, file.pages, desk.plan.revision.version, desk.plan.revision.round
        lent = behalf(actor, desk.plan.plan, desk.plan.revision, *OFFICERS)
        content = record_content(session, house, desk, actor)
        session.expunge_all()
    hand = take_hand(transaction, house, actor, consent)
    paper = render_record(RecordContent.from_json(content))
    digest = sha256_hex(paper.data)
    reason = reason_with_record(issuing.MEANINGS[SignerRole.COMPLIANCE], digest)
    signed = issuing.sign(house, pdf, pages, SignerRole.COMPLIANCE, hand, actor, reason, lent)
    with transaction() as session:
        actor = as_of(session, actor, house.clock())
        plan, row, _, to = plans.move(session, house, actor, number, Action.PASS)
        if (row.version, row.round) != (version, round_) or behalf(actor, plan, row, *OFFICERS) != lent:
            raise Stale(Text("这份计划刚刚有了变化，请再看一次。", "Something changed a moment ago. Please look again."))
        passed = {"passed_by_id": actor.person_id, "passed_for_id": lent.giver_id if lent else None}
        plans.guarded(session, house, row, to, **passed, claimed_by_id=None, claimed_at=None, opened_to_sign_at=None)
        plans.in_turn_still(session, house, actor)
        session.add(
            IssuedFile(
                revision_id=row.id,
                round=round_,
                kind="record",
                signatures=0,
                sha256=digest,
                data=paper.data,
                pages=paper.pages,
                at=signed.at,
            )
        )
        issuing.register(session, row, round_, signed, hand, actor)
        said = said_for(lent)
        record(session, house, Event.PLAN_PASS, actor, plan.number, revision=row.number, file=signed.sha256, review_record=digest, **said)


def _refuse_open(desk: DeskView) -> None:
    if desk.open:
        raise Invalid(
            {"outcome": Text("还有 {n} 处没有决定。", "{n} findings are undecided.", "1 finding is undecided.").with_(n=desk.open)}
        )
    if desk.required_changes:
        raise Invalid({"outcome": Text("有要求修改的地方，请退回作者。", "Changes are asked for. Please return the plan to its author.")})


def record_content(session: Session, house: House, desk: DeskView, actor: Actor) -> dict[str, Any]:
    """What the review record says, as plain JSON values (documents/record.py tells the shape)."""
    view, row, now = desk.plan, desk.plan.revision, house.clock().replace(microsecond=0)
    places = place_names(view.plan_type, view.answers)
    trail = audit.head(session)
    content = view.content or {}
    lent = behalf(actor, view.plan, row, *OFFICERS)
    return {
        "number": view.plan.number,
        "revision": row.number,
        "round": row.round,
        "title": row.title,
        "plan_type": view.plan_type.title.zh,
        "company": house.company,
        "content_sha256": row.content_sha256,
        "officer": {"name": actor.name, "job_title": actor.job_title, "on_behalf_of": lent.giver if lent else ""},
        "author": content.get("author", {}),
        "at": now.isoformat(),
        "pack": content.get("pack", {}),
        "policy": content.get("policy", {}),
        "library": content.get("library", {}),
        "trail": {"count": trail.count, "head": trail.head},
        "findings": [_finding(item, position, places) for position, item in enumerate(desk.items, 1)],
        "silences": [
            {"quote": s.quote, "reason": s.reason.zh, "where": places.get(s.path, s.path), "rule_id": s.rule_id} for s in desk.silences
        ],
        "remarks": [
            {
                "where": places.get(r.path, r.path),
                "quote": r.quote,
                "text": r.text,
                "by": _by(r.officer, r.for_person),
                "at": r.at.isoformat(),
            }
            for r in desk.remarks
        ],
        "threads": [_thread(talk, places) for talk in threads.talks(session, view)],
        "counts": {severity.value: sum(i.finding.severity is severity for i in desk.items) for severity in Severity},
    }


def _finding(item: review.ReviewItem, position: int, places: dict[str, str]) -> dict[str, Any]:
    finding, decision, said = item.finding, item.decision, item.explanation
    return {
        "position": position,
        "severity": finding.severity.value,
        "rule_id": finding.rule_id,
        "rule_rev": finding.rev,
        "rule_title": finding.title.zh,
        "category": finding.category,
        "quote": finding.quote,
        "sentence": finding.sentence,
        "message": finding.message.zh,
        "where": places.get(finding.path, finding.path),
        "cites": [{"label": cite.label.zh, "certain": cite.certain} for cite in finding.cites],
        "explanation": said.text if said else "",
        "exception_requested": said is not None and said.kind == "exception",
        "outcome": decision.outcome if decision else "",
        "reason_class": REASON_CLASSES[decision.reason_class].zh if decision and decision.reason_class in REASON_CLASSES else "",
        "note": decision.note if decision else "",
        "by": _by(decision.officer, decision.for_person) if decision else "",
        "at": decision.at.isoformat() if decision else "",
        "carried": item.carried,
        "fingerprint": finding.fingerprint,
        "expires_on": decision.expires_on.isoformat() if decision and decision.expires_on else "",
        "paper_sha256": decision.paper_sha256 if decision else "",
        "batch": decision.batch if decision else "",
    }


def _thread(talk: threads.Talk, places: dict[str, str]) -> dict[str, Any]:
    """Everything said and proposed about one passage, in the order it was said."""
    begun, ended = talk.remark, talk.thread if talk.resolved else None
    return {
        "about": talk.about,
        "where": places.get(talk.path, talk.path),
        "quote": talk.quote,
        "orphan": talk.orphan,
        "resolved": talk.resolved,
        "resolved_by": _by(ended.resolved_by, ended.resolved_for) if ended and ended.resolved_by else "",
        "resolved_at": ended.resolved_at.isoformat() if ended and ended.resolved_at else "",
        "remark": {"text": begun.text, "by": _by(begun.officer, begun.for_person), "at": begun.at.isoformat()} if begun else None,
        "messages": [{"side": m.side, "by": _by(m.person, m.for_person), "at": m.at.isoformat(), "text": m.text} for m in talk.messages],
        "proposals": [
            {
                "text": p.text,
                "by": _by(p.officer, p.for_person),
                "at": p.at.isoformat(),
                "answer": p.answer,
                "answer_note": p.answer_note,
                "answered_at": p.answered_at.isoformat() if p.answered_at else "",
            }
            for p in talk.proposals
        ],
    }


def _by(person: Person, giver: Person | None) -> str:
    return f"{person.name}（代{giver.name}）" if giver else person.name


def return_to_author(session: Session, house: House, actor: Actor, number: str) -> None:
    """Give the plan back with what must change.

    :raises Invalid: nothing is asked of the author
    """
    desk = review.open_desk(session, house, actor, number)
    to = target(Action.RETURN_TO_AUTHOR, desk.plan.state, desk.plan.parts)
    if not desk.required_changes:
        raise Invalid({"outcome": Text("退回至少要有一处“要求修改”或一条批注。", "A return needs at least one required change or remark.")})
    row = desk.plan.revision
    plans.guarded(session, house, row, to, claimed_by_id=None, claimed_at=None)
    _void_signatures(session, house, row)
    said = said_for(behalf(actor, desk.plan.plan, row, *OFFICERS))
    record(session, house, Event.PLAN_RETURN, actor, number, revision=row.number, round=row.round, asked=desk.required_changes, **said)


def _void_signatures(session: Session, house: House, row: Revision, role: str | None = None) -> None:
    """Signatures of a submission that came to nothing stay on record and count no more."""
    query = update(SignatureRow).where(SignatureRow.revision_id == row.id, SignatureRow.round == row.round, SignatureRow.void_at.is_(None))
    session.execute((query.where(SignatureRow.role == role) if role else query).values(void_at=house.clock()))


def recall_pass(session: Session, house: House, actor: Actor, number: str) -> None:
    """Take one's own pass back, as long as the manager has not opened it to sign.

    :raises WrongState: the manager has opened it
    """
    plan, row, _, to = plans.move(session, house, actor, number, Action.RECALL_PASS)
    said = said_for(behalf(actor, plan, row, *OFFICERS))
    if row.opened_to_sign_at is not None:
        raise WrongState(
            Text("经理已经打开准备签名，不能收回了。", "The manager has opened it to sign; it cannot be taken back."), row.state
        )
    plans.guarded(session, house, row, to, passed_by_id=None, passed_for_id=None, claimed_by_id=actor.person_id, claimed_at=house.clock())
    _void_signatures(session, house, row, role="compliance")
    record(session, house, Event.PLAN_RECALL_PASS, actor, number, revision=row.number, **said)
