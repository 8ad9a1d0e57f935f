"""Months, quarters and days in prose."""

import pytest

from planner.compliance.structural.moments import moments


@pytest.mark.parametrize(
    "text, year, months",
    [
        ("6月举办", None, {6}),
        ("2027年6月15日", 2027, {6}),
        ("二〇二七年六月", 2027, {6}),
        ("十二月", None, {12}),
        ("3-5月", None, {3, 4, 5}),
        ("3月至5月", None, {3, 4, 5}),
        ("三、九月", None, {3, 9}),
        ("第三季度", None, {7, 8, 9}),
        ("2027年第二季度", 2027, {4, 5, 6}),
        ("Q3", None, {7, 8, 9}),
        ("下半年", None, {7, 8, 9, 10, 11, 12}),
        ("2027-06-15", 2027, {6}),
        ("in June 2027", 2027, {6}),
    ],
)
def test_a_moment_is_a_set_of_months(text: str, year: int | None, months: set[int]) -> None:
    (found,) = moments(text)
    assert (found.year, set(found.months)) == (year, months)


@pytest.mark.parametrize("text", ["3个月", "每3月", "6月龄", "近6月", "10.5月", "前三季度", "一季度一次", "月底", "每季度", "13月"])
def test_lengths_and_ages_are_no_moments(text: str) -> None:
    assert moments(text) == ()


@pytest.mark.parametrize(
    "text, relative, until", [("每年三月", "每年", False), ("去年6月", "去年", False), ("6月底前", "", True), ("12月以前", "", True)]
)
def test_what_is_relative_or_a_limit_is_told_apart(text: str, relative: str, until: bool) -> None:
    (found,) = moments(text)
    assert (found.relative, found.until) == (relative, until)


def test_a_month_without_a_year_meets_any_year_of_a_span() -> None:
    (march,) = moments("3月")
    assert march.meets((2027, 10), (2028, 3))
    assert not march.meets((2027, 10), (2028, 2))


def test_a_place_is_that_of_the_words() -> None:
    text = "计划于２０２７年６月举办"
    (found,) = moments(text)
    assert text[found.start : found.end] == "２０２７年６月"
