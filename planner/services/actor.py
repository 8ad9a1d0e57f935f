"""Who acts: a person with roles, as services see them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from planner.kernel.errors import NotFound
from planner.models import Person, RoleGrant, Territory
from planner.workflow import Role


@dataclass(frozen=True, slots=True)
class Grant:
    """A role for a subtree of territories.

    :param path: territory path prefix (`/1/4/`); "/" is the whole company
    """

    role: Role
    path: str


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request or a command; read once, handed to every service."""

    person_id: int
    name: str
    employee_number: str
    email: str
    job_title: str
    territory_id: int
    territory_name: str
    grants: tuple[Grant, ...]
    language: str = ""
    address: str = ""

    @property
    def roles(self) -> frozenset[Role]:
        """Every role, for any territory."""
        return frozenset(grant.role for grant in self.grants)

    def has(self, *roles: Role) -> bool:
        """True with at least one of these roles, for any territory."""
        return not self.roles.isdisjoint(roles)

    def covers(self, territory_path: str, *roles: Role) -> bool:
        """True with one of these roles for a territory that holds this one."""
        return any(grant.role in roles and territory_path.startswith(grant.path) for grant in self.grants)


def actor_for(session: Session, person_id: int, address: str = "") -> Actor:
    """The actor that a person is.

    :param address: network address of the request, for the trail
    :raises NotFound: no such person, or disabled
    """
    person = session.scalar(
        select(Person).where(Person.id == person_id).options(selectinload(Person.grants), selectinload(Person.territory))
    )
    if person is None or not person.active:
        raise NotFound
    rows = session.execute(
        select(RoleGrant.role, Territory.path)
        .outerjoin(Territory, Territory.id == RoleGrant.territory_id)
        .where(RoleGrant.person_id == person_id)
    )
    return Actor(
        person_id=person.id,
        name=person.name,
        employee_number=person.employee_number,
        email=person.email,
        job_title=person.job_title,
        territory_id=person.territory_id,
        territory_name=person.territory.name,
        grants=tuple(Grant(Role(role), path or "/") for role, path in rows),
        language=person.language,
        address=address,
    )
