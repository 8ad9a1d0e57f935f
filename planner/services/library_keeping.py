"""Keeping the library: entries are added, changed, retired and restored, never erased; every change is kept with its person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.compliance.structural.materials import number_key
from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from planner.kernel.i18n import Text
from planner.models import LibraryChange, Material, Phrase, Product
from planner.services import library, lists
from planner.services.actor import Actor
from planner.services.audit import Event, in_turn, record
from planner.services.house import House
from planner.services.library_forms import MaterialForm, PhraseForm, day_of, material_errors, phrase_errors, phrase_key
from planner.services.rules.effective import pack_in_force
from planner.workflow import LibraryKind, keeps

Row = TypeVar("Row", Material, Phrase)
_EVENTS = {"create": Event.LIBRARY_CREATE, "edit": Event.LIBRARY_SAVE, "retire": Event.LIBRARY_RETIRE, "restore": Event.LIBRARY_RESTORE}
_STALE = Text("别人刚刚改过这一条，请再看一遍。", "Somebody changed this entry a moment ago. Please look again.")


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an entry's history.

    :param before, after: the entry as plain values; `before` is None for the first
    :param by: name of the person, "" for the system
    """

    act: str
    before: dict[str, Any] | None
    after: dict[str, Any]
    by: str
    at: datetime


def products_by_id(session: Session) -> dict[str, Product]:
    """The registry by id as forms post it."""
    return {str(product.id): product for product in lists.all_products(session)}


def may_keep(kind: LibraryKind, actor: Actor) -> bool:
    """Whether the actor keeps entries of a kind."""
    return keeps(kind, actor.roles)


def save_material(
    session: Session, house: House, actor: Actor, form: MaterialForm, subject: int | None = None, version: int = 0
) -> Material:
    """Add a material, or change the one with the id `subject` as it stood at `version`.

    :raises Invalid: by field of the form
    :raises NotAllowed: not the actor's to keep
    :raises Stale: changed since the form was shown
    """
    _only(LibraryKind.MATERIAL, actor)
    in_turn(session)
    products = products_by_id(session)
    errors = material_errors(form, products)
    key = number_key(form.number)
    if "number" not in errors and _taken(session, Material, key, subject):
        errors["number"] = Text("这个批准号已经在库里了。", "This approval number is in the library already.")
    approved, expires = day_of(form.approved_on), day_of(form.expires_on)
    if errors or approved is None or expires is None:
        raise Invalid(errors)
    product = products[form.product] if form.product else None
    row, before = _opened(session, Material, subject, version)
    row.number, row.key, row.title, row.form = form.number.strip(), key, form.title.strip(), form.form
    row.product_id, row.product, row.area = product.id if product else None, product, form.area.strip()
    row.audience, row.approved_on, row.expires_on, row.owner = form.audience, approved, expires, form.owner.strip()
    _kept(session, house, actor, LibraryKind.MATERIAL, row, "edit" if before else "create", before)
    return row


def save_phrase(session: Session, house: House, actor: Actor, form: PhraseForm, subject: int | None = None, version: int = 0) -> Phrase:
    """Add a phrase, or change one; the checker has to pass it.

    :raises Invalid, NotAllowed, Stale: as `save_material`
    """
    _only(LibraryKind.PHRASE, actor)
    in_turn(session)
    products = products_by_id(session)
    errors = phrase_errors(form, house, pack_in_force(session, house), products, local_date(house.clock()))
    key = phrase_key(form.text)
    if "text" not in errors and _taken(session, Phrase, key, subject):
        errors["text"] = Text("这句话已经在库里了。", "This wording is in the library already.")
    start = day_of(form.from_on)
    if errors or start is None:
        raise Invalid(errors)
    row, before = _opened(session, Phrase, subject, version)
    row.text, row.key, row.label, row.approved_by = form.text.strip(), key, form.label, form.approved_by.strip()
    row.places, row.plan_types, row.product_ids = list(form.places), list(form.plan_types), [int(one) for one in form.products]
    row.from_on, row.until_on = start, day_of(form.until_on)
    _kept(session, house, actor, LibraryKind.PHRASE, row, "edit" if before else "create", before)
    return row


def retire(session: Session, house: House, actor: Actor, kind: LibraryKind, subject: int, version: int) -> None:
    """Take an entry out of use; plans that name it say so from now on."""
    _turn(session, house, actor, kind, subject, version, "retire")


