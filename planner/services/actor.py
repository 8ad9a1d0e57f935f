"""Who acts: a person with roles, as services see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Row, Select, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from planner.kernel.clock import local_date
from planner.kernel.errors import NotFound
from planner.models import Delegation, Person, RoleGrant, Territory
from planner.workflow import LENDABLE, Role


@dataclass(frozen=True, slots=True)
class Grant:
    """A role for a subtree of territories.

    :param path: territory path prefix (`/1/4/`); "/" is the whole company
    """

    role: Role
    path: str


@dataclass(frozen=True, slots=True)
class Lent:
    """A role that somebody lent for these days: what is done with it is done on behalf of the giver.

    :param path: territory path prefix within which the giver holds the role and lent it
    """

    role: Role
    path: str
    giver_id: int
    giver: str


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request or a command; read once, handed to every service.

    :param grants: the person's own roles; pages, the rulebook and the company ask only for these
    :param lent: roles of others that count for plans alone, and there only through `services/rights.py`
    """

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
    lent: tuple[Lent, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """Every role of one's own, for any territory."""
        return frozenset(grant.role for grant in self.grants)

    def has(self, *roles: Role) -> bool:
        """True with at least one of these roles, for any territory."""
        return not self.roles.isdisjoint(roles)

    def covers(self, territory_path: str, *roles: Role) -> bool:
        """True with one of these roles of one's own for a territory that holds this one."""
        return any(grant.role in roles and territory_path.startswith(grant.path) for grant in self.grants)


def actor_for(session: Session, person_id: int, address: str = "", *, now: datetime | None = None) -> Actor:
    """The actor that a person is, read in one query, or in two while somebody lends them a role.

    :param address: network address of the request, for the trail
    :param now: moment for which lent roles are looked up; None for own roles only
    :raises NotFound: no such person, or disabled
    """
    rows = session.execute(_of_person(), {"person": person_id, "today": day_of(now)}).all()
    found = actor_from(session, rows, day_of(now), address)
    if found is None:
        raise NotFound
    return found


def as_of(session: Session, actor: Actor, now: datetime) -> Actor:
    """The same person with the roles they hold by now; asked again where a signature counts, since signing takes a while.

    :raises NotFound: disabled meanwhile
    """
    return actor_for(session, actor.person_id, actor.address, now=now)


def day_of(now: datetime | None) -> date:
    """The day on which delegations are looked at; without a moment one that none of them holds."""
    return local_date(now) if now is not None else date.min


@cache
def _of_person() -> Select[Any]:
    return actor_rows().where(Person.id == bindparam("person"))


def actor_rows() -> Select[Any]:
    """One row for each role of a person, or one without a role; the caller says of whom, and gives the parameter `today`."""
    home, held = aliased(Territory), aliased(Territory)
    return (
        select(Person.id, Person.name, Person.employee_number, Person.email, Person.job_title, Person.language, Person.active)
        .add_columns(home.id.label("territory_id"), home.name.label("territory_name"), RoleGrant.role, held.path)
        .add_columns(exists().where(Delegation.taker_id == Person.id, *running()).label("borrows"))
        .join(home, home.id == Person.territory_id)
        .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(held, held.id == RoleGrant.territory_id)
        .order_by(RoleGrant.id)
    )


def running() -> tuple[Any, ...]:
    """Conditions on Delegation: it counts on the day given as the parameter `today`."""
    today = bindparam("today", type_=Date)
    return Delegation.ended_at.is_(None), Delegation.from_on <= today, Delegation.until_on >= today


def actor_from(session: Session, rows: Sequence[Row[Any]], today: date, address: str = "") -> Actor | None:
    """The actor of rows that `actor_rows` gave; None for nobody and for somebody disabled."""
    if not rows or not rows[0].active:
        return None
    first = rows[0]
    grants = tuple(Grant(Role(row.role), row.path or "/") for row in rows if row.role is not None)
    return Actor(
        person_id=first.id,
        name=first.name,
        employee_number=first.employee_number,
        email=first.email,
        job_title=first.job_title,
        territory_id=first.territory_id,
        territory_name=first.territory_name,
        grants=grants,
        language=first.language,
        address=address,
        lent=_lent_to(session, first.id, frozenset(grant.role for grant in grants), today) if first.borrows else (),
    )


def _lent_to(session: Session, person_id: int, own: frozenset[Role], today: date) -> tuple[Lent, ...]:
    """Only what the giver holds today and the taker may still take: neither losing a role waits for anybody to tidy up."""
    rows = session.execute(_borrowed(), {"taker": person_id, "today": today})
    found = (
        Lent(Role(row.role), path, row.giver_id, row.name)
        for row in rows
        if not own.isdisjoint(LENDABLE.get(Role(row.role), frozenset())) and (path := _narrower(row.held or "/", row.chosen or "/"))
    )
    return tuple(found)


@cache
def _borrowed() -> Select[str, int, str, str, str]:
    held, chosen = aliased(Territory), aliased(Territory)
    return (
        select(Delegation.role, Delegation.giver_id, Person.name, held.path.label("held"), chosen.path.label("chosen"))
        .join(Person, (Person.id == Delegation.giver_id) & Person.active)
        .join(RoleGrant, (RoleGrant.person_id == Delegation.giver_id) & (RoleGrant.role == Delegation.role))
        .outerjoin(held, held.id == RoleGrant.territory_id)
        .outerjoin(chosen, chosen.id == Delegation.territory_id)
        .where(Delegation.taker_id == bindparam("taker"), *running())
        .order_by(Delegation.id, RoleGrant.id)
    )


def _narrower(held: str, chosen: str) -> str:
    """The part of two subtrees that lies in both; empty when none does."""
    if chosen.startswith(held):
        return chosen
    return held if held.startswith(chosen) else ""
