"""Approval numbers held against the company's library of materials."""

from collections.abc import Iterator, Mapping
from datetime import date

from planner.compliance.document import MaterialFacts, Row
from planner.compliance.structural.base import Breach, at, check, day, first_word, products_of, text_of, texts
from planner.compliance.structural.material import NUMBERED
from planner.compliance.structural.reading import plain
from planner.compliance.structural.sheet import Sheet
from planner.kernel.clock import day_text


def number_key(number: str) -> str:
    """An approval number in standard spelling: width, case and blanks do not tell two numbers apart.

    >>> number_key("ＨＹ-MAT 2026－031")
    'hy-mat2026-031'
    """
    return "".join(plain(number).replace("—", "-").replace("–", "-").split())


def _named(document: Sheet) -> Iterator[tuple[Row, str, MaterialFacts | None]]:
    """Rows with an approval number, and the material of that number; nothing while the company keeps no materials."""
    if document.materials is None:
        return
    for row in document.rows_of(*NUMBERED):
        said = str(row.values.get("material_number") or "").strip()
        if any(char.isdigit() for char in said):
            yield row, said, document.materials.get(number_key(said))


def used_on(row: Row, today: date) -> date:
    """The last day on which the row uses its material: its own last day where that is still to come, else today."""
    return max(day(row, "to_date") or day(row, "from_date") or today, today)


@check("material_unknown")
def unknown(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """An approval number that the company's library does not know."""
    for row, said, material in _named(document):
        if material is None:
            yield at(row, "material_number", value=said)


@check("material_expired")
def expired(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A material whose last day of use lies before the day on which it is used, or before today."""
    for row, said, material in _named(document):
        if material is None or material.retired or material.expires_on is None:
            continue
        if material.expires_on < used_on(row, document.on):
            until = day_text(material.expires_on)
            yield at(row, "material_number", value=said, material=material.title, until=until.zh, until_en=until.en)


@check("material_retired")
def retired(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A material that was taken out of use."""
    for row, said, material in _named(document):
        if material is not None and material.retired:
            yield at(row, "material_number", value=said, material=material.title)


@check("material_other_product")
def other_product(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A material about another product than the row's; a row that names none is held against the products of the plan."""
    for row, said, material in _named(document):
        if material is None or not material.product:
            continue
        wanted = row.values.get("product")
        meant = (wanted,) if wanted is not None else tuple(p.generic_name for p in products_of(row, document))
        if meant and material.product not in meant and (not material.product_id or material.product_id not in meant):
            yield at(row, "material_number", value=said, material=material.title, measure=material.product)


@check("material_other_audience")
def other_audience(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A material for doctors before patients, or the other way round.

    Parameters `public` and `hcp`: words of an audience. A row whose audience is both, or cannot be told, is left alone.
    """
    for row, said, material in _named(document):
        if material is not None and material.audience != "any":
            audience = _audience(row, texts(params, "public"), texts(params, "hcp"))
            if audience and audience != material.audience:
                yield at(row, "material_number", value=said, material=material.title)


def _audience(row: Row, public: tuple[str, ...], hcp: tuple[str, ...]) -> str:
    if row.block == "programme" or row.values.get("kind") == "patient_talk":
        return "public"
    said = text_of(row, "audience")
    is_public, is_hcp = bool(first_word(said, public)), bool(first_word(said, hcp))
    if is_public == is_hcp:
        return ""
    return "public" if is_public else "hcp"
