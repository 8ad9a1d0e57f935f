"""A ruler of months: where a day stands, and the head with its quarters."""

import calendar
from dataclasses import dataclass
from datetime import date

from planner.documents.figures.canvas import Canvas, text_width
from planner.kernel.i18n import Language

_QUARTERS = ("一季度", "二季度", "三季度", "四季度")
EN_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HEAD = 48.0
"""Height of the head: quarters above, months below."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """Whole months from `first` to `last`, drawn from x to x + width.

    :param first, last: (year, month)
    """

    first: tuple[int, int]
    last: tuple[int, int]
    x: float
    width: float

    @property
    def months(self) -> list[tuple[int, int]]:
        """Every month on the ruler."""
        start, end = _index(self.first), _index(self.last)
        return [(i // 12, i % 12 + 1) for i in range(start, end + 1)]

    @property
    def step(self) -> float:
        """Width of one month."""
        return self.width / (_index(self.last) - _index(self.first) + 1)

    def at(self, day: date, *, end: bool = False) -> float:
        """Where a day begins, or ends; kept within the ruler."""
        days = calendar.monthrange(day.year, day.month)[1]
        part = (day.day - (0 if end else 1)) / days
        x = self.x + ((day.year * 12 + day.month - 1) - _index(self.first) + part) * self.step
        return min(max(x, self.x), self.x + self.width)

    def draw(self, canvas: Canvas, height: float, language: Language) -> None:
        """Head and vertical lines down to a height."""
        every = 1 if self.step >= 30 else 3
        several_years = self.first[0] != self.last[0]
        for place, (year, month) in enumerate(self.months):
            x = self.x + place * self.step
            quarter_starts = place == 0 or month % 3 == 1
            top = 0.0 if quarter_starts else 24.0
            if every == 1 or quarter_starts:
                canvas.line(x, top, x, height, "fig-line-2" if quarter_starts else "fig-line")
            shown = min(3 - (month - 1) % 3, len(self.months) - place)
            if quarter_starts:
                words = _quarter(month, language)
                dated = f"{year}年{words}" if language == "zh" else f"{words} {year}"
                opens_year = place == 0 or month == 1
                choices = ([dated, f"{year}年" if language == "zh" else str(year)] if opens_year else []) if several_years else []
                choices.append(words)
                fitting = [w for w in choices if text_width(w, 12, bold=True) + 10 <= shown * self.step]
                if fitting:
                    canvas.text(x + 6, 14, fitting[0], "fig-strong")
            if every == 1 or quarter_starts:
                name = _months(month, shown if every > 1 else 1, language)
                room = self.step * (shown if every > 1 else 1)
                if text_width(name, 12) <= room + 4:
                    canvas.text(x + room / 2, 36, name, "fig-meta", anchor="middle")


def _months(first: int, count: int, language: Language) -> str:
    """1月; 1–3月; Jan; Jan–Mar."""
    last = first + count - 1
    if language == "zh":
        return f"{first}月" if count == 1 else f"{first}–{last}月"
    return EN_SHORT[first - 1] if count == 1 else f"{EN_SHORT[first - 1]}–{EN_SHORT[last - 1]}"


def _quarter(month: int, language: Language) -> str:
    number = (month - 1) // 3
    return f"Q{number + 1}" if language == "en" else _QUARTERS[number]


def _index(month: tuple[int, int]) -> int:
    return month[0] * 12 + month[1] - 1


def ruler_over(days: list[date], x: float, width: float) -> Ruler:
    """The ruler that holds all these days; at least one day is given."""
    first, last = min(days), max(days)
    return Ruler((first.year, first.month), (last.year, last.month), x, width)
