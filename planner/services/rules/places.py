"""Where a rule or an exclusion may speak: kinds of plans and fields that there are."""

from fnmatch import fnmatchcase
from functools import lru_cache

from planner.kernel.i18n import Text
from planner.services.house import House
from planner.wizards.schema import Field, Group, PlanType


def place_errors(house: House, plan_types: tuple[str, ...], fields: list[str]) -> dict[str, Text]:
    """What would keep a rule silent for ever: an unknown kind of plan, or a field that no plan has. By field of the form."""
    errors: dict[str, Text] = {}
    if unknown := [name for name in plan_types if name not in house.plan_types]:
        errors["plan_types"] = Text("没有这类计划：{name}", "There is no such kind of plan: {name}").with_(name=unknown[0])
    known = field_paths(tuple(house.plan_types.values()))
    if missing := [glob for glob in fields if not any(fnmatchcase(path, glob) for path in known)]:
        errors["fields"] = Text("没有这个栏目：{name}", "No plan has the field {name}.").with_(name=missing[0][:80])
    return errors


@lru_cache(maxsize=4)
def field_paths(plan_types: tuple[PlanType, ...]) -> frozenset[str]:
    """Schema paths of every field, group of rows and step of every kind of plan; checks over fields may point at a whole row."""
    found = {step.slug for kind in plan_types for step in kind.steps}
    stack: list[tuple[str, Field | Group]] = [(step.slug, item) for kind in plan_types for step in kind.steps for item in step.items]
    while stack:
        above, item = stack.pop()
        path = f"{above}.{item.name}"
        found.add(path)
        if isinstance(item, Group):
            stack.extend((path, inner) for inner in item.fields)
    return frozenset(found)
