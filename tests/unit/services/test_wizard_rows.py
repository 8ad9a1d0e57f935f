"""Rows of the tools: begun with a choice, moved between neighbours, dropped when nothing was written."""

import pytest

from planner.kernel.errors import NotFound, Stale, WrongState
from planner.services import plans, wizard, wizard_rows
from planner.services.wizard import Change, base_of
from tests.factories.stage import Cast


@pytest.fixture
def number(stage: Cast) -> str:
    with stage.act() as session:
        return plans.create_plan(session, stage.house, stage.ye, "territory").number


def _add(stage: Cast, number: str, group: str, after: str | None = None, **values: str) -> str:
    with stage.act() as session:
        return wizard_rows.add_row(session, stage.house, stage.ye, number, group.split(".")[0], group, values, after)[1]


def _rows(stage: Cast, number: str, group: str) -> list[str]:
    with stage.act() as session:
        answers = plans.open_plan(session, stage.house, stage.ye, number).answers
    step, name = group.split(".")
    return [row["id"] for row in answers[step].get(name) or ()]


def test_a_row_stands_after_the_one_named(stage: Cast, number: str) -> None:
    first, second = (_add(stage, number, "swot.strengths") for _ in range(2))
    between = _add(stage, number, "swot.strengths", first)
    assert _rows(stage, number, "swot.strengths") == [first, between, second]
    with pytest.raises(NotFound):
        _add(stage, number, "swot.strengths", "gone")


def test_only_choices_can_be_made_beforehand(stage: Cast, number: str) -> None:
    row = _add(stage, number, "segments.segments", tier="B")
    assert _rows(stage, number, "segments.segments")[-1] == row
    for wrong in ({"tier": "Z"}, {"criteria": "x"}, {"nobody": "x"}):
        with pytest.raises(NotFound):
            _add(stage, number, "segments.segments", **wrong)


def test_a_moved_row_keeps_its_id_and_its_words(stage: Cast, number: str) -> None:
    row = _add(stage, number, "swot.strengths")
    with stage.act() as session:
        change = Change(f"swot.strengths.{row}.point", "课件都有审核编号", base_of(None))
        wizard.save_fields(session, stage.house, stage.ye, number, "swot", [change])
    with stage.act() as session:
        view = wizard_rows.transfer_row(session, stage.house, stage.ye, number, "swot", "swot.strengths", row, "swot.threats")
    assert view.answers["threats"] == [{"id": row, "point": "课件都有审核编号"}]
    assert _rows(stage, number, "swot.strengths") == []


def test_a_row_goes_only_where_the_same_is_asked_and_there_is_room(stage: Cast, number: str) -> None:
    row = _add(stage, number, "swot.strengths")
    with stage.act() as session, pytest.raises(NotFound):
        wizard_rows.transfer_row(session, stage.house, stage.ye, number, "swot", "swot.strengths", row, "swot.nothing")
    for _ in range(12):
        _add(stage, number, "swot.threats")
    with stage.act() as session, pytest.raises(Stale):
        wizard_rows.transfer_row(session, stage.house, stage.ye, number, "swot", "swot.strengths", row, "swot.threats")
    assert _rows(stage, number, "swot.strengths") == [row]


def test_lines_without_words_are_dropped_and_others_are_kept(stage: Cast, number: str) -> None:
    kept, empty = (_add(stage, number, "swot.strengths") for _ in range(2))
    segment = _add(stage, number, "segments.segments")
    with stage.act() as session:
        change = Change(f"swot.strengths.{kept}.point", "有依据的一条", base_of(None))
        wizard.save_fields(session, stage.house, stage.ye, number, "swot", [change])
    for slug in ("swot", "segments"):
        with stage.act() as session:
            dropped = wizard_rows.drop_empty_lines(session, stage.house, stage.ye, number, slug)
        assert (dropped is not None) == (slug == "swot")
    assert _rows(stage, number, "swot.strengths") == [kept] != [kept, empty]
    assert segment in _rows(stage, number, "segments.segments"), "only lines vanish, not rows of many questions"


def test_nothing_is_touched_in_a_plan_that_is_out_of_the_authors_hands(stage: Cast) -> None:
    submitted = stage.submitted(stage.zhou)
    with stage.act() as session, pytest.raises(WrongState):
        wizard_rows.drop_empty_lines(session, stage.house, stage.zhou, submitted, "basics")
