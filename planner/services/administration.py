"""What all acts on the company's records share: who may, who came first, what is kept of each change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.kernel.canonical import canonical_json, sha256_hex
from planner.kernel.errors import NotFound, Stale
from planner.kernel.i18n import Text
from planner.models import CompanyChange, Person, Product, RoleGrant, Territory
from planner.services.actor import Actor
from planner.services.audit import Event, in_turn, record
from planner.services.house import House
from planner.workflow import Role

Row = TypeVar("Row", Person, Territory, Product)
KINDS: dict[type[Person | Territory | Product], str] = {Person: "person", Territory: "territory", Product: "product"}

MISSING = Text("请填写。", "Please fill this in.")
CHOOSE = Text("请从列出的选项里选。", "Please choose one of the options listed.")
NO_DAY = Text("请写成 2027-03-01 这样的日期。", "Please give a day such as 2027-03-01.")
STALE = Text(
    "别人刚刚改过这一条，你的改动没有写入。请看一遍现在的内容，再改一次。",
    "Somebody changed this entry a moment ago; nothing of yours was written. Look at it as it is now and change it again.",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an entry's history.

    :param before, after: the entry as plain values; `before` is None for the first
    :param by, second: names of who did it and of who agreed; "" for nobody
    """

    act: str
    before: dict[str, Any] | None
    after: dict[str, Any]
    by: str
    second: str
    at: datetime


def begin(session: Session, actor: Actor) -> None:
    """Only administrators write, one at a time: first in every act, so that what is asked next still holds at its end.

    Asked again once it is one's turn, since another administrator may have ended the role while one waited.

    :raises NotFound: not an administrator
    """
    only_administrators(actor)
    in_turn(session)
    mine = select(RoleGrant.id).join(Person, Person.id == RoleGrant.person_id).where(Person.id == actor.person_id, Person.active)
    if session.scalar(mine.where(RoleGrant.role == Role.ADMINISTRATOR.value).limit(1)) is None:
        raise NotFound


def only_administrators(actor: Actor) -> None:
    """:raises NotFound: not an administrator; for others these pages do not exist"""
    if not actor.has(Role.ADMINISTRATOR):
        raise NotFound


def found(session: Session, table: type[Row], subject: int) -> Row:
    """An entry by its id.

    :raises NotFound: there is none
    """
    row = session.get(table, subject) if 0 < subject < 2**31 else None
    if row is None:
        raise NotFound
    return row


def opened(session: Session, table: type[Row], subject: int, version: int) -> Row:
    """The entry to write, locked, as it stood at `version`.

    :raises NotFound: there is none
    :raises Stale: it changed since the form was shown
    """
    found(session, table, subject)
    row = session.scalars(select(table).where(table.id == subject).with_for_update().execution_options(populate_existing=True)).one()
    if row.version != version:
        raise Stale(STALE)
    return row


def kept(
    session: Session,
    house: House,
    actor: Actor | None,
    event: Event,
    row: Row,
    before: dict[str, Any] | None,
    after: dict[str, Any],
    *,
    proposer: int | None = None,
    **detail: str | int | bool | None,
) -> bool:
    """Keep a change with its person and put its digest into the trail; False when nothing changed.

    :param before: the entry as it was, None for a new one
    :param proposer: id of who asked for it, where `actor` is the second person who agreed
    """
    if before == after:
        return False
    if before is not None:
        row.version += 1
    session.flush()
    kind = KINDS[type(row)]
    change = CompanyChange(
        kind=kind,
        subject_id=row.id,
        act=event.value.rpartition(".")[2],
        before=before,
        after=after,
        person_id=proposer or (actor.person_id if actor else None),
        second_id=actor.person_id if proposer and actor else None,
        at=house.clock(),
    )
    session.add(change)
    session.flush()
    digest = sha256_hex(canonical_json({"before": before, "after": after}))
    said: dict[str, str | int | bool | None] = {kind: row.id, "change": change.id, "digest": digest, **detail}
    record(session, house, event, actor, "", **said)
    return True


def history(session: Session, row: Person | Territory | Product) -> list[Change]:
    """Every change of an entry, the newest first."""
    query = select(CompanyChange).where(CompanyChange.kind == KINDS[type(row)], CompanyChange.subject_id == row.id)
    rows = session.scalars(
        query.order_by(CompanyChange.id.desc()).options(joinedload(CompanyChange.person), joinedload(CompanyChange.second))
    )
    return [
        Change(one.act, one.before, one.after, one.person.name if one.person else "", one.second.name if one.second else "", one.at)
        for one in rows
    ]


def differences(change: Change) -> list[tuple[str, Any, Any]]:
    """(name of a value, before, after) of everything that a change altered; nothing for a first entry."""
    if change.before is None:
        return []
    return [(name, change.before.get(name), value) for name, value in change.after.items() if change.before.get(name) != value]


def too_long(most: int) -> Text:
    """Said where more was typed than a column takes."""
    return Text("最多 {n} 个字。", "At most {n} characters.").with_(n=most)
