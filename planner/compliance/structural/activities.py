"""Activities: when, by whom, where, with what."""

from collections.abc import Iterator, Mapping

from planner.compliance.document import Row
from planner.compliance.structural.base import Breach, at, check, day, products_of, texts
from planner.compliance.structural.sheet import Sheet
from planner.kernel.clock import day_text
from planner.kernel.i18n import Text

INSIDE_HOSPITAL = ("one_to_one_visit", "department_meeting", "hospital_meeting", "case_discussion")


_UNKNOWN = Text("没有登记", "not on record")


@check("activity_before_approval")
def before_approval(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """An activity about a product on a day when the product is not approved (S-01)."""
    for row in document.rows_of("activities"):
        if row.values.get("about_product") is not True:
            continue
        first = day(row, "from_date")
        for product in products_of(row, document):
            approved = product.approval_date
            if approved is None or (first is not None and first < approved) or (first is None and document.on < approved):
                shown = day_text(approved) if approved else _UNKNOWN
                yield at(row, "about_product", product=product.generic_name, approval=shown.zh, approval_en=shown.en)


@check("prelaunch_activity_owner")
def prelaunch_owner(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """An activity of the pre-launch phase that medical affairs does not own."""
    for row in document.rows_of("activities"):
        if row.phase == "pre_launch" and row.values.get("owner") not in (None, "medical"):
            yield at(row, "owner")


@check("activity_consent")
def consent(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """An activity in an institution whose consent is still open, or is said not to be needed inside a hospital (S-06).

    Parameter `state`: `applied` or `not_needed`.
    """
    for row in document.rows_of("activities"):
        state, kind = row.values.get("consent"), row.values.get("kind")
        if state != params.get("state") or not (row.values.get("institution") or kind in INSIDE_HOSPITAL):
            continue
        if state == "not_needed" and kind not in INSIDE_HOSPITAL:
            continue
        yield at(row, "consent")


@check("material_without_number")
def material(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """An activity about a product without the approval number of its material (S-16)."""
    for row in document.rows_of("activities"):
        if row.values.get("about_product") is True and not row.values.get("material_number"):
            yield at(row, "material_number")


@check("research_owner")
def research(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Research that medical affairs does not own (S-19)."""
    for row in document.rows_of("activities"):
        if row.values.get("kind") == "research" and row.values.get("owner") not in (None, "medical"):
            yield at(row, "owner")


@check("patient_talk_about_product")
def patient_talk(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A talk for patients that is about a product."""
    for row in document.rows_of("activities"):
        if row.values.get("kind") == "patient_talk" and row.values.get("about_product") is True:
            yield at(row, "about_product")


@check("family_or_leisure")
def leisure(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """An activity at a place of leisure (S-24). Parameter `venues`: words for such places."""
    for row in document.rows_of("activities"):
        found = _first(row, ("institution", "name"), texts(params, "venues"))
        if found:
            yield at(row, "institution", venue=found)


def _first(row: Row, names: tuple[str, ...], wanted: tuple[str, ...]) -> str:
    """The first of the words that one of the row's texts holds, or ""."""
    joined = " ".join(str(row.values.get(name) or "") for name in names)
    return next((word for word in wanted if word in joined), "")
