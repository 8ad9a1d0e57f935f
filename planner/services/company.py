"""The company as its administrators see it: people with roles, territories, products, policy. Reading only."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.compliance.policy import Ground, Policy
from planner.kernel.errors import NotFound
from planner.models import Certificate, Person, PolicyVersion, Product, Territory
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
    roles: tuple[tuple[Role, str], ...]
    filing_number: str
    filing_expires: date | None
    active: bool
    signs: bool


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
    names: dict[int, str] = {place.id: place.name for place in session.scalars(select(Territory))}
    signing = set(session.scalars(select(Certificate.person_id).where(Certificate.state == "active")))
    query = select(Person).order_by(Person.employee_number).options(selectinload(Person.grants), joinedload(Person.territory))
    return [_member(person, names, person.id in signing) for person in session.scalars(query)]


def _member(person: Person, names: dict[int, str], signs: bool) -> Member:
    grants = tuple((Role(grant.role), names.get(grant.territory_id, "") if grant.territory_id else "") for grant in person.grants)
    return Member(
        id=person.id,
        name=person.name,
        employee_number=person.employee_number,
        email=person.email,
        job_title=person.job_title,
        territory=person.territory.name,
        roles=grants,
        filing_number=person.filing_number,
        filing_expires=person.filing_expires,
        active=person.active,
        signs=signs,
    )


def territories(session: Session, actor: Actor) -> tuple[Place, ...]:
    """The tree of territories from the root down, with the people at home in each.

    :raises NotFound: not an administrator
    """
    members = people(session, actor)
    rows = list(session.scalars(select(Territory).order_by(Territory.path)))

    def below(parent: int | None) -> tuple[Place, ...]:
        return tuple(
            Place(row.id, row.name, tuple(m for m in members if m.territory == row.name), below(row.id))
            for row in rows
            if row.parent_id == parent
        )

    return below(None)


def products(session: Session, actor: Actor) -> list[Product]:
    """The product registry, by name.

    :raises NotFound: not open to this person
    """
    _only(actor, *READERS)
    return all_products(session)


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
