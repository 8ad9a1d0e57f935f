"""Where a writer stands: steps before and after, how far each is, when each phase is."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from planner.wizards.answers import leaves
from planner.wizards.schema import PlanType, Step
from planner.wizards.validate import problems

SUBMIT = "check-and-submit"
"""Slug of the last page of every wizard; it asks nothing and is not declared."""


class Progress(StrEnum):
    """How far a step is, its findings left aside."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"


def progress(step: Step, answers: Mapping[str, Any], touched: bool) -> tuple[Progress, int]:
    """How far a step is, and how many required answers are missing or wrong.

    :param touched: the author has saved something in this step
    """
    open_points = len(problems(step, answers))
    if not touched and (open_points or not any(leaf.value is not None for leaf in leaves(step, answers))):
        return Progress.NOT_STARTED, open_points
    return (Progress.IN_PROGRESS if open_points else Progress.COMPLETE), open_points


def next_step(plan_type: PlanType, slug: str) -> str:
    """Slug of the page after this one; after the last step comes `SUBMIT`."""
    slugs = [step.slug for step in plan_type.steps]
    position = slugs.index(slug) + 1
    return slugs[position] if position < len(slugs) else SUBMIT


def previous_step(plan_type: PlanType, slug: str) -> str | None:
    """Slug of the page before this one; None before the first."""
    slugs = [step.slug for step in plan_type.steps] + [SUBMIT]
    position = slugs.index(slug)
    return slugs[position - 1] if position else None


def period(answers: Mapping[str, Mapping[str, Any]]) -> tuple[date, date] | None:
    """First and last day of the plan, from the months in its basics; None while unknown or reversed."""
    basics = answers.get("basics", {})
    start, end = basics.get("period_start"), basics.get("period_end")
    if not start or not end or end < start:
        return None
    year, month = int(end[:4]), int(end[5:7])
    return date.fromisoformat(f"{start}-01"), date(year, month, calendar.monthrange(year, month)[1])


def months_after(day: date, months: int) -> date:
    """The same day some months later, the last day of the month where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def phase_windows(plan_type: PlanType, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[date, date]]:
    """First and last day of each phase that the type's steps declare.

    Before launch from the start of the period; then months 1 to 3 and 4 to 12 after the planned
    launch date (design: plan-types, launch). Empty while period or launch date is unknown.
    """
    span = period(answers)
    launch_day = answers.get("basics", {}).get("launch_date")
    if span is None or not launch_day or not any(step.phase for step in plan_type.steps):
        return {}
    launch = date.fromisoformat(launch_day)
    third, twelfth = months_after(launch, 3), months_after(launch, 12)
    day = timedelta(days=1)
    windows: dict[str, tuple[date, date]] = {}
    if span[0] < launch:
        windows["pre_launch"] = (span[0], launch - day)
    windows["launch"] = (launch, third - day)
    windows["growth"] = (third, twelfth - day)
    return windows
