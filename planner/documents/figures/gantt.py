"""Activities over the months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.documents.figures.canvas import PAPER_WIDTH, Canvas, shortened, text_width, wrapped
from planner.documents.figures.months import HEAD, ruler_over
from planner.kernel.clock import day_text
from planner.kernel.i18n import Language, Text
from planner.wizards.blocks import OWNER
from planner.wizards.schema import Field, Group

_TITLE = Text("活动在各个月份的安排", "Activities over the months")
_SETTLED = Text("医院已同意或不需要", "Institution agreed, or consent not needed")
_OPEN = Text("同意申请中", "Consent applied for")
_ROW = 42.0


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of the chart.

    :param detail: owner and size, small under the name
    :param settled: solid bar when True, dashed when the institution's consent is still open
    :param asks_consent: False for tasks, which need nobody's consent and so no legend
    :param href: where the bar leads on a page; paper has no links
    """

    name: str
    detail: str
    first: date
    last: date
    settled: bool = True
    href: str = ""
    asks_consent: bool = True


def activities_of(
    rows: Sequence[Mapping[str, Any]], group: Group | None = None, language: Language = "zh", linked: str = ""
) -> list[Activity]:
    """Bars from the stored rows of a group with days; rows without a first day are left out.

    :param group: as declared, for the names of the owners and the field that names a row
    :param linked: id of the group on the page, so that a bar leads to its row
    """
    title = group.title if group else "name"
    fields = {f.name: f for f in group.fields if isinstance(f, Field)} if group else {}
    owners = {c.value: c.label.in_(language) for c in fields.get("owner", OWNER).choices}
    found = []
    for row in rows:
        if not row.get("from_date"):
            continue
        heads = row.get("heads")
        size = "" if not heads else (f"约 {heads} 人" if language == "zh" else f"about {heads}")
        first = date.fromisoformat(row["from_date"])
        found.append(
            Activity(
                name=str(row.get(title) or ""),
                detail=("，" if language == "zh" else ", ").join(p for p in (owners.get(str(row.get("owner")), ""), size) if p),
                first=first,
                last=max(first, date.fromisoformat(row.get("to_date") or row["from_date"])),
                settled=row.get("consent") != "applied",
                asks_consent="consent" in fields or group is None,
                href=f"#{linked}-{row['id']}" if linked else "",
            )
        )
    return found


def gantt(
    activities: Sequence[Activity], span: tuple[date, date] | None = None, language: Language = "zh", width: float = PAPER_WIDTH
) -> str:
    """A bar per activity over whole months, with a legend.

    :param span: days the chart covers at least; it grows to hold every activity
    :returns: SVG element, empty text when there is nothing to draw
    """
    if not activities:
        return ""
    canvas = Canvas(width, _TITLE.in_(language))
    left = min(180.0, width * 0.36)
    days = [day for a in activities for day in (a.first, a.last)] + list(span or ())
    ruler = ruler_over(days, left, width - left)
    bottom = HEAD + _ROW * len(activities)
    ruler.draw(canvas, bottom, language)
    for place, activity in enumerate(activities):
        y = HEAD + place * _ROW
        canvas.line(0, y, width, y)
        with canvas.link(activity.href):
            _name(canvas, activity, y, left - 14)
        start, end = ruler.at(activity.first), ruler.at(activity.last, end=True)
        drawn = max(end - start, 8.0)
        start = min(start, width - drawn)
        with canvas.link(activity.href, _spoken(activity, language)):
            if activity.settled:
                canvas.bar(start + 1, y + 12, drawn - 2, 18, "fig-bar", radius=4)
            else:
                canvas.bar(start + 1, y + 12.5, drawn - 2, 17, "fig-bar-open", radius=4, dashed=True)
    canvas.line(0, bottom, width, bottom, "fig-line-2", width=1.2)
    return canvas.svg(_legend(canvas, activities, bottom, width, language))


def _spoken(activity: Activity, language: Language) -> str:
    first, last = (day_text(day).in_(language) for day in (activity.first, activity.last))
    return f"{activity.name} {first}" if first == last else f"{activity.name} {first} – {last}"


def _name(canvas: Canvas, activity: Activity, y: float, room: float) -> None:
    if activity.detail:
        canvas.text(0, y + 18, shortened(activity.name, 12.5, room, bold=True), "fig-strong", size=12.5)
        canvas.text(0, y + 34, shortened(activity.detail, 12, room), "fig-meta")
        return
    for place, line in enumerate(wrapped(activity.name, 12.5, room, 2, bold=True)):
        canvas.text(0, y + 18 + place * 16, line, "fig-strong", size=12.5)


def _legend(canvas: Canvas, activities: Sequence[Activity], bottom: float, width: float, language: Language) -> float:
    """Draw what solid and dashed mean, from the right, on lines of their own where narrow; returns the picture's height."""
    kinds = {a.settled for a in activities}
    if kinds == {True} and not any(a.asks_consent for a in activities):
        return bottom + 2
    shown = [(settled, words.in_(language)) for settled, words in ((False, _OPEN), (True, _SETTLED)) if settled in kinds]
    needed = sum(text_width(text, 12) + 50 for _, text in shown)
    x, y = width, bottom + 24
    for place, (settled, text) in enumerate(shown):
        if place and needed > width:
            x, y = width, y + 20
        canvas.text(x, y, text, "fig-meta", anchor="end")
        x -= text_width(text, 12) + 30
        if settled:
            canvas.bar(x, y - 9.5, 24, 11, "fig-bar")
        else:
            canvas.bar(x, y - 9, 24, 10, "fig-bar-open", dashed=True)
        x -= 20
    return y + 6
