"""What keeps a step from being complete, rows inside rows and the one of all among it."""

from typing import Any

import pytest

from planner.kernel.i18n import Text as T
from planner.wizards.schema import Field, Group, OnlyOne, Step
from planner.wizards.validate import problems

MAIN = Field("main", "yes_no", T("主要", "main"), required=False)
NAME = Field("name", "line", T("名", "name"))
ONE = OnlyOne("main", T("请标一条。", "Mark one."), T("只标一条。", "Mark one only."))


def bone(name: str) -> Group:
    return Group(name, "causes", T("骨", "bone"), T("一条", "a cause"), title="name", fields=(NAME, MAIN))


BONES = Step("causes", T("原因", "causes"), items=(bone("left"), bone("right")), only_one=ONE)
DEEP = Step(
    "accounts",
    T("客户", "accounts"),
    items=(
        Group(
            "list",
            "accounts",
            T("客户", "accounts"),
            T("一家", "an account"),
            title="name",
            minimum=1,
            fields=(NAME, Group("people", "people", T("人", "people"), T("一人", "a person"), title="name", fields=(NAME,), minimum=1)),
        ),
    ),
)


def row(key: str, **values: Any) -> dict[str, Any]:
    return {"id": key, "name": "名", **values}


@pytest.mark.parametrize(
    ("answers", "path", "words"),
    [
        ({}, "causes.left", ONE.none),
        ({"left": [row("a1")], "right": [row("b1", main=False)]}, "causes.left", ONE.none),
        ({"left": [row("a1", main=True)], "right": [row("b1", main=True)]}, "causes.right", ONE.several),
        ({"left": [row("a1", main=True), row("a2", main=True)]}, "causes.left", ONE.several),
    ],
)
def test_of_all_rows_exactly_one_says_yes(answers: dict[str, Any], path: str, words: T) -> None:
    assert problems(BONES, answers) == {path: words}


def test_one_marked_row_is_enough() -> None:
    assert problems(BONES, {"left": [row("a1", main=False)], "right": [row("b1", main=True)]}) == {}


def test_rows_inside_rows_are_missed_too() -> None:
    assert set(problems(DEEP, {})) == {"accounts.list"}
    assert set(problems(DEEP, {"list": [row("a1")]})) == {"accounts.list.a1.people"}
    assert set(problems(DEEP, {"list": [row("a1", people=[{"id": "p1"}])]})) == {"accounts.list.a1.people.p1.name"}
    assert problems(DEEP, {"list": [row("a1", people=[row("p1")])]}) == {}
