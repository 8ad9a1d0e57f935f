"""Columns of activities by month: every month of the span, the numbers said to those who cannot see them."""

import re
from datetime import date

from planner.documents.figures import month_columns

DAYS = [date(2027, 1, 5), date(2027, 1, 20), date(2027, 3, 1)]


def test_each_month_has_its_number_and_empty_ones_keep_their_place() -> None:
    drawn = month_columns(DAYS)
    assert "<title>每个月开始的活动：2027年1月 2，2027年2月 0，2027年3月 1</title>" in drawn
    assert drawn.count("<rect") == 2 and re.findall(r">(\d+月)<", drawn) == ["1月", "2月", "3月"]


def test_it_speaks_english_and_crosses_years() -> None:
    assert "December 2026 1, January 2027 1" in month_columns([date(2026, 12, 1), date(2027, 1, 1)], "en")


def test_nothing_is_drawn_without_days_or_over_years() -> None:
    assert month_columns([]) == "" == month_columns([date(2026, 1, 1), date(2029, 1, 1)])


def test_a_narrow_picture_stays_in_its_width() -> None:
    places = [float(x) for x in re.findall(r'<text[^>]* x="([\d.]+)"', month_columns([date(2027, m, 1) for m in range(1, 13)], width=312))]
    assert places and max(places) < 312
