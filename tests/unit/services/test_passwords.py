"""Which passwords somebody may choose."""

import pytest

from planner.models import Person
from planner.seeds.play import DemoClock
from planner.services.passwords import unfit
from tests.factories.stage import MORNING, house_on

ZHOU = Person(name="周亦宁", employee_number="HY0101", email="zhou.yining@hengyu.example")


def said(password: str) -> str:
    found = unfit(house_on(DemoClock(MORNING)), ZHOU, password)
    return found.en if found else ""


@pytest.mark.parametrize(
    "password",
    [
        "a password of mine",
        "correct horse battery staple",
        "梨花木船三月雨声好",
        "梨花木船三月雨声很好听",
        "纸飞机 1998 海边的风筝",
        "zhou yining likes pears",
        "x9$" * 20 + "jvbqn",
        "UPPERLOWERAPPLE",
        "yqvkz jwmtn",
    ],
)
def test_any_letters_signs_and_languages_will_do(password: str) -> None:
    assert said(password) == ("A password has at least 10 characters." if len(password) < 10 else "")


@pytest.mark.parametrize(
    "password", ["qwertyuiop", "1234567890", "1q2w3e4r5t", "password123", "Password123", "PASSWORD123", "iloveyou123", "woaini1314"]
)
def test_what_has_leaked_and_is_tried_first_is_refused(password: str) -> None:
    assert "leaked" in said(password)


@pytest.mark.parametrize(
    "password",
    [
        "hengyu-2026",
        "Zhou.Yining.2026",
        "zhouyining1990",
        "HY0101HY0101",
        "planner!workbook!1",
        "周亦宁周亦宁周亦宁2026",
        "衡屿医药2026工作计划",
        "27182818284590",
        "aaaaaaaaaabbb",
    ],
)
def test_names_around_somebody_and_digits_alone_are_refused(password: str) -> None:
    assert said(password) != ""


def test_length_has_two_ends() -> None:
    assert "at least 10" in said("a" * 9) and "too long" in said("ab cd " * 200)
