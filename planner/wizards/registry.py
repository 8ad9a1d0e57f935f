"""Finds every plan type: one file in plan_types/, one PLAN_TYPE in it."""

import importlib
import pkgutil
from functools import cache

from planner.wizards import plan_types
from planner.wizards.schema import PlanType


@cache
def discover() -> dict[str, PlanType]:
    """Every declared plan type by slug, in the order of their places."""
    found: dict[str, PlanType] = {}
    for module in sorted(pkgutil.iter_modules(plan_types.__path__), key=lambda m: m.name):
        declared = importlib.import_module(f"{plan_types.__name__}.{module.name}").PLAN_TYPE
        if not isinstance(declared, PlanType):
            raise TypeError(f"{module.name}: PLAN_TYPE is not a PlanType")
        if declared.slug in found or declared.code in {other.code for other in found.values()}:
            raise TypeError(f"{module.name}: slug or code is taken by another plan type")
        found[declared.slug] = declared
    return dict(sorted(found.items(), key=lambda item: (item[1].place, item[0])))
