"""Numbers in every spelling that people use."""

from decimal import Decimal

import pytest

from planner.compliance.structural.numerals import parse, parse_range


@pytest.mark.parametrize(
    "written, value",
    [
        ("3,000", "3000"),
        ("1.5万", "15000"),
        ("15 万", "150000"),
        ("十五", "15"),
        ("拾伍", "15"),
        ("廿", "20"),
        ("两百五", "250"),
        ("一百零五", "105"),
        ("一万五", "15000"),
        ("三千五百", "3500"),
        ("一千二百万", "12000000"),
        ("壹仟", "1000"),
        ("二〇二七", "2027"),
        ("半", "0.5"),
        ("twelve", "12"),
        ("2.5", "2.5"),
    ],
)
def test_a_number_is_read_in_any_spelling(written: str, value: str) -> None:
    assert parse(written) == Decimal(value)


@pytest.mark.parametrize("written", ["几", "", "若干", "二三"])
def test_what_is_no_single_number_is_none(written: str) -> None:
    assert parse(written) is None


@pytest.mark.parametrize(
    "written, ends",
    [("2-3", (2, 3)), ("两三", (2, 3)), ("二至四", (2, 4)), ("5", (5, 5)), ("10~20", (10, 20))],
)
def test_a_range_has_two_ends(written: str, ends: tuple[int, int]) -> None:
    assert parse_range(written) == ends


@pytest.mark.parametrize("written", ["3-2", "二五", "几至十"])
def test_what_runs_backwards_or_says_nothing_is_no_range(written: str) -> None:
    assert parse_range(written) is None
