"""Pages of lists of revisions: what somebody may see, a page along an index, and counts that stop counting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, literal_column, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from planner.models import Plan, Revision, Territory
from planner.services.actor import Actor, Lent
from planner.workflow import Role

MOST_COUNTED = 999
"""Counting ends here: beyond it the number says “more than”, so that its cost does not grow with the table."""

_PLAN, _REVISION = aliased(Plan), aliased(Revision)
_THEIRS = select(_REVISION.id).join(_PLAN, _PLAN.id == _REVISION.plan_id)

Order = tuple[InstrumentedAttribute[Any], ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are.

    :param more: there are more than `n`
    """

    n: int = 0
    more: bool = False

    def __bool__(self) -> bool:
        return self.n > 0


def in_reach(session: Session, actor: Actor, *roles: Role) -> ColumnElement[bool]:
    """Condition on Revision: in a territory where the actor has one of the roles, of their own or lent.

    The territories are read once, in one small query, so that the lists walk along an index by their ids.
    """
    paths = tuple(grant.path for grant in actor.grants if grant.role in roles)
    lent = [one for one in actor.lent if one.role in roles]
    if "/" in paths:
        return true()
    if not paths and not lent:
        return false()
    known = [(row.id, row.path) for row in session.execute(select(Territory.id, Territory.path))]
    inside = [key for key, path in known if path.startswith(paths)] if paths else []
    if len(inside) == len(known):
        return true()
    own = [Revision.territory_id.in_(inside)] if inside else []
    return or_(*own, *(_by_loan(one, [key for key, path in known if path.startswith(one.path)]) for one in lent))


def _by_loan(lent: Lent, inside: list[int]) -> ColumnElement[bool]:
    """As `rights.usable` says it of one revision: not what its giver wrote, nor what a giving manager had passed."""
    passed = [column.is_distinct_from(lent.giver_id) for column in (Revision.passed_by_id, Revision.passed_for_id)]
    return and_(Revision.territory_id.in_(inside), _not_by(lent.giver_id), *(passed if lent.role is Role.MANAGER else ()))


def below(session: Session, territory: int) -> ColumnElement[bool]:
    """Condition on Revision: in a territory or one below it."""
    known = session.execute(select(Territory.id, Territory.path)).all()
    return Revision.territory_id.in_([row.id for row in known if f"/{territory}/" in row.path])


def of_others(actor: Actor) -> ColumnElement[bool]:
    """Condition on Revision: written by somebody else, from the first draft on."""
    return _not_by(actor.person_id)


def _not_by(person_id: int) -> ColumnElement[bool]:
    """Left out by the few revisions of one person, so that a walk along an index need not look up each plan."""
    handed_over = and_(_PLAN.former_authors != literal_column("''"), _PLAN.former_authors.contains(f"/{person_id}/"))
    return and_(*(Revision.id.not_in(_THEIRS.where(one)) for one in (_PLAN.author_id == person_id, handed_over)))


def page_of(
    session: Session, conditions: Sequence[ColumnElement[bool]], order: Order, after: int | None, size: int
) -> tuple[list[int], bool]:
    """Ids of one page of revisions in an order, and whether there are more.

    :param order: columns that are never empty in these rows; the id is added to tell equals apart
    :param after: id of the last revision of the page before; one that is gone starts anew
    """
    columns = (*order, Revision.id)
    query = _ids(conditions).order_by(*columns).limit(size + 1)
    if after is not None and (beyond := _beyond(session, columns, after)) is not None:
        query = query.where(beyond)
    ids = list(session.scalars(query))
    return ids[:size], len(ids) > size


def _beyond(session: Session, columns: Order, after: int) -> ColumnElement[bool] | None:
    """What comes later in the order than one revision: the first column alone bounds the walk along the index, the rest tells equals apart."""
    last = session.execute(select(*columns).where(Revision.id == after)).first()
    if last is None or any(value is None for value in last):
        return None
    later = [
        and_(*(c == literal(v, c.type) for c, v in zip(columns[:n], last[:n], strict=True)), columns[n] > literal(last[n], columns[n].type))
        for n in range(len(columns))
    ]
    return and_(columns[0] >= literal(last[0], columns[0].type), or_(*later))


def counted(session: Session, *conditions: ColumnElement[bool]) -> Count:
    """How many revisions meet the conditions, counted to `MOST_COUNTED`.

    :param conditions: on Revision, like those of a page; what they ask of a plan is a list of ids
    """
    n = session.scalar(_counting(conditions)) or 0
    return Count(min(n, MOST_COUNTED), n > MOST_COUNTED)


def _counting(conditions: Sequence[ColumnElement[bool]]) -> Select[int]:
    return select(func.count()).select_from(_ids(conditions).limit(MOST_COUNTED + 1).subquery())


def _ids(conditions: Sequence[ColumnElement[bool]]) -> Select[int]:
    return select(Revision.id).where(*conditions)
