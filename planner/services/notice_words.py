"""A notice in words: for the page and for the mail, the same sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.kernel.clock import day_text
from planner.kernel.i18n import Text
from planner.models import Notice, Person, Plan, Product
from planner.services.house import House
from planner.services.notice_kinds import WORDINGS, Kind
from planner.workflow import ROLE_NAMES, Role

NOBODY = Text("系统", "The system")
ON_BEHALF = Text("{who}（代{giver}）", "{who} (for {giver})")


PEOPLE = ("for_person", "person", "giver", "to", "in_place_of")
"""Details that are ids of people."""


@dataclass(frozen=True, slots=True)
class Told:
    """One notice as its reader sees it.

    :param path: where it leads, a path of this site
    """

    id: int
    kind: Kind
    what: Text
    to_do: Text
    verb: Text
    path: str
    at: datetime
    seen: bool


def in_words(session: Session, house: House, rows: Sequence[Notice]) -> list[Told]:
    """Put notices into words, in two queries however many they are, or three where products are named."""
    people = {row.by_id for row in rows} | {row.detail.get(name) for row in rows for name in PEOPLE}
    found = session.execute(select(Person.id, Person.name).where(Person.id.in_(people - {None})))
    names = {row.id: row.name for row in found}
    numbers = {row.plan_number for row in rows if row.plan_number}
    kinds = session.execute(select(Plan.number, Plan.plan_type).where(Plan.number.in_(numbers)))
    types = {row.number: row.plan_type for row in kinds}
    wanted = {row.detail["product"] for row in rows if row.detail.get("product")}
    rows_of = session.execute(select(Product.id, Product.generic_name).where(Product.id.in_(wanted))) if wanted else ()
    products = {row.id: row.generic_name for row in rows_of}
    return [_told(house, row, names, types, products) for row in rows]


def _told(house: House, row: Notice, names: dict[int, str], types: dict[str, str], products: dict[int, str]) -> Told:
    wording, detail = WORDINGS[Kind(row.kind)], row.detail
    slug = types.get(row.plan_number, "")
    kind = house.plan_types[slug].title if slug in house.plan_types else Text("计划", "plan")
    who = Text(_one_line(names[row.by_id]), _one_line(names[row.by_id])) if row.by_id in names else NOBODY
    if detail.get("for_person") in names:
        giver = _one_line(names[detail["for_person"]])
        who = Text(ON_BEHALF.zh.format(who=who.zh, giver=giver), ON_BEHALF.en.format(who=who.en, giver=giver))
    day = day_text(date.fromisoformat(detail["until_on"])) if detail.get("until_on") else Text("", "")
    role = ROLE_NAMES[Role(detail["role"])] if detail.get("role") else Text("", "")
    named = {name: _one_line(names.get(detail.get(name, 0), "")) for name in PEOPLE}
    english = {"who": who.en, "type": kind.en, "day": day.en, "role": role.en}
    chinese = {"who": who.zh, "type": kind.zh, "day": day.zh, "role": role.zh}
    plain = {**named, "plan": row.plan_number, "n": detail.get("n", 0), "product": products.get(detail.get("product", 0), "")}

    def filled(text: Text) -> Text:
        return Text(text.in_("zh", **plain, **chinese), text.in_("en", **plain, **english))

    path = wording.path.format(plan=row.plan_number, person=detail.get("person", ""))
    what = wording.today if wording.today is not None and detail.get("n") == 0 else wording.what
    to_do = wording.by_day if wording.by_day is not None and detail.get("until_on") else wording.to_do
    said = filled(what)
    if named["in_place_of"]:
        said = Text(f"代{named['in_place_of']}：{said.zh}", f"For {named['in_place_of']}: {said.en}")
    return Told(row.id, Kind(row.kind), said, filled(to_do), wording.verb, path, row.at, row.seen_at is not None)


def _one_line(name: str) -> str:
    """A name without line ends and other control characters, since it may stand in the head of a mail."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
