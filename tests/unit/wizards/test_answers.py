"""Paths into answers, and changes that leave the old answers alone."""

import pytest

from planner.kernel.errors import NotFound, Stale
from planner.kernel.i18n import Text as T
from planner.wizards import answers as paths
from planner.wizards.schema import Field, Group, Step, When

NAME = Field("name", "line", T("名", "name"))
STEP = Step(
    "accounts",
    T("大客户", "accounts"),
    items=(
        Field("kind", "line", T("类", "kind")),
        Field("more", "line", T("补充", "more"), when=When("kind", ("x",))),
        Group(
            "list",
            "accounts",
            T("客户", "accounts"),
            T("一家", "an account"),
            title="name",
            maximum=2,
            fields=(NAME, Group("people", "people", T("人", "people"), T("一人", "a person"), title="name", fields=(NAME,))),
        ),
    ),
)
TWO_LEVELS = {"kind": "x", "list": [{"id": "a1", "name": "甲", "people": [{"id": "p1", "name": "乙"}]}]}


def test_leaves_come_in_reading_order_with_both_paths() -> None:
    found = [(leaf.path, leaf.schema_path, leaf.value) for leaf in paths.leaves(STEP, TWO_LEVELS)]
    assert found == [
        ("accounts.kind", "accounts.kind", "x"),
        ("accounts.more", "accounts.more", None),
        ("accounts.list.a1.name", "accounts.list.name", "甲"),
        ("accounts.list.a1.people.p1.name", "accounts.list.people.name", "乙"),
    ]


def test_the_leaf_at_a_path_is_the_one_that_stands_there_among_all() -> None:
    answers = {**TWO_LEVELS, "list": [*TWO_LEVELS["list"], {"id": "a2", "people": []}]}  # type: ignore[misc]
    every = list(paths.leaves(STEP, answers))
    assert len(every) == 5
    for one in every:
        assert paths.leaf(STEP, answers, one.path) == one
        assert paths.leaf(STEP, paths.with_value(STEP, answers, one.path, "新"), one.path).value == "新"


def test_a_condition_hides_a_field() -> None:
    assert paths.leaf(STEP, {"kind": "x"}, "accounts.more").visible
    assert not paths.leaf(STEP, {"kind": "y"}, "accounts.more").visible


def test_a_change_inside_a_nested_row_leaves_the_old_answers_alone() -> None:
    changed = paths.with_value(STEP, TWO_LEVELS, "accounts.list.a1.people.p1.name", "丙")
    assert changed["list"][0]["people"][0]["name"] == "丙"
    assert TWO_LEVELS["list"][0]["people"][0]["name"] == "乙"  # type: ignore[index]


@pytest.mark.parametrize("path", ["accounts.nothing", "accounts.list.zz.name", "accounts.list", "", "accounts", "goals.kind"])
def test_a_path_that_leads_nowhere_is_not_found(path: str) -> None:
    with pytest.raises(NotFound):
        paths.with_value(STEP, TWO_LEVELS, path, "x")


def test_rows_come_and_go_in_nested_groups() -> None:
    added, row = paths.add_row(STEP, TWO_LEVELS, "accounts.list.a1.people")
    assert [r["id"] for r in added["list"][0]["people"]] == ["p1", row]
    moved = paths.move_row(STEP, added, "accounts.list.a1.people", row, -1)
    assert [r["id"] for r in moved["list"][0]["people"]] == [row, "p1"]
    left, taken, at = paths.remove_row(STEP, moved, "accounts.list.a1.people", "p1")
    assert ([r["id"] for r in left["list"][0]["people"]], taken["name"], at) == ([row], "乙", 1)


def test_a_full_group_takes_no_more() -> None:
    full, _ = paths.add_row(STEP, TWO_LEVELS, "accounts.list")
    with pytest.raises(Stale):
        paths.add_row(STEP, full, "accounts.list")


@pytest.mark.parametrize("group", ["accounts.people", "accounts.list.zz.people", "accounts.nothing", "accounts"])
def test_a_group_that_is_not_there_is_not_found(group: str) -> None:
    with pytest.raises(NotFound):
        paths.add_row(STEP, TWO_LEVELS, group)
