"""An officer's own remarks on passages, anchored by quote, neighbours and position."""

from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid, NotFound
from planner.kernel.i18n import Text
from planner.models import Remark
from planner.services import plans
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.house import House
from planner.services.review import act_on
from planner.wizards.answers import leaves
from planner.workflow import Action, target


def remark(session: Session, house: House, actor: Actor, number: str, *, path: str, quote: str, start: int, text: str) -> Remark:
    """Note something on a passage; the anchor keeps quote, neighbours and position.

    :param start: first code point of the quote in the field's text
    :raises Invalid: nothing selected, nothing said, or the passage is not there
    """
    view = plans.open_plan(session, house, actor, number)
    target(Action.REMARK, view.state, view.parts)
    slug = path.split(".")[0]
    steps = {step.slug: step for step in view.plan_type.steps}
    value = (
        next((str(f.value or "") for f in leaves(steps[slug], view.answers.get(slug, {})) if f.path == path), None)
        if slug in steps
        else None
    )
    if value is None or not quote or value[start : start + len(quote)] != quote:
        raise Invalid({"quote": Text("请先选中一段文字。", "Please select a passage first.")})
    if not 0 < len(text.strip()) <= 2000:
        raise Invalid({"text": Text("请写下批注，最多 2000 个字。", "Please write the remark, at most 2,000 characters.")})
    row = view.revision
    made = Remark(
        revision_id=row.id,
        round=row.round,
        path=path,
        quote=quote,
        before=value[max(0, start - 32) : start],
        after=value[start + len(quote) : start + len(quote) + 32],
        start=start,
        text=text.strip(),
        officer_id=actor.person_id,
        at=house.clock(),
    )
    session.add(made)
    act_on(session, house, view)
    record(session, house, Event.REMARK_ADD, actor, number, remark=made.id)
    return made


def withdraw_remark(session: Session, house: House, actor: Actor, number: str, remark_id: int) -> None:
    """Take a remark of this round back."""
    view = plans.open_plan(session, house, actor, number)
    target(Action.REMARK, view.state, view.parts)
    row = session.get(Remark, remark_id)
    if row is None or row.revision_id != view.revision.id or row.withdrawn_at is not None:
        raise NotFound
    row.withdrawn_at = house.clock()
    act_on(session, house, view)
    record(session, house, Event.REMARK_WITHDRAW, actor, number, remark=remark_id)
