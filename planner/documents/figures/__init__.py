"""Pictures as SVG text, the same on a page and on paper.

Every shape carries presentation attributes (what paper prints) and a class (which a page may
restyle with its tokens, dark mode included; a style sheet wins over an attribute). Text is drawn at
12 units or more: show a picture at its own width, ask for another width rather than scale it.
Classes: `fig-text`, `fig-strong`, `fig-meta`, `fig-accent-text`, `fig-line`, `fig-line-2`,
`fig-track`, `fig-card`, `fig-base`, `fig-base-line`, `fig-bar`, `fig-bar-open`, `fig-ink`, `fig-today`.
"""

from planner.documents.figures.budget import budget_bars, budget_items
from planner.documents.figures.by_month import month_columns
from planner.documents.figures.gantt import Activity, activities_of, gantt
from planner.documents.figures.goals import Goal, goal_bars, goals_of
from planner.documents.figures.timeline import phase_timeline
from planner.documents.figures.tools import tool_pictures

__all__ = [
    "Activity",
    "Goal",
    "activities_of",
    "budget_bars",
    "budget_items",
    "gantt",
    "goal_bars",
    "goals_of",
    "month_columns",
    "phase_timeline",
    "tool_pictures",
]
