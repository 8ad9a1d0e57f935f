"""The tree of territories as administrators keep it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.models import Person, Plan, Revision, RoleGrant, Territory
from planner.services.actor import Actor
from planner.services.administration import CHOOSE, MISSING, begin, kept, opened, too_long
from planner.services.audit import Event
from planner.services.house import House
from planner.workflow import State

OPEN = (State.DRAFT, State.RETURNED, State.IN_REVIEW, State.IN_APPROVAL, State.APPROVED)
LONGEST_PATH = 180


@dataclass(frozen=True, slots=True)
class PlaceForm:
    """A territory as typed; `parent` is the id of the one above."""

    name: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class InUse:
    """What keeps a territory from being retired: how many of each."""

    below: int
    people: int
    roles: int
    plans: int

    @property
    def empty(self) -> bool:
        """True when nothing is left in it."""
        return not (self.below or self.people or self.roles or self.plans)


def entry(place: Territory) -> dict[str, Any]:
    """A territory as kept in the history."""
    return {"name": place.name, "parent": place.parent_id, "retired": place.retired_at is not None}


def add(session: Session, house: House, actor: Actor, form: PlaceForm) -> Territory:
    """Add a territory below another.

    :raises Invalid: by field of the form
    """
    begin(session, actor)
    above = _checked(session, form, None)
    place = Territory(name=form.name.strip(), parent_id=above.id if above else None, path="")
    session.add(place)
    session.flush()
    place.path = f"{above.path if above else '/'}{place.id}/"
    kept(session, house, actor, Event.TERRITORY_CREATE, place, None, entry(place))
    return place


def save(session: Session, house: House, actor: Actor, subject: int, version: int, form: PlaceForm) -> bool:
    """Rename a territory, or put it with all below it under another one: roles of those above hold for it from then on.

    :raises Invalid: by field of the form; not under itself or something below it
    :raises Stale: changed since the form was shown
    """
    begin(session, actor)
    place = opened(session, Territory, subject, version)
    before, above = entry(place), _checked(session, form, place)
    place.name = form.name.strip()
    renamed = before["name"] != place.name
    if above is not None and above.id != place.parent_id:
        _move(session, place, above)
    event = Event.TERRITORY_SAVE if renamed and before["parent"] == place.parent_id else Event.TERRITORY_MOVE
    return kept(session, house, actor, event, place, before, entry(place))


def in_use(session: Session, place: Territory) -> InUse:
    """What is left in a territory."""

    def count(*conditions: Any) -> int:
        return session.scalar(select(func.count()).where(*conditions)) or 0

    open_plans = select(Revision.plan_id).where(Revision.state.in_([state.value for state in OPEN]))
    return InUse(
        below=count(Territory.parent_id == place.id, Territory.retired_at.is_(None)),
        people=count(Person.territory_id == place.id, Person.active),
        roles=count(RoleGrant.territory_id == place.id, RoleGrant.person_id == Person.id, Person.active),
        plans=count(Plan.territory_id == place.id, Plan.id.in_(open_plans)),
    )


def retire(session: Session, house: House, actor: Actor, subject: int, version: int) -> None:
    """Take an empty territory out of use; plans of old keep its name.

    :raises Invalid: something is left in it
    :raises Stale: changed since the page was shown
    """
    begin(session, actor)
    place = opened(session, Territory, subject, version)
    if place.parent_id is None:
        raise Invalid({"place": Text("最上面的片区是整个公司，不能停用。", "The topmost territory is the whole company and stays.")})
    if not in_use(session, place).empty:
        raise Invalid(
            {
                "place": Text(
                    "里面还有人、角色、计划或下级片区，先移走再停用。",
                    "People, roles, plans or territories are left in it; move them first.",
                )
            }
        )
    before = entry(place)
    if place.retired_at is None:
        place.retired_at = house.clock()
    kept(session, house, actor, Event.TERRITORY_RETIRE, place, before, entry(place))


def _move(session: Session, place: Territory, above: Territory) -> None:
    """One write for the whole subtree; writers stand in line, so no path in it is older than what was read here."""
    old, new = place.path, f"{above.path}{place.id}/"
    place.parent_id = above.id
    session.flush()
    tail = func.substr(Territory.path, len(old) + 1)
    moved = update(Territory).where(Territory.path.startswith(old, autoescape=True)).values(path=literal(new).concat(tail))
    session.execute(moved.execution_options(synchronize_session=False))
    session.expire_all()


def _checked(session: Session, form: PlaceForm, place: Territory | None) -> Territory | None:
    """The territory above, when everything can be kept; None for the root."""
    errors: dict[str, Text] = {}
    name = form.name.strip()
    if not name:
        errors["name"] = MISSING
    elif len(name) > 60:
        errors["name"] = too_long(60)
    else:
        other = session.scalar(select(Territory.id).where(Territory.name == name, Territory.retired_at.is_(None)).limit(1))
        if other is not None and (place is None or other != place.id):
            errors["name"] = Text("已经有一个叫这个名字的片区。", "There is a territory of this name already.")
    above = None
    root = place is not None and place.parent_id is None
    if not root:
        above = (
            session.get(Territory, int(form.parent)) if form.parent.isascii() and form.parent.isdigit() and len(form.parent) < 10 else None
        )
        if above is None or above.retired_at is not None:
            errors["parent"] = CHOOSE
        elif place is not None and above.path.startswith(place.path):
            errors["parent"] = Text("不能移到自己或自己的下级里面。", "A territory cannot lie within itself or within one below it.")
        elif len(above.path) > LONGEST_PATH - 12:
            errors["parent"] = Text("层级太深了。", "The tree is too deep there.")
    if errors:
        raise Invalid(errors)
    return above
