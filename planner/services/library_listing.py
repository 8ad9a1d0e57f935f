"""The lists of the library: filtered, searched, those that run out first."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.compliance.findings import Finding
from planner.kernel.clock import local_date
from planner.kernel.i18n import Text
from planner.models import Material, Phrase
from planner.services.house import House
from planner.services.library_forms import marked
from planner.services.library_keeping import form_of_phrase, products_by_id
from planner.services.rules.effective import pack_in_force

SOON = timedelta(days=60)
"""So long before its last day an entry counts as running out: time enough to renew an approval."""
STANDINGS: dict[str, Text] = {
    "in_use": Text("使用中", "In use"),
    "soon": Text("快到期", "Running out"),
    "expired": Text("已过期", "Expired"),
    "coming": Text("还没开始", "Not yet in use"),
    "retired": Text("已停用", "Retired"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty values narrow nothing.

    :param product: id of a product; `0` for material about a disease
    :param standing: one of STANDINGS; "" leaves out what is retired
    """

    q: str = ""
    product: str = ""
    audience: str = ""
    standing: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A material in the list. `days_left` is negative once it has expired."""

    row: Material
    standing: str
    days_left: int


@dataclass(frozen=True, slots=True)
class PhraseLine:
    """A phrase in the list.

    :param products: names of the products it is for; empty for all
    :param finding: what the rules of today say to it, where they mark it by now
    """

    row: Phrase
    standing: str
    products: tuple[str, ...]
    finding: Finding | None


def standing(retired: bool, first: date | None, last: date | None, today: date) -> str:
    """Where an entry stands today: a key of STANDINGS."""
    if retired:
        return "retired"
    if last is not None and last < today:
        return "expired"
    if first is not None and first > today:
        return "coming"
    return "soon" if last is not None and last - today <= SOON else "in_use"


def materials(session: Session, house: House, wanted: Wanted) -> list[MaterialLine]:
    """Materials, those that run out first at the top, retired ones at the end."""
    today = local_date(house.clock())
    query = select(Material).options(joinedload(Material.product)).order_by(Material.expires_on, Material.number)
    if wanted.audience:
        query = query.where(Material.audience == wanted.audience)
    if wanted.product.isdecimal():
        query = query.where(Material.product_id == (int(wanted.product[:9]) or None))
    lines = []
    for row in session.scalars(query):
        at = standing(row.retired_at is not None, row.approved_on, row.expires_on, today)
        if _asked(at, wanted.standing) and _holds(wanted.q, row.number, row.title, row.area, row.owner):
            lines.append(MaterialLine(row, at, (row.expires_on - today).days))
    return sorted(lines, key=lambda line: line.standing == "retired")


def phrases(session: Session, house: House, wanted: Wanted, *, judged: bool) -> list[PhraseLine]:
    """Phrases, recommended ones first.

    :param judged: ask the rules of today about each, for those who keep them
    """
    today, products = local_date(house.clock()), products_by_id(session)
    pack = pack_in_force(session, house)
    lines = []
    for row in session.scalars(select(Phrase).order_by(Phrase.id)):
        at = standing(row.retired_at is not None, row.from_on, row.until_on, today)
        if not _asked(at, wanted.standing) or not _holds(wanted.q, row.text, row.approved_by) or wanted.label not in ("", row.label):
            continue
        if wanted.product.isdecimal() and row.product_ids and int(wanted.product[:9]) not in row.product_ids:
            continue
        names = tuple(products[str(one)].generic_name for one in row.product_ids if str(one) in products)
        finding = marked(form_of_phrase(row), house, pack, products, today) if judged and at != "retired" else None
        lines.append(PhraseLine(row, at, names, finding))
    return sorted(lines, key=lambda line: (line.standing == "retired", line.row.label != "recommended", line.row.id))


def _asked(at: str, wanted: str) -> bool:
    return at == wanted if wanted else at != "retired"


def _holds(wanted: str, *texts: str) -> bool:
    words = wanted.casefold().split()
    return all(any(word in text.casefold() for text in texts) for word in words)
