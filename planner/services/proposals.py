"""A wording that an officer proposes in place of a passage, and the author's answer to it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.compliance.normalize import normalise
from planner.compliance.segment import sentences
from planner.kernel.errors import Invalid, NotFound
from planner.kernel.i18n import Text
from planner.models import Proposal, Remark, Revision
from planner.services import plans
from planner.services.actor import Actor
from planner.services.anchoring import Anchor, Found, anchor, find
from planner.services.audit import Event, record
from planner.services.house import House
from planner.services.plans import PlanView
from planner.services.review import ReviewItem, act_on
from planner.services.rights import OFFICERS, behalf, said_for
from planner.services.texts import text_at
from planner.workflow import Action, target

LONGEST = 2000
TAKEN, DECLINED = "taken", "declined"
NOTHING = Text("这一处没有可以替换的文字，请用“要求修改”。", "There are no words to replace here; please require a change instead.")


def propose_for(
    session: Session, house: House, actor: Actor, view: PlanView, items: Sequence[ReviewItem], wording: str
) -> tuple[Proposal, ...]:
    """Propose a sentence for every place of a finding; the caller has asked whether the actor may, and raises the version.

    :param items: the places of one finding
    :raises Invalid: there are no words to replace, or the wording is too long or says what stands there already
    """
    words = [item.finding for item in items if item.finding.end > item.finding.start]
    if not words:
        raise Invalid({"wording": NOTHING})
    withdraw_open(session, house, actor, view, words[0].fingerprint)
    made = []
    for finding in words:
        text = text_at(view.plan_type, view.answers, finding.path) or ""
        start, end = passage(text, finding.start, finding.end)
        made.append(_propose(session, house, actor, view, finding.fingerprint, finding.path, anchor(text, start, end), wording))
    return tuple(made)


def propose_on_remark(session: Session, house: House, actor: Actor, view: PlanView, remark: Remark, wording: str) -> Proposal:
    """Propose what should stand in place of the words a remark quotes; as `propose_for`."""
    where = Anchor(remark.quote, remark.before, remark.after, remark.start)
    return _propose(session, house, actor, view, f"remark-{remark.id}", remark.path, where, wording)


def _propose(session: Session, house: House, actor: Actor, view: PlanView, about: str, path: str, where: Anchor, wording: str) -> Proposal:
    wording = wording.replace("\r\n", "\n").strip()
    if not 0 < len(wording) <= LONGEST:
        raise Invalid({"wording": Text("请写建议稿，最多 2000 个字。", "Please write the proposed wording, at most 2,000 characters.")})
    if wording == where.quote:
        raise Invalid({"wording": Text("建议稿和原文一样。", "The proposed wording is the same as the text.")})
    row = view.revision
    made = Proposal(revision_id=row.id, round=row.round, about=about, path=path, text=wording, officer_id=actor.person_id, at=house.clock())
    made.quote, made.before, made.after, made.start = where.quote, where.before, where.after, where.start
    said = _for(actor, view)
    made.for_person_id = said.get("for_person")
    session.add(made)
    session.flush()
    record(session, house, Event.PROPOSAL_ADD, actor, view.plan.number, proposal=made.id, **said)
    return made


def passage(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole sentences around some words, without the space around them: what a proposed wording replaces."""
    normal = normalise(text)
    cuts = sentences(normal.text)
    ends = [0, *(normal.span(low, high)[1] for low, high in zip(cuts.starts, cuts.ends, strict=True))]
    low = max((at for at in ends if at <= start), default=0)
    high = min((at for at in ends if at >= end), default=len(text))
    while low < start and text[low].isspace():
        low += 1
    while high > end and text[high - 1].isspace():
        high -= 1
    return low, high


def withdraw_open(session: Session, house: House, actor: Actor, view: PlanView, about: str) -> None:
    """Take back what was proposed in this round and not answered."""
    row = view.revision
    query = select(Proposal).where(
        Proposal.revision_id == row.id, Proposal.round == row.round, Proposal.about == about, Proposal.withdrawn_at.is_(None)
    )
    for proposal in session.scalars(query.where(Proposal.answer == "")):
        proposal.withdrawn_at = house.clock()
        session.flush()
        record(session, house, Event.PROPOSAL_WITHDRAW, actor, view.plan.number, proposal=proposal.id, **_for(actor, view))


def withdraw(session: Session, house: House, actor: Actor, number: str, proposal_id: int) -> None:
    """Take one proposal of this round back before the plan is returned.

    :raises NotFound: there is none of this round
    """
    view = plans.open_plan(session, house, actor, number)
    target(Action.REMARK, view.state, view.parts)
    proposal = session.get(Proposal, proposal_id)
    if proposal is None or (proposal.revision_id, proposal.round) != (view.revision.id, view.revision.round) or proposal.withdrawn_at:
        raise NotFound
    proposal.withdrawn_at = house.clock()
    act_on(session, house, view)
    record(session, house, Event.PROPOSAL_WITHDRAW, actor, number, proposal=proposal.id, **_for(actor, view))


def standing(session: Session, revision: Revision) -> list[Proposal]:
    """Proposals on a revision that were not taken back, oldest first."""
    query = select(Proposal).where(Proposal.revision_id == revision.id, Proposal.withdrawn_at.is_(None)).order_by(Proposal.id)
    return list(session.scalars(query.options(joinedload(Proposal.officer), joinedload(Proposal.for_person))))


def where_now(proposal: Proposal, text: str | None) -> Found | None:
    """Where the words it replaces stand now; None when they are gone."""
    return find(text or "", Anchor(proposal.quote, proposal.before, proposal.after, proposal.start))


def with_wording(proposal: Proposal, text: str) -> str:
    """The field's text with the proposed wording in place.

    :raises Invalid: the passage is not there any more
    """
    found = where_now(proposal, text)
    if found is None:
        raise Invalid(
            {
                proposal.path: Text(
                    "原来的句子已经不在了，放不进去；请自己改，或者回复。", "The sentence is gone; please write it yourself, or answer."
                )
            }
        )
    return text[: found.start] + proposal.text + text[found.end :]


def open_one(session: Session, view: PlanView, proposal_id: int) -> Proposal:
    """A proposal its author may still answer.

    :raises NotFound: none, taken back, or answered
    """
    found = session.get(Proposal, proposal_id)
    if found is None or found.revision_id != view.revision.id or found.withdrawn_at is not None or found.answer:
        raise NotFound(Text("这句建议稿已经不在了。", "This proposed wording is gone."))
    return found


def answer(session: Session, house: House, actor: Actor, number: str, proposal_id: int, answered: str, note: str = "") -> None:
    """The author takes a wording, or says why not.

    :param answered: `taken` or `declined`
    :raises Invalid: declined without a word, or more than 1,000 characters
    """
    view = plans.open_plan(session, house, actor, number)
    target(Action.SAVE, view.state, view.parts)
    proposal, note = open_one(session, view, proposal_id), note.strip()
    if answered == DECLINED and not 0 < len(note) <= 1000:
        raise Invalid(
            {f"decline:{proposal_id}": Text("请写一句为什么不采用，最多 1000 个字。", "Please say why not, in at most 1,000 characters.")}
        )
    proposal.answer, proposal.answer_note, proposal.answered_at = answered, note, house.clock()
    session.flush()
    event = Event.PROPOSAL_TAKE if answered == TAKEN else Event.PROPOSAL_DECLINE
    record(session, house, event, actor, number, proposal=proposal.id)


def _for(actor: Actor, view: PlanView) -> dict[str, int]:
    return said_for(behalf(actor, view.plan, view.revision, *OFFICERS))
