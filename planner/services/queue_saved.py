"""Filters of the queue that people name and keep; a filter is nothing but the query of an address."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid, NotFound
from planner.kernel.i18n import Text
from planner.models import SavedFilter
from planner.services.actor import Actor
from planner.services.house import House

MOST = 20


def kept(session: Session, actor: Actor) -> list[SavedFilter]:
    """One's own, by name."""
    return list(session.scalars(select(SavedFilter).where(SavedFilter.person_id == actor.person_id).order_by(SavedFilter.name)))


def keep(session: Session, house: House, actor: Actor, name: str, query: str) -> None:
    """Keep a filter under a name; the same name takes the new filter.

    :param query: canonical query of the address, at most 500 characters
    :raises Invalid: no name, or too long, or too many kept, or nothing chosen
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= 40:
        raise Invalid({"name": Text("请起个名字，最多 40 个字。", "Please give it a name of at most 40 characters.")})
    if not query or len(query) > 500:
        raise Invalid({"name": Text("先选好筛选条件，再保存。", "Choose a filter first, then keep it.")})
    mine = SavedFilter.person_id == actor.person_id
    session.execute(delete(SavedFilter).where(mine, SavedFilter.name == name))
    if (session.scalar(select(func.count()).select_from(SavedFilter).where(mine)) or 0) >= MOST:
        raise Invalid({"name": Text(f"最多保存 {MOST} 个，请先删掉一个。", f"At most {MOST} can be kept; please remove one first.")})
    session.add(SavedFilter(person_id=actor.person_id, name=name, query=query, at=house.clock()))


def drop(session: Session, actor: Actor, key: int) -> None:
    """Forget one of one's own.

    :raises NotFound: no such filter, or somebody else's
    """
    row = session.get(SavedFilter, key)
    if row is None or row.person_id != actor.person_id:
        raise NotFound
    session.delete(row)
