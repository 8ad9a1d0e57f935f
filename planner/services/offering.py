"""Take one of the measures that a goal may use: kind, metric and unit are filled in, what stood there is kept."""

from sqlalchemy.orm import Session

from planner.kernel.errors import NotFound
from planner.kernel.i18n import Language
from planner.models import FieldHistory
from planner.services.actor import Actor
from planner.services.aids.offers import offer
from planner.services.house import House
from planner.services.step_view import StepView
from planner.services.wizard import open_step, store_step, writable_step
from planner.wizards import answers as paths
from planner.wizards.answers import leaf


def take_offer(session: Session, house: House, actor: Actor, number: str, slug: str, row: str, key: str, language: Language) -> StepView:
    """Fill a goal's measure, metric and unit from an offer.

    :param row: path of the goal
    :param key: of the offer
    :param language: of the words that go into the fields
    :raises NotFound: no such goal or offer
    :raises WrongState: the plan cannot be written now
    """
    found = offer(key)
    view, stored, step = writable_step(session, house, actor, number, slug)
    if found is None:
        raise NotFound
    kind, taken = found
    answers = stored.answers
    for name, value in (("measure", kind), ("metric", taken.metric.in_(language)), ("unit", taken.unit.in_(language))):
        path = f"{row}.{name}"
        before = leaf(step, answers, path).value
        if before not in (None, "", value):
            session.add(
                FieldHistory(revision_id=view.revision.id, path=path, before={"value": before}, person_id=actor.person_id, at=house.clock())
            )
        answers = paths.with_value(step, answers, path, value)
    store_step(session, house, view, stored, answers)
    session.flush()
    return open_step(session, house, actor, number, slug)
