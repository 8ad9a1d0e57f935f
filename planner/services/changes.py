"""What changed between two frozen contents, field by field."""

from dataclasses import dataclass
from typing import Any

from planner.services.places import place_names
from planner.services.shown import shown
from planner.wizards.answers import Leaf, leaves
from planner.wizards.snapshot import from_json


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs.

    :param where: in words: 目标，目标 2，期限
    :param before, after: as the page shows values; empty where the field was not there
    """

    where: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """added, removed or changed."""
        return "added" if not self.before else "removed" if not self.after else "changed"


def changes_between(old: dict[str, Any], new: dict[str, Any]) -> tuple[FieldChange, ...]:
    """Every visible field that differs, in the order of the new plan; what is gone comes last.

    Rows are matched by their ids, so a row that only moved does not count.
    """
    before, after = _fields(old), _fields(new)
    places = {**_places(old), **_places(new)}
    names = {**old.get("territories", {}), **new.get("territories", {})}
    products = {str(p["id"]): p["generic_name"] for p in [*old.get("products", ()), *new.get("products", ())]}
    found = []
    for path in [*after, *(p for p in before if p not in after)]:
        was, now = (_shown(side.get(path), names, products) for side in (before, after))
        if was != now:
            found.append(FieldChange(places.get(path, path), was, now))
    return tuple(found)


def _fields(content: dict[str, Any]) -> dict[str, Leaf]:
    plan_type = from_json(content["plan_type"])
    return {
        leaf.path: leaf
        for step in plan_type.steps
        for leaf in leaves(step, content["answers"].get(step.slug, {}))
        if leaf.visible and leaf.field.kind != "known"
    }


def _places(content: dict[str, Any]) -> dict[str, str]:
    return place_names(from_json(content["plan_type"]), content["answers"])


def _shown(leaf: Leaf | None, territories: dict[str, str], products: dict[str, str]) -> str:
    return "" if leaf is None else shown(leaf.field, leaf.value, leaf.siblings, territories=territories, products=products)
