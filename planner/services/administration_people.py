"""People as administrators keep them: invite, change, disable, let in again, take a signing key back."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid, NotAllowed
from planner.kernel.i18n import Text
from planner.kernel.ids import token as new_token
from planner.models import Certificate, Invitation, Person, SignInSession, Territory
from planner.services import delegation, second_factor
from planner.services.actor import Actor
from planner.services.administration import CHOOSE, MISSING, NO_DAY, begin, found, kept, opened, too_long
from planner.services.audit import Event
from planner.services.house import House
from planner.services.library_forms import day_of
from planner.services.sign_in import hash_password

LIMITS = {"name": 60, "job_title": 60, "email": 200, "filing_number": 60}


@dataclass(frozen=True, slots=True)
class PersonForm:
    """A person as typed; `territory` is an id, the day YYYY-MM-DD."""

    name: str = ""
    employee_number: str = ""
    email: str = ""
    job_title: str = ""
    territory: str = ""
    filing_number: str = ""
    filing_expires: str = ""


def entry(person: Person) -> dict[str, Any]:
    """A person as kept in the history."""
    return {
        "name": person.name,
        "employee_number": person.employee_number,
        "email": person.email,
        "job_title": person.job_title,
        "territory": person.territory_id,
        "filing_number": person.filing_number,
        "filing_expires": person.filing_expires.isoformat() if person.filing_expires else "",
        "active": person.active,
    }


def form_of(person: Person) -> PersonForm:
    """A person as the form shows them."""
    values = {name: str(value) for name, value in entry(person).items() if name != "active"}
    return PersonForm(**values)


def add(session: Session, house: House, actor: Actor, form: PersonForm) -> Person:
    """Enter somebody who cannot sign in yet and has no role; an invitation and roles come after.

    :raises Invalid: by field of the form
    """
    begin(session, actor)
    expires = _checked(session, form, None)
    person = Person(password_hash=hash_password(new_token()), created_at=house.clock(), active=True)
    _fill(person, form, expires)
    session.add(person)
    session.flush()
    kept(session, house, actor, Event.PERSON_CREATE, person, None, entry(person))
    return person


def save(session: Session, house: House, actor: Actor, subject: int, version: int, form: PersonForm) -> bool:
    """Change what is on record about somebody; False when nothing was different.

    :raises Invalid: by field of the form
    :raises Stale: changed since the form was shown
    """
    begin(session, actor)
    person = opened(session, Person, subject, version)
    before, expires = entry(person), _checked(session, form, subject)
    _fill(person, form, expires)
    return kept(session, house, actor, Event.PERSON_SAVE, person, before, entry(person))


def disable(session: Session, house: House, actor: Actor, subject: int, version: int) -> None:
    """Shut somebody out at once: no sign-in, every session ended; what they signed stays good.

    :raises NotAllowed: oneself; whoever acts is an administrator, so one always stays
    """
    begin(session, actor)
    person = opened(session, Person, subject, version)
    _not_oneself(actor, person)
    before = entry(person)
    person.active = False
    end_sessions(session, house, person.id)
    links = update(Invitation).where(Invitation.person_id == subject, Invitation.closed_at.is_(None))
    session.execute(links.values(closed_at=house.clock()))
    delegation.tidy(session, house, person.id, actor)
    kept(session, house, actor, Event.PERSON_DISABLE, person, before, entry(person))


def enable(session: Session, house: House, actor: Actor, subject: int, version: int) -> None:
    """Let somebody in again, with the roles and the password they had."""
    begin(session, actor)
    person = opened(session, Person, subject, version)
    before = entry(person)
    person.active = True
    kept(session, house, actor, Event.PERSON_ENABLE, person, before, entry(person))


def reset_pin(session: Session, house: House, actor: Actor, subject: int) -> None:
    """Retire somebody's signing key: they set a new PIN themselves, with their password; what the old key signed stays good.

    :raises NotAllowed: the own key; a second person does this
    :raises Invalid: there is no key
    """
    begin(session, actor)
    person = found(session, Person, subject)
    _not_oneself(actor, person)
    key = session.scalar(select(Certificate).where(Certificate.person_id == subject, Certificate.state == "active"))
    if key is None:
        raise Invalid({"pin": Text("还没有设置签名 PIN，不用重设。", "There is no signing PIN yet, so there is nothing to reset.")})
    key.state = "retired"
    session.execute(update(SignInSession).where(SignInSession.person_id == subject).values(signing_since=None))
    session.flush()
    kept(session, house, actor, Event.PIN_RESET, person, {"pin": True}, {"pin": False}, serial=key.serial)


def reset_factor(session: Session, house: House, actor: Actor, subject: int) -> None:
    """Take back the second factor of somebody who lost it, codes too, and sign them out everywhere; they hear of it.

    :raises NotAllowed: the own one; a second person does this
    :raises Invalid: there is none
    """
    begin(session, actor)
    person = found(session, Person, subject)
    _not_oneself(actor, person)
    if not second_factor.forget(session, subject):
        raise Invalid({"factor": Text("没有开启两步验证，不用清除。", "There is no second step, so there is nothing to reset.")})
    end_sessions(session, house, subject)
    kept(session, house, actor, Event.FACTOR_RESET, person, {"factor": True}, {"factor": False})


def end_sessions(session: Session, house: House, person_id: int) -> None:
    """Sign somebody out of every browser."""
    session.execute(
        update(SignInSession).where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None)).values(ended_at=house.clock())
    )


def _not_oneself(actor: Actor, person: Person) -> None:
    if person.id == actor.person_id:
        raise NotAllowed(Text("这件事要由另一位管理员来做。", "Another administrator has to do this."))


def _fill(person: Person, form: PersonForm, expires: date | None) -> None:
    person.name, person.job_title = form.name.strip(), form.job_title.strip()
    person.employee_number, person.email = form.employee_number.strip().upper(), form.email.strip().lower()
    person.territory_id, person.filing_number, person.filing_expires = int(form.territory), form.filing_number.strip(), expires


def _checked(session: Session, form: PersonForm, subject: int | None) -> date | None:
    """The day the filing expires, when everything can be kept."""
    errors = {name: MISSING for name in ("name", "job_title") if not getattr(form, name).strip()}
    errors |= {name: too_long(most) for name, most in LIMITS.items() if len(getattr(form, name).strip()) > most}
    number, email = form.employee_number.strip().upper(), form.email.strip().lower()
    if any(ord(one) < 32 for one in form.name + form.job_title):
        errors["name"] = Text("姓名和岗位写在一行里。", "Name and position stand on one line.")
    if not re.fullmatch(r"[A-Z0-9-]{2,20}", number):
        errors["employee_number"] = Text("工号写 2 到 20 位字母、数字。", "An employee number is 2 to 20 letters and digits.")
    elif _taken(session, Person.employee_number == number, subject):
        errors["employee_number"] = Text(
            "这个工号已经有人用了，用过的工号不再发给别人。", "This number is taken; numbers are never given twice."
        )
    if "email" not in errors and not re.fullmatch(r"[^@\s<>\",;]+@[^@\s<>\",;]+\.[^@\s<>\",;]+", email):
        errors["email"] = Text("这不是邮箱地址。", "This is not an e-mail address.")
    elif _taken(session, Person.email == email, subject):
        errors["email"] = Text("这个邮箱已经有人用了。", "This e-mail address is taken.")
    place = (
        session.get(Territory, int(form.territory))
        if form.territory.isascii() and form.territory.isdigit() and len(form.territory) < 10
        else None
    )
    if place is None or place.retired_at is not None:
        errors["territory"] = CHOOSE
    expires = day_of(form.filing_expires)
    if form.filing_expires.strip() and expires is None:
        errors["filing_expires"] = NO_DAY
    elif expires and not form.filing_number.strip():
        errors["filing_number"] = Text("写了到期日，也要写备案号。", "An expiry needs the filing number it belongs to.")
    if errors:
        raise Invalid({name: errors[name] for name in PersonForm.__dataclass_fields__ if name in errors})
    return expires


def _taken(session: Session, condition: Any, subject: int | None) -> bool:
    other = session.scalar(select(Person.id).where(condition))
    return other is not None and other != subject
