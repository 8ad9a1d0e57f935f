"""The company's library as plans are held against it: materials by number, approved phrases, and the state all of it is in."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.compliance import phrases as wording
from planner.compliance.document import MaterialFacts
from planner.kernel.canonical import canonical_json, sha256_hex
from planner.models import Material, Phrase
from planner.services.in_force import in_force

Known = TypeVar("Known")
_KEPT = 8
_materials: dict[str, Mapping[str, MaterialFacts]] = {}
_phrases: dict[str, tuple[wording.Phrase, ...]] = {}


def state(session: Session) -> str:
    """SHA-256 over every entry of the library as it stands now; "" while nothing was ever kept."""
    return in_force(session).library


def material_facts(session: Session) -> Mapping[str, MaterialFacts] | None:
    """Every material by its number in standard spelling; None while the company keeps none, and then no number is judged."""
    return _once(session, _materials, _read_materials) or None


def phrases(session: Session) -> tuple[wording.Phrase, ...]:
    """Every phrase that is not retired, whatever its days and places."""
    return _once(session, _phrases, _read_phrases) or ()


def _once(session: Session, kept: dict[str, Known], read: Callable[[Session], Known]) -> Known | None:
    """The state names what the library says, so that what was read for a state holds as long as it does."""
    now = state(session)
    if not now:
        return None
    if now not in kept:
        if len(kept) >= _KEPT:
            kept.clear()
        kept[now] = read(session)
    return kept[now]


def _read_materials(session: Session) -> Mapping[str, MaterialFacts]:
    rows = session.scalars(select(Material).order_by(Material.id).options(joinedload(Material.product)))
    return {
        row.key: MaterialFacts(
            number=row.number,
            title=row.title,
            product=row.product.generic_name if row.product else "",
            product_id=row.product_id or 0,
            audience=row.audience,
            approved_on=row.approved_on,
            expires_on=row.expires_on,
            retired=row.retired_at is not None,
        )
        for row in rows
    }


def _read_phrases(session: Session) -> tuple[wording.Phrase, ...]:
    rows = session.scalars(select(Phrase).where(Phrase.retired_at.is_(None)).order_by(Phrase.id))
    return tuple(
        wording.Phrase(
            row.id, row.text, row.label, tuple(row.places), tuple(row.plan_types), tuple(row.product_ids), row.from_on, row.until_on
        )
        for row in rows
    )


def state_of(session: Session) -> str:
    """The state computed from the entries themselves, for the change that is being written."""
    materials = session.scalars(select(Material).order_by(Material.id).options(joinedload(Material.product)))
    phrases_ = session.scalars(select(Phrase).order_by(Phrase.id))
    rows = [{"kind": "material", "id": row.id, **entry(row)} for row in materials]
    rows += [{"kind": "phrase", "id": row.id, **entry(row)} for row in phrases_]
    return sha256_hex(canonical_json(rows))


def entry(row: Material | Phrase) -> dict[str, Any]:
    """An entry as plain JSON values, as the history keeps it."""
    if isinstance(row, Phrase):
        return {
            "text": row.text,
            "label": row.label,
            "places": list(row.places),
            "plan_types": list(row.plan_types),
            "product_ids": list(row.product_ids),
            "approved_by": row.approved_by,
            "from_on": row.from_on.isoformat(),
            "until_on": row.until_on.isoformat() if row.until_on else None,
            "retired": row.retired_at is not None,
        }
    return {
        "number": row.number,
        "title": row.title,
        "form": row.form,
        "product_id": row.product_id,
        "product": row.product.generic_name if row.product else "",
        "area": row.area,
        "audience": row.audience,
        "approved_on": row.approved_on.isoformat(),
        "expires_on": row.expires_on.isoformat(),
        "owner": row.owner,
        "retired": row.retired_at is not None,
    }
