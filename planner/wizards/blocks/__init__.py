"""Questions that several plan types share, each written once; a module per topic."""

from planner.wizards.blocks.activities import ACTIVITY_FIELDS, TASKS, activities
from planner.wizards.blocks.aims import GOALS, MEASURES, goals, metrics
from planner.wizards.blocks.basics import BASICS, FILING, PRODUCTS, SAFETY, SUMMARY
from planner.wizards.blocks.follow_up import CADENCES, REVIEWS, SUPPORT, loop, risks
from planner.wizards.blocks.market import COMPETITORS, SWOT, bone
from planner.wizards.blocks.materials import MATERIAL_NUMBER
from planner.wizards.blocks.owners import OWNER
from planner.wizards.blocks.people import CONTACT, NINE_GRID, segments
from planner.wizards.blocks.resources import RESOURCES

__all__ = [
    "ACTIVITY_FIELDS",
    "BASICS",
    "CADENCES",
    "COMPETITORS",
    "CONTACT",
    "FILING",
    "GOALS",
    "MATERIAL_NUMBER",
    "MEASURES",
    "NINE_GRID",
    "OWNER",
    "PRODUCTS",
    "RESOURCES",
    "REVIEWS",
    "SAFETY",
    "SUMMARY",
    "SUPPORT",
    "SWOT",
    "TASKS",
    "activities",
    "bone",
    "goals",
    "loop",
    "metrics",
    "risks",
    "segments",
]
