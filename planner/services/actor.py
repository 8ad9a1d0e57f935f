"""Who acts: a person with roles, as services see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session, aliased

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
    """The actor that a person is, read in one query.

    :param address: network address of the request, for the trail
    :raises NotFound: no such person, or disabled
    """
    found = actor_from(session.execute(_of_person(), {"person": person_id}).all(), address)
    if found is None:
        raise NotFound
    return found


@cache
def _of_person() -> Select[Any]:
    return actor_rows().where(Person.id == bindparam("person"))


def actor_rows() -> Select[Any]:
    """One row for each role of a person, or one without a role; the caller says of whom."""
    home, held = aliased(Territory), aliased(Territory)
    return (
        select(Person.id, Person.name, Person.employee_number, Person.email, Person.job_title, Person.language, Person.active)
        .add_columns(home.id.label("territory_id"), home.name.label("territory_name"), RoleGrant.role, held.path)
        .join(home, home.id == Person.territory_id)
        .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(held, held.id == RoleGrant.territory_id)
        .order_by(RoleGrant.id)
    )


def actor_from(rows: Sequence[Row[Any]], address: str = "") -> Actor | None:
    """The actor of rows that `actor_rows` gave; None for nobody and for somebody disabled."""
    if not rows or not rows[0].active:
        return None
    first = rows[0]
    return Actor(
        person_id=first.id,
        name=first.name,
        employee_number=first.employee_number,
        email=first.email,
        job_title=first.job_title,
        territory_id=first.territory_id,
        territory_name=first.territory_name,
        grants=tuple(Grant(Role(row.role), row.path or "/") for row in rows if row.role is not None),
        language=first.language,
        address=address,
    )
