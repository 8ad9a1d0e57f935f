"""The company as its administrators see it: people with roles, territories, products, policy. Reading only; writing: administration*.py."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.compliance.policy import Ground, Policy
from planner.kernel.errors import NotFound
from planner.models import Certificate, Person, PolicyVersion, Product, RoleGrant, Territory
from planner.services.actor import Actor
from planner.services.lists import all_products
from planner.services.policy import policy_in_force
from planner.workflow import Role

READERS = (Role.ADMINISTRATOR, Role.OFFICER, Role.HEAD_OF_COMPLIANCE, Role.MANAGER)
"""Who may read products and policy; people and territories are for administrators."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the company.

    :param roles: (role, name of its territory; "" for the whole company)
    :param signs: has a key to sign with
    """

    id: int
    name: str
    employee_number: str
    email: str
    job_title: str
    territory: str
    territory_id: int
    roles: tuple[tuple[Role, str], ...]
    filing_number: str
    filing_expires: date | None
    active: bool
    signs: bool
    version: int


@dataclass(frozen=True, slots=True)
class Place:
    """A territory with its people, and what lies below it, by name."""

    id: int
    name: str
    people: tuple[Member, ...]
    below: tuple["Place", ...]


@dataclass(frozen=True, slots=True)
class PolicyView:
    """The policy in force with the ground of each value, newest first its history: (since, by whom).

    :param values: name of the threshold → value
    """

    values: dict[str, object]
    grounds: dict[str, Ground]
    hash: str
    history: tuple[tuple[datetime, str], ...]


def people(session: Session, actor: Actor) -> list[Member]:
    """Everybody, by employee number.

    :raises NotFound: not an administrator
    """
    _only(actor, Role.ADMINISTRATOR)
    return _members(session)


PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people to list.

    :param q: part of a name, number, e-mail or position; `role`: of that role; `territory`: id, with all below, of home or of a role
    :param state: "" for those who may sign in, "off" for the others, "all"
    """

    q: str = ""
    role: str = ""
    territory: int = 0
    state: str = ""

    @property
    def narrow(self) -> bool:
        """True when anybody may be left out for more than being disabled."""
        return bool(self.q or self.role or self.territory or self.state)


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people, with how many there are in all."""

    people: tuple[Member, ...]
    total: int
    page: int
    pages: int


def people_page(session: Session, actor: Actor, wanted: Wanted, page: int = 1) -> PeoplePage:
    """People by employee number, 50 on a page; as many queries for ten as for ten thousand.

    :raises NotFound: not an administrator
    """
    _only(actor, Role.ADMINISTRATOR)
    query = select(Person.id).where(*_fitting(session, wanted))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    ids = list(session.scalars(query.order_by(Person.employee_number).limit(PAGE).offset((page - 1) * PAGE)))
    return PeoplePage(tuple(_members(session, Person.id.in_(ids))), total, page, pages)


def _fitting(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state != "all":
        found.append(Person.active.is_(wanted.state != "off"))
    if wanted.q.strip():
        typed = wanted.q.strip()
        found.append(
            or_(*(one.icontains(typed, autoescape=True) for one in (Person.name, Person.employee_number, Person.email, Person.job_title)))
        )
    if wanted.role:
        found.append(Person.grants.any(RoleGrant.role == wanted.role))
    path = session.scalar(select(Territory.path).where(Territory.id == wanted.territory)) if 0 < wanted.territory < 2**31 else None
    if path:
        below = select(Territory.id).where(Territory.path.startswith(path, autoescape=True))
        found.append(or_(Person.territory_id.in_(below), Person.grants.any(RoleGrant.territory_id.in_(below))))
    return found


def member(session: Session, actor: Actor, subject: int) -> Member:
    """One person.

    :raises NotFound: not an administrator, or nobody of this id
    """
    _only(actor, Role.ADMINISTRATOR)
    found = _members(session, Person.id == subject) if 0 < subject < 2**31 else []
    if not found:
        raise NotFound
    return found[0]


def places_in_use(session: Session, actor: Actor) -> list[Territory]:
    """Territories that are not retired, from the root down, each after the one above it."""
    _only(actor, Role.ADMINISTRATOR)
    rows = list(session.scalars(select(Territory).where(Territory.retired_at.is_(None)).order_by(Territory.name)))

    def below(parent: int | None) -> list[Territory]:
        return [one for row in rows if row.parent_id == parent for one in (row, *below(row.id))]

    return below(None)


def _members(session: Session, *conditions: ColumnElement[bool]) -> list[Member]:
    names: dict[int, str] = {place.id: place.name for place in session.scalars(select(Territory))}
    query = select(Person).where(*conditions).order_by(Person.employee_number)
    rows = list(
        session.scalars(query.options(selectinload(Person.grants), joinedload(Person.territory)).execution_options(populate_existing=True))
    )
    certificates = select(Certificate.person_id).where(Certificate.state == "active", Certificate.person_id.in_([row.id for row in rows]))
    signing = set(session.scalars(certificates))
    return [_member(person, names, person.id in signing) for person in rows]


def _member(person: Person, names: dict[int, str], signs: bool) -> Member:
    grants = tuple((Role(grant.role), names.get(grant.territory_id, "") if grant.territory_id else "") for grant in person.grants)
    return Member(
        id=person.id,
        name=person.name,
        employee_number=person.employee_number,
        email=person.email,
        job_title=person.job_title,
        territory=person.territory.name,
        territory_id=person.territory_id,
        roles=grants,
        filing_number=person.filing_number,
        filing_expires=person.filing_expires,
        active=person.active,
        signs=signs,
        version=person.version,
    )


def territories(session: Session, actor: Actor) -> tuple[Place, ...]:
    """The tree of territories from the root down, with the people at home in each.

    :raises NotFound: not an administrator
    """
    members = people(session, actor)
    rows = list(session.scalars(select(Territory).where(Territory.retired_at.is_(None)).order_by(Territory.path)))

    def below(parent: int | None) -> tuple[Place, ...]:
        return tuple(
            Place(row.id, row.name, tuple(m for m in members if m.active and m.territory_id == row.id), below(row.id))
            for row in rows
            if row.parent_id == parent
        )

    return below(None)


def products(session: Session, actor: Actor) -> list[Product]:
    """The product registry, by name, those out of use last.

    :raises NotFound: not open to this person
    """
    _only(actor, *READERS)
    return sorted(all_products(session), key=lambda one: one.retired_at is not None)


def policy(session: Session, actor: Actor) -> PolicyView:
    """The thresholds that rules over fields use.

    :raises NotFound: not open to this person
    """
    _only(actor, *READERS)
    found: Policy = policy_in_force(session)
    values = found.values()
    rows = session.execute(
        select(PolicyVersion.at, Person.name)
        .outerjoin(Person, Person.id == PolicyVersion.person_id)
        .order_by(PolicyVersion.id.desc())
        .limit(20)
    )
    return PolicyView(values, {name: found.ground(name) for name in values}, found.hash, tuple((at, name or "") for at, name in rows))


def _only(actor: Actor, *roles: Role) -> None:
    if not actor.has(*roles):
        raise NotFound
