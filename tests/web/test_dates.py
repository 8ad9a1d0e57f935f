"""Days and moments as people read them, in both languages and in Shanghai's time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from planner.web import dates

LATE = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # half past midnight on the 25th in Shanghai


@pytest.fixture(params=["zh-CN", "en"])
def language(app: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    with app.test_request_context(headers={"Accept-Language": request.param}):
        yield request.param


def _says(language: str, zh: str, en: str, said: str) -> None:
    assert said == (zh if language == "zh-CN" else en)


def test_a_day(language: str) -> None:
    _says(language, "2026年3月1日", "1 March 2026", dates.day(date(2026, 3, 1)))
    assert dates.day(None) == ""


def test_the_moment_of_a_signature_has_seconds_and_the_zone(language: str) -> None:
    said = dates.signed_at(LATE)
    _says(language, "2026年11月25日 00:30:00（北京时间 UTC+8）", "25 November 2026, 00:30:00 (Beijing time, UTC+8)", said)
    assert dates.signed_at(None) == ""


def test_a_moment_is_shown_in_shanghai(language: str) -> None:
    _says(language, "2026年11月25日 00:30", "25 November 2026, 00:30", dates.moment(LATE))
    _says(language, "星期三", "Wednesday", dates.weekday(LATE))


@pytest.mark.parametrize(
    ("first", "last", "zh", "en"),
    [
        (date(2027, 1, 1), date(2027, 12, 31), "2027年1月 – 12月", "January – December 2027"),
        (date(2027, 1, 1), date(2028, 5, 31), "2027年1月 – 2028年5月", "January 2027 – May 2028"),
        (date(2028, 2, 1), date(2028, 2, 29), "2028年2月", "February 2028"),
        (date(2027, 2, 1), date(2027, 2, 27), "2027年2月1日 – 2027年2月27日", "1 February 2027 – 27 February 2027"),
    ],
)
def test_a_period_is_as_short_as_it_can_be(language: str, first: date, last: date, zh: str, en: str) -> None:
    _says(language, zh, en, dates.period(first, last))


def test_a_period_without_an_end_says_nothing(language: str) -> None:
    assert dates.period(date(2027, 1, 1), None) == ""


@pytest.mark.parametrize(
    ("then", "zh", "en"),
    [
        (datetime(2026, 11, 25, 1, 5, tzinfo=UTC), "今天 09:05", "today, 09:05"),
        (datetime(2026, 11, 24, 1, 5, tzinfo=UTC), "昨天", "yesterday"),
        (datetime(2026, 11, 20, 1, 5, tzinfo=UTC), "11月20日", "20 November"),
        (datetime(2025, 11, 20, 1, 5, tzinfo=UTC), "2025年11月20日", "20 November 2025"),
    ],
)
def test_the_past_is_told_from_today(language: str, then: datetime, zh: str, en: str) -> None:
    _says(language, zh, en, dates.since(then, datetime(2026, 11, 25, 3, 0, tzinfo=UTC)))


def test_a_month(language: str) -> None:
    _says(language, "2027年1月", "January 2027", dates.month((2027, 1)))
