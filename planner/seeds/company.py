"""The demo company: territories, people with PINs, products. Written once, into an empty database."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.kernel.clock import local_date
from planner.models import Person, Product, RoleGrant, Territory
from planner.services.actor import actor_for
from planner.services.audit import Event, record
from planner.services.house import House, Transaction
from planner.services.pins import set_pin
from planner.services.sign_in import hash_password
from planner.wizards.flow import months_after

PASSWORD = "hengyu-2026"  # noqa: S105 - of the demo, printed at the start; demo data is refused in production
PIN = "271828"

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the demo, for the sign-ins that are printed."""

    key: str
    name: str
    title: str
    email: str
    territory: str


def read_yaml(name: str) -> Any:
    """One of the data files beside this module."""
    return yaml.safe_load((_FOLDER / name).read_text("utf-8"))


def demo_people() -> list[DemoPerson]:
    """Everybody who can sign in to the demo, in the order of the file."""
    data = read_yaml("company.yml")
    names = {row["key"]: row["name"] for row in data["territories"]}
    return [DemoPerson(p["key"], p["name"], p["title"], p["email"], names[p["territory"]]) for p in data["people"]]


def is_loaded(session: Session) -> bool:
    """True when there is anybody at all."""
    return session.scalar(select(Person.id).limit(1)) is not None


def load_company(transaction: Transaction, house: House, today: date | None = None) -> None:
    """Territories, products and people, each person with a signing PIN of their own key.

    :param today: day from which a coming approval is counted; the day of the house's clock when None
    """
    today = today or local_date(house.clock())
    data = read_yaml("company.yml")
    with transaction() as session:
        territories = _territories(session, data["territories"])
        for row in data["products"]:
            values = {name: value for name, value in row.items() if name not in ("key", "approval_in_months")}
            if months := row.get("approval_in_months"):
                values["approval_date"] = months_after(today.replace(day=15), months)
            session.add(Product(**values))
        password_hash = hash_password(PASSWORD)
        ids = [_person(session, house, row, territories, password_hash) for row in data["people"]]
    for person_id in ids:
        with transaction() as session:
            actor = actor_for(session, person_id)
        set_pin(transaction, replace(house, signing_provider=None), actor, password=PASSWORD, pin=PIN)


def _territories(session: Session, rows: list[dict[str, str]]) -> dict[str, Territory]:
    made: dict[str, Territory] = {}
    for row in rows:
        parent = made.get(row.get("parent", ""))
        territory = Territory(name=row["name"], parent_id=parent.id if parent else None)
        session.add(territory)
        session.flush()
        territory.path = f"{parent.path if parent else '/'}{territory.id}/"
        made[row["key"]] = territory
    return made


def _person(session: Session, house: House, row: dict[str, Any], territories: dict[str, Territory], password_hash: str) -> int:
    person = Person(
        employee_number=row["number"],
        email=row["email"],
        name=row["name"],
        job_title=row["title"],
        territory_id=territories[row["territory"]].id,
        password_hash=password_hash,
        filing_number=row.get("filing", ""),
        filing_expires=row.get("filing_expires"),
        created_at=house.clock(),
    )
    person.grants = [RoleGrant(role=role, territory_id=territories[where].id if where else None) for role, where in row["roles"]]
    session.add(person)
    session.flush()
    record(session, house, Event.PERSON_CREATE, None, person=person.id, roles=",".join(role for role, _ in row["roles"]))
    return person.id
