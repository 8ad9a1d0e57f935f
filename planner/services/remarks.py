"""An officer's own remarks on passages, anchored by quote, neighbours and position."""

from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid, NotFound
from planner.kernel.i18n import Text
from planner.models import Remark
from planner.services import plans, proposals
from planner.services.actor import Actor
from planner.services.anchoring import anchor
from planner.services.audit import Event, record
from planner.services.house import House
from planner.services.review import act_on
from planner.services.rights import OFFICERS, behalf, said_for
from planner.services.texts import text_at
from planner.workflow import Action, target


def remark(
    session: Session, house: House, actor: Actor, number: str, *, path: str, quote: str, start: int, text: str, wording: str = ""
) -> Remark:
    """Note something on a passage; the anchor keeps quote, neighbours and position.

    :param start: first code point of the quote in the field's text
    :param wording: what the officer proposes in place of the quote; "" for nothing
    :raises Invalid: nothing selected, nothing said, or the passage is not there
    """
    view = plans.open_plan(session, house, actor, number)
    target(Action.REMARK, view.state, view.parts)
    value = text_at(view.plan_type, view.answers, path)
    if value is None or not quote or value[start : start + len(quote)] != quote:
        raise Invalid({"quote": Text("请先选中一段文字。", "Please select a passage first.")})
    if not 0 < len(text.strip()) <= 2000:
        raise Invalid({"text": Text("请写下批注，最多 2000 个字。", "Please write the remark, at most 2,000 characters.")})
    row, where = view.revision, anchor(value, start, start + len(quote))
    lent = behalf(actor, view.plan, row, *OFFICERS)
    made = Remark(
        revision_id=row.id,
        round=row.round,
        path=path,
        quote=where.quote,
        before=where.before,
        after=where.after,
        start=where.start,
        text=text.strip(),
        officer_id=actor.person_id,
        for_person_id=lent.giver_id if lent else None,
        at=house.clock(),
    )
    session.add(made)
    session.flush()
    if wording.strip():
        proposals.propose_on_remark(session, house, actor, view, made, wording)
    act_on(session, house, view)
    record(session, house, Event.REMARK_ADD, actor, number, remark=made.id, **said_for(lent))
    return made


def withdraw_remark(session: Session, house: House, actor: Actor, number: str, remark_id: int) -> None:
    """Take a remark of this round back, with what was proposed on it."""
    view = plans.open_plan(session, house, actor, number)
    target(Action.REMARK, view.state, view.parts)
    row = session.get(Remark, remark_id)
    if row is None or (row.revision_id, row.round) != (view.revision.id, view.revision.round) or row.withdrawn_at is not None:
        raise NotFound
    row.withdrawn_at = house.clock()
    proposals.withdraw_open(session, house, actor, view, f"remark-{remark_id}")
    act_on(session, house, view)
    said = said_for(behalf(actor, view.plan, view.revision, *OFFICERS))
    record(session, house, Event.REMARK_WITHDRAW, actor, number, remark=remark_id, **said)