def restore(session: Session, house: House, actor: Actor, kind: LibraryKind, subject: int, version: int) -> None:
    """Bring an entry back into use; a phrase has to pass the checker of today.

    :raises Invalid: a phrase that the rules of today mark
    """
    _turn(session, house, actor, kind, subject, version, "restore")


def _turn(session: Session, house: House, actor: Actor, kind: LibraryKind, subject: int, version: int, act: str) -> None:
    _only(kind, actor)
    in_turn(session)
    row: Material | Phrase
    if kind is LibraryKind.MATERIAL:
        row, before = _opened(session, Material, subject, version)
    else:
        row, before = _opened(session, Phrase, subject, version)
    if (row.retired_at is not None) == (act == "retire"):
        raise Stale(_STALE)
    if isinstance(row, Phrase) and act == "restore":
        products, today = products_by_id(session), local_date(house.clock())
        errors = phrase_errors(form_of_phrase(row), house, pack_in_force(session, house), products, today)
        if errors:
            raise Invalid(errors)
    row.retired_at = house.clock() if act == "retire" else None
    _kept(session, house, actor, kind, row, act, before)


def find(session: Session, kind: LibraryKind, subject: int) -> Material | Phrase:
    """An entry by its id.

    :raises NotFound: there is none
    """
    row: Material | Phrase | None = None
    if 0 < subject < 2**31:
        row = session.get(Material, subject) if kind is LibraryKind.MATERIAL else session.get(Phrase, subject)
    if row is None:
        raise NotFound
    return row


def history(session: Session, kind: LibraryKind, subject: int) -> list[Change]:
    """Every change of an entry, the newest first."""
    query = select(LibraryChange).where(LibraryChange.kind == kind.value, LibraryChange.subject_id == subject)
    rows = session.scalars(query.order_by(LibraryChange.id.desc()).options(joinedload(LibraryChange.person)))
    return [Change(row.act, row.before, row.after, row.person.name if row.person else "", row.at) for row in rows]


def form_of(row: Material | Phrase) -> MaterialForm | PhraseForm:
    """An entry as its form shows it."""
    return form_of_material(row) if isinstance(row, Material) else form_of_phrase(row)


def form_of_phrase(row: Phrase) -> PhraseForm:
    """A phrase as its form shows it."""
    until = row.until_on.isoformat() if row.until_on else ""
    products = tuple(str(one) for one in row.product_ids)
    return PhraseForm(
        row.text, row.label, tuple(row.places), tuple(row.plan_types), products, row.approved_by, row.from_on.isoformat(), until
    )


def form_of_material(row: Material) -> MaterialForm:
    """A material as its form shows it."""
    product = str(row.product_id or "")
    approved, expires = row.approved_on.isoformat(), row.expires_on.isoformat()
    return MaterialForm(row.number, row.title, row.form, product, row.area, row.audience, approved, expires, row.owner)


def _only(kind: LibraryKind, actor: Actor) -> None:
    if not may_keep(kind, actor):
        raise NotAllowed(Text("这一部分由合规专员维护。", "This part is kept by compliance."))


def _taken(session: Session, table: type[Material] | type[Phrase], key: str, subject: int | None) -> bool:
    found = session.scalar(select(table.id).where(table.key == key))
    return found is not None and found != subject


def _opened(session: Session, table: type[Row], subject: int | None, version: int) -> tuple[Row, dict[str, Any] | None]:
    """The row to write and what it said before; a new row and None without a subject."""
    if subject is None:
        return table(), None
    row = session.scalar(select(table).where(table.id == subject).with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    if row.version != version:
        raise Stale(_STALE)
    return row, library.entry(row)


def _kept(
    session: Session, house: House, actor: Actor, kind: LibraryKind, row: Material | Phrase, act: str, before: dict[str, Any] | None
) -> None:
    after = library.entry(row)
    if before == after:
        return
    row.version = (row.version or 0) + 1
    session.add(row)
    session.flush()
    state = library.state_of(session)
    session.add(
        LibraryChange(
            kind=kind.value,
            subject_id=row.id,
            act=act,
            before=before,
            after=after,
            person_id=actor.person_id,
            at=house.clock(),
            library_sha256=state,
        )
    )
    session.flush()
    record(session, house, _EVENTS[act], actor, kind=kind.value, entry=row.id, library=state)
