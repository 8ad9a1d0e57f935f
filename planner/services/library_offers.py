"""What the library has for a step of a plan: materials and phrases to choose from, and what stands under the fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from planner.compliance import phrases as wording
from planner.compliance.document import MaterialFacts
from planner.compliance.phrases import Offer, Passage, Phrase, Place
from planner.compliance.structural.materials import number_key
from planner.kernel.clock import day_text, local_date
from planner.kernel.errors import NotFound
from planner.kernel.i18n import Text
from planner.models import Material
from planner.services import library
from planner.services.house import House
from planner.services.library_forms import OUTSIDE
from planner.services.plans import PlanView
from planner.wizards.answers import Leaf, leaf, leaves
from planner.wizards.schema import Step

MOST = 8
"""So many materials are offered for a field at once."""


@dataclass(frozen=True, slots=True)
class MaterialOffer:
    """A material to choose: its number is what goes into the field."""

    number: str
    title: str
    until: date


@dataclass(frozen=True, slots=True)
class Note:
    """A line under an approval number. `tone` is `fine`, `review` or `advise`."""

    words: Text
    tone: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What the library says beside one field.

    :param approved: where approved phrases stand word for word
    :param near: sentences close to one, with the phrase
    :param materials: to choose from, for a field that names a material
    """

    approved: tuple[Passage, ...] = ()
    near: tuple[Passage, ...] = ()
    note: Note | None = None
    materials: tuple[MaterialOffer, ...] = ()


def for_step(session: Session, house: House, view: PlanView, step: Step) -> dict[str, Beside]:
    """What the library says on a page of the wizard, by path of the field; fields it has nothing for are left out."""
    if not library.state(session):
        return {}
    today = local_date(house.clock())
    answers = view.answers.get(step.slug, {})
    chosen = _products(view.answers)
    known, kept = library.material_facts(session), library.phrases(session)
    by_block: dict[str, tuple[Phrase, ...]] = {}
    offered: dict[tuple[int, ...], list[Material]] = {}
    found: dict[str, Beside] = {}
    for one in leaves(step, answers):
        if not one.visible:
            continue
        if one.field.offers == "materials" and known is not None:
            wanted = _row_products(one, chosen)
            if wanted not in offered:
                offered[wanted] = _usable(session, wanted)
            first = _until(one, today)
            listed = tuple(_offer(m) for m in offered[wanted] if m.expires_on >= first)[:MOST]
            found[one.path] = Beside(note=note(str(one.value or ""), known, first), materials=listed)
        elif one.field.is_checked and one.field.kind in ("line", "text") and one.value:
            block = one.groups[-1].block if one.groups else OUTSIDE
            if block not in by_block:
                by_block[block] = wording.fitting(kept, Place(view.plan_type.slug, chosen, block, today))
            if fitting := by_block[block]:
                beside = Beside(wording.exact(str(one.value), fitting), wording.near(str(one.value), fitting))
                if beside.approved or beside.near:
                    found[one.path] = beside
    return found


def note(number: str, known: Mapping[str, MaterialFacts], first: date) -> Note | None:
    """What an approval number is, in one line; None for an empty field or one without digits.

    :param first: day on which the material is last used, as far as the plan says
    """
    if not any(char.isdigit() for char in number):
        return None
    material = known.get(number_key(number))
    if material is None:
        return Note(Text("资料库里没有这个批准号", "The library has no such number"), "advise")
    if material.retired or material.expires_on is None:
        return Note(Text("《{title}》已停用", "“{title}” was taken out of use").with_(title=material.title), "review")
    until = day_text(material.expires_on)
    words = Text(f"《{material.title}》有效期到{until.zh}", f"“{material.title}”, valid until {until.en}")
    if material.expires_on < first:
        return Note(Text(words.zh + "，用的时候已经过期", words.en + ", expired when it is used"), "review")
    return Note(words, "fine")


def materials_for(session: Session, house: House, view: PlanView, path: str, typed: str) -> tuple[MaterialOffer, ...]:
    """Materials for the field at a path that hold what was typed in number or title; none for a field that names no material."""
    found = _leaf(view, path)
    if found is None or found.field.offers != "materials":
        return ()
    first, words = _until(found, local_date(house.clock())), typed.casefold().split()
    rows = [m for m in _usable(session, _row_products(found, _products(view.answers))) if m.expires_on >= first]
    key = number_key(typed)
    hits = [m for m in rows if not words or key in m.key or all(w in f"{m.number} {m.title}".casefold() for w in words)]
    return tuple(_offer(m) for m in hits[:MOST])


def phrases_for(session: Session, house: House, view: PlanView, path: str, before: str) -> tuple[Offer, ...]:
    """Phrases for what stands before the caret in the field at a path."""
    found = _leaf(view, path)
    if found is None or found.field.offers or not found.field.is_checked:
        return ()
    block = found.groups[-1].block if found.groups else OUTSIDE
    place = Place(view.plan_type.slug, _products(view.answers), block, local_date(house.clock()))
    return wording.offers(before, wording.fitting(library.phrases(session), place))


def _leaf(view: PlanView, path: str) -> Leaf | None:
    slug = path.split(".")[0]
    try:
        return leaf(view.plan_type.step(slug), view.answers.get(slug, {}), path)
    except (KeyError, NotFound):
        return None


def _products(answers: Mapping[str, Mapping[str, Any]]) -> tuple[int, ...]:
    return tuple(answers.get("basics", {}).get("products") or ())


def _row_products(one: Leaf, chosen: tuple[int, ...]) -> tuple[int, ...]:
    """The product the field's row is about, else those of the plan."""
    named = one.rows[-1].get("product") if one.rows else None
    return (named,) if isinstance(named, int) else chosen


def _until(one: Leaf, today: date) -> date:
    """The last day on which the field's row uses its material."""
    row = one.rows[-1] if one.rows else {}
    for name in ("to_date", "from_date"):
        try:
            return max(date.fromisoformat(str(row.get(name) or "")), today)
        except ValueError:
            continue
    return today


def _usable(session: Session, products: tuple[int, ...]) -> list[Material]:
    """Materials in use about these products or about no product, the product's own first."""
    query = select(Material).where(Material.retired_at.is_(None), or_(Material.product_id.is_(None), Material.product_id.in_(products)))
    return sorted(session.scalars(query), key=lambda m: (m.product_id is None, m.number))


def _offer(row: Material) -> MaterialOffer:
    return MaterialOffer(row.number, row.title, row.expires_on)
