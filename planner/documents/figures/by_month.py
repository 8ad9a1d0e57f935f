"""How many activities begin in each month, as small columns."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from planner.documents.figures.canvas import PAPER_WIDTH, Canvas
from planner.kernel.clock import MONTHS
from planner.kernel.i18n import Language, Text

_TITLE = Text("每个月开始的活动：{each}", "Activities beginning in each month: {each}")
_TALL = 56.0
MOST_MONTHS = 24


def month_columns(days: Iterable[date], language: Language = "zh", width: float = PAPER_WIDTH) -> str:
    """A column for every month from the first to the last, empty ones too.

    :param days: first day of each activity
    :returns: SVG element; empty text without days, or when they lie more than `MOST_MONTHS` apart
    """
    counted = Counter(day.year * 12 + day.month - 1 for day in days)
    if not counted or max(counted) - min(counted) >= MOST_MONTHS:
        return ""
    span = range(min(counted), max(counted) + 1)
    each = ("，" if language == "zh" else ", ").join(f"{_named(index, language, full=True)} {counted[index]}" for index in span)
    canvas = Canvas(width, _TITLE.in_(language, each=each))
    step = min(width / len(span), 72.0)
    largest, every = max(counted.values()), max(1, round(40 / step + 0.4))
    for place, index in enumerate(span):
        middle, n = place * step + step / 2, counted[index]
        high = _TALL * n / largest
        if n:
            canvas.bar(middle - min(step * 0.35, 14), 20 + _TALL - high, min(step * 0.7, 28), high, "fig-bar", radius=3)
            canvas.text(middle, 14 + _TALL - high, str(n), "fig-strong", size=13, anchor="middle")
        if place % every == 0:
            canvas.text(middle, 40 + _TALL, _named(index, language), "fig-meta", anchor="middle")
    canvas.line(0, 20.5 + _TALL, step * len(span), 20.5 + _TALL, "fig-line-2")
    return canvas.svg(_TALL + 48)


def _named(index: int, language: Language, *, full: bool = False) -> str:
    year, month = divmod(index, 12)
    if language == "zh":
        return f"{year}年{month + 1}月" if full else f"{month + 1}月"
    return f"{MONTHS[month]} {year}" if full else MONTHS[month][:3]
