"""What a goal lacks is said letter by letter."""

from decimal import Decimal
from typing import Any

import pytest

from planner.services.aids.smart import smart
from tests.unit.services.aids.plans import plan, row

WHOLE: dict[str, Any] = {
    "statement": "覆盖科室医生的指南问卷平均正确率从 58% 提高到 80%。",
    "measure": "knowledge",
    "metric": "会后问卷平均正确率",
    "baseline": Decimal(58),
    "target": Decimal(80),
    "unit": "%",
    "due": (2027, 9),
    "owner": "rep",
}


def missing(refused: bool = False, **changed: Any) -> dict[str, list[str]]:
    """Letter → what it lacks, for a whole goal with some answers changed."""
    goal = row("goals", **{**WHOLE, **changed})
    return {one.key: [text.zh for text in one.lacks] for one in smart(goal, plan(goal), refused=refused) if not one.met}


def test_a_whole_goal_lacks_nothing() -> None:
    assert missing() == {}


@pytest.mark.parametrize(
    ("changed", "letter", "words"),
    [
        ({"statement": None}, "S", "写一句话"),
        ({"statement": "提高认识"}, "S", "说清是谁"),
        ({"metric": None}, "M", "用什么衡量"),
        ({"baseline": None}, "M", "现在的数值"),
        ({"target": None}, "M", "目标值"),
        ({"unit": ""}, "M", "单位"),
        ({"owner": None}, "A", "由谁负责"),
        ({"target": Decimal(58)}, "A", "不同"),
        ({"measure": None}, "R", "哪一类"),
        ({"refused": True}, "R", "换一种衡量"),
        ({"due": None}, "T", "期限"),
        ({"due": (2028, 1)}, "T", "计划期内"),
    ],
)
def test_each_gap_is_named_under_its_letter(changed: dict[str, Any], letter: str, words: str) -> None:
    found = missing(**changed)
    assert list(found) == [letter]
    assert any(words in text for text in found[letter])


def test_what_a_plan_type_does_not_ask_is_not_missed() -> None:
    asked = {name: value for name, value in WHOLE.items() if name not in ("owner", "measure")}
    goal = row("goals", **asked)
    assert all(letter.met for letter in smart(goal, plan(goal)))


def test_without_a_period_a_month_is_enough() -> None:
    goal = row("goals", **WHOLE | {"due": (2031, 1)})
    assert all(letter.met for letter in smart(goal, plan(goal, period=None)))
