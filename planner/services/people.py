"""People of the company: add, list, disable, give a new password. Used at the machine; pages follow."""

import re

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from planner.kernel.errors import Invalid, NotFound
from planner.kernel.i18n import Text
from planner.models import Person, RoleGrant, SignInSession, Territory
from planner.services import second_factor
from planner.services.administration_roles import refused
from planner.services.audit import Event, record
from planner.services.house import House
from planner.services.sign_in import hash_password
from planner.workflow import Role

SHORTEST_PASSWORD = 10


def add_person(
    session: Session,
    house: House,
    *,
    employee_number: str,
    email: str,
    name: str,
    job_title: str,
    territory: str,
    roles: list[Role],
    password: str,
) -> Person:
    """Add somebody who can sign in; each role counts for the territory named and everything below it.

    :param territory: name of a territory; in an empty company the first one becomes the root
    :raises Invalid: number or e-mail taken or malformed, unknown territory, password too short
    """
    errors: dict[str, Text] = {}
    number, address = employee_number.strip().upper(), email.strip().lower()
    if not re.fullmatch(r"[A-Z0-9-]{2,20}", number):
        errors["employee_number"] = Text("工号写 2 到 20 位字母、数字。", "An employee number is 2 to 20 letters and digits.")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        errors["email"] = Text("这不是邮箱地址。", "This is not an e-mail address.")
    if not name.strip():
        errors["name"] = Text("请写姓名。", "Please give a name.")
    if not roles:
        errors["roles"] = Text("至少给一个角色。", "Give at least one role.")
    elif problem := refused(roles):
        errors["roles"] = problem
    if len(password) < SHORTEST_PASSWORD:
        errors["password"] = Text(f"密码至少 {SHORTEST_PASSWORD} 位。", f"A password has at least {SHORTEST_PASSWORD} characters.")
    if session.scalar(select(Person.id).where((Person.employee_number == number) | (Person.email == address))) is not None:
        errors["employee_number"] = Text("工号或邮箱已经有人用了。", "This employee number or e-mail is taken.")
    place = _territory(session, territory.strip())
    if place is None:
        errors["territory"] = Text(f"没有叫“{territory}”的片区。", f"There is no territory “{territory}”.")
    if errors or place is None:
        raise Invalid(errors)
    person = Person(
        employee_number=number,
        email=address,
        name=name.strip(),
        job_title=job_title.strip(),
        territory_id=place.id,
        password_hash=hash_password(password),
        created_at=house.clock(),
    )
    person.grants = [RoleGrant(role=role.value, territory_id=place.id) for role in roles]
    session.add(person)
    session.flush()
    record(session, house, Event.PERSON_CREATE, None, person=person.id, roles=",".join(roles))
    return person


def _territory(session: Session, name: str) -> Territory | None:
    found = session.scalar(select(Territory).where(Territory.name == name))
    if found is None and name and session.scalar(select(Territory.id).limit(1)) is None:
        found = Territory(name=name)
        session.add(found)
        session.flush()
        found.path = f"/{found.id}/"
    return found


def all_people(session: Session) -> list[Person]:
    """Everybody, by employee number, disabled people too."""
    return list(session.scalars(select(Person).order_by(Person.employee_number).options(selectinload(Person.grants))))


def disable_person(session: Session, house: House, employee_number: str) -> None:
    """Shut somebody out at once: no sign-in, every session ended; what they signed stays good.

    :raises NotFound: nobody has this number
    """
    person = _person(session, employee_number)
    person.active = False
    _end_sessions(session, house, person)
    record(session, house, Event.PERSON_DISABLE, None, person=person.id)


def set_password(session: Session, house: House, employee_number: str, password: str) -> Person:
    """Give somebody a new password; every session ends, the signing key stays.

    :raises NotFound: nobody has this number
    :raises Invalid: too short
    """
    person = _person(session, employee_number)
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid({"password": Text(f"密码至少 {SHORTEST_PASSWORD} 位。", f"A password has at least {SHORTEST_PASSWORD} characters.")})
    person.password_hash = hash_password(password)
    _end_sessions(session, house, person)
    record(session, house, Event.PASSWORD_SET, None, person=person.id)
    return person


def reset_factor(session: Session, house: House, employee_number: str) -> None:
    """Take back the second factor of somebody who lost it, codes too; every session ends.

    :raises NotFound: nobody has this number
    :raises Invalid: there is none
    """
    person = _person(session, employee_number)
    if not second_factor.forget(session, person.id):
        raise Invalid({"factor": Text("没有开启两步验证，不用清除。", "There is no second step, so there is nothing to reset.")})
    _end_sessions(session, house, person)
    record(session, house, Event.FACTOR_RESET, None, person=person.id)


def _person(session: Session, employee_number: str) -> Person:
    person = session.scalar(select(Person).where(Person.employee_number == employee_number.strip().upper()))
    if person is None:
        raise NotFound(Text(f"没有工号 {employee_number}。", f"Nobody has the employee number {employee_number}."))
    return person


def _end_sessions(session: Session, house: House, person: Person) -> None:
    session.execute(
        update(SignInSession).where(SignInSession.person_id == person.id, SignInSession.ended_at.is_(None)).values(ended_at=house.clock())
    )
