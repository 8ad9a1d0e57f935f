"""Rules over fields: one module per topic; a check is a function known by its name.

A check takes the plan and the parameters its rule gives, and yields what it breaches. It knows no
texts and no severities: those stand in the rule. It finds rows by block and fields by name, never by plan type.
"""

from planner.compliance.structural import (
    activities,
    aims,
    budget,
    cadence,
    dates,
    goals,
    label,
    material,
    materials,
    meals,
    money,
    patients,
    people,
    quality,
    safety,
    sums,
    when,
)
from planner.compliance.structural.base import CHECKS, Breach, Check, opened
from planner.compliance.structural.sheet import Sheet

__all__ = ["CHECKS", "Breach", "Check", "Sheet", "opened"]

_TOPICS = (
    *(activities, aims, budget, cadence, dates, goals, label, material, materials),
    *(meals, money, patients, people, quality, safety, sums, when),
)  # importing a topic registers its checks
