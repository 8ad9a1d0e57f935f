"""Goals as bars: how far it is from where we stand to where we want to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from planner.documents.figures.canvas import PAPER_WIDTH, Canvas, wrapped
from planner.documents.wording import month_words, with_unit
from planner.kernel.i18n import Language, Text
from planner.wizards.blocks import OWNER
from planner.wizards.schema import Field, Group

_NOW, _AIM = Text("现在 {value}", "Now {value}"), Text("目标 {value}", "Target {value}")
_DUE, _UNNUMBERED = Text("{month}前", "by {month}"), Text("这个目标没有数值", "This goal has no figures")
_NARROW = 480


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal.

    :param title: what is measured
    :param detail: until when and by whom; may be empty
    :param baseline, target: None where not given
    :param unit: %, 场 …; may be empty
    """

    title: str
    detail: str
    baseline: Decimal | None
    target: Decimal | None
    unit: str


def goals_of(rows: Sequence[Mapping[str, Any]], group: Group | None = None, language: Language = "zh") -> list[Goal]:
    """Goals from the stored rows of a `goals` block.

    :param group: the group as declared in the plan's snapshot, for the names of the owners
    """
    fields = {f.name: f for f in group.fields if isinstance(f, Field)} if group else {}
    owners = {c.value: c.label.in_(language) for c in fields.get("owner", OWNER).choices}
    found = []
    for row in rows:
        due = _DUE.in_(language, month=month_words(row["due"], language)) if row.get("due") else ""
        owner = owners.get(str(row.get("owner")), "")
        found.append(
            Goal(
                title=str(row.get("metric") or row.get("statement") or ""),
                detail=("，" if language == "zh" else ", ").join(part for part in (due, owner) if part),
                baseline=_number(row.get("baseline")),
                target=_number(row.get("target")),
                unit=str(row.get("unit") or ""),
            )
        )
    return found


def _number(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def goal_bars(goals: Sequence[Goal], language: Language = "zh", width: float = PAPER_WIDTH) -> str:
    """One bar per goal: grey to the baseline, accent from there to the target.

    Percentages stand on a scale to 100, other figures on one to the larger of the two. A goal that aims lower
    shows the stretch to be given up dashed.

    :param width: drawn width in pixels; below 480 the bar stands under its name
    :returns: SVG element
    """
    canvas = Canvas(width, Text("每个目标的现在和目标值", "Baseline and target of each goal").in_(language))
    narrow = width < _NARROW
    left = 0.0 if narrow else width * 0.56
    room = width if narrow else left - 24
    y = 0.0
    for place, goal in enumerate(goals):
        if place:
            canvas.line(0, y, width, y)
        lines = wrapped(goal.title, 13, room, 2, bold=True)
        base = y + 24
        for line in lines:
            canvas.text(0, base, line, "fig-strong", size=13)
            base += 19
        if goal.detail:
            canvas.text(0, base, goal.detail, "fig-meta")
            base += 18
        top = base - 4 if narrow else y + 15
        _draw_bar(canvas, goal, left, top, width - left, language)
        y = max(base, top + 42) + (8 if narrow else 4)
    return canvas.svg(max(y, 1))


def _draw_bar(canvas: Canvas, goal: Goal, x: float, y: float, width: float, language: Language) -> None:
    baseline, target = goal.baseline, goal.target
    if target is None:
        canvas.text(x, y + 10, _UNNUMBERED.in_(language), "fig-meta")
        return
    full = _scale(goal)
    canvas.bar(x, y, width, 7, "fig-track", radius=2)
    end = width * _share(target, full)
    if baseline is None:
        canvas.bar(x, y, end, 7, "fig-bar", radius=2)
    else:
        start = width * _share(baseline, full)
        canvas.bar(x, y, min(start, end), 7, "fig-base", radius=2)
        if end > start:
            canvas.bar(x + start, y, end - start, 7, "fig-bar", radius=2)
        elif end < start:
            canvas.bar(x + end, y, start - end, 7, "fig-bar-open", radius=2, dashed=True)
        canvas.text(x, y + 25, _NOW.in_(language, value=with_unit(f"{baseline:f}", goal.unit)), "fig-meta")
    aim = _AIM.in_(language, value=with_unit(f"{target:f}", goal.unit))
    # under the end of its bar, but never so far left that it meets the baseline's words
    canvas.text(x + max(end, width * 0.62), y + 25, aim, "fig-accent-text", anchor="end")


def _scale(goal: Goal) -> Decimal:
    largest = max(abs(goal.baseline or Decimal(0)), abs(goal.target or Decimal(0)))
    return max(largest, Decimal(100)) if goal.unit in ("%", "％") else largest


def _share(value: Decimal, full: Decimal) -> float:
    return 0.0 if full == 0 else float(min(max(value / full, Decimal(0)), Decimal(1)))
