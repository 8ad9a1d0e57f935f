"""Answers in words: one of something is not several."""

import pytest

from planner.kernel.i18n import Language, Text
from planner.services.shown import shown
from planner.wizards.schema import Field

OFTEN = Field("often", "decimal", Text("次数", "How often"), unit=Text("次", "times", "time"))


@pytest.mark.parametrize(
    "value, language, words",
    [(1, "en", "1 time"), ("1", "en", "1 time"), ("0.5", "en", "0.5 times"), (3, "en", "3 times"), ("1", "zh", "1 次")],
)
def test_the_unit_of_one_is_singular(value: int | str, language: Language, words: str) -> None:
    assert shown(OFTEN, value, {}, language) == words
