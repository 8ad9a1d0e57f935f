"""Saving fields and working on rows: nothing lost, nothing overwritten in silence."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from planner.kernel.errors import NotFound, WrongState
from planner.services import wizard
from planner.services.wizard import Change, base_of
from tests.factories.stage import Cast


@pytest.fixture
def number(stage: Cast) -> str:
    return stage.draft(stage.zhou, through="basics")


@contextmanager
def writes(stage: Cast) -> Iterator[list[str]]:
    """The inserts and updates sent to the database."""
    seen: list[str] = []

    def note(*args: object) -> None:
        statement = str(args[2])
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            seen.append(statement)

    event.listen(stage.engine, "before_cursor_execute", note)
    yield seen
    event.remove(stage.engine, "before_cursor_execute", note)


def test_saving_one_field_writes_one_row(stage: Cast, number: str) -> None:
    with writes(stage) as seen:
        saved = stage.type(stage.zhou, number, "pre-launch.objective", "开展疾病教育。")
    assert saved.changed == ("pre-launch.objective",)
    assert [s.split()[:2] for s in seen] == [["UPDATE", "step_answers"]]


def test_the_same_value_writes_nothing(stage: Cast, number: str) -> None:
    stage.type(stage.zhou, number, "pre-launch.objective", "开展疾病教育。")
    with writes(stage) as seen:
        stage.type(stage.zhou, number, "pre-launch.objective", "开展疾病教育。")
    assert seen == []


def test_the_check_of_a_save_asks_the_database_nothing(stage: Cast, number: str) -> None:
    change = Change("pre-launch.objective", "上市首月争取每位专家开出第一张处方。", base_of(None))
    with stage.act() as session:
        session.expire_on_commit = False
        written = wizard.write_posted(session, stage.house, stage.zhou, number, "pre-launch", lambda _step, _answers: [change])
    asked: list[object] = []
    event.listen(stage.engine, "before_cursor_execute", lambda *what: asked.append(what))
    saved = written.check()
    assert [finding.path for finding in saved.view.findings] == ["pre-launch.objective"]
    assert saved.changed == ("pre-launch.objective",)
    assert asked == []


def test_a_stale_save_names_both_texts_and_stores_neither_over_the_other(stage: Cast, number: str) -> None:
    empty = base_of(None)
    stage.type(stage.zhou, number, "pre-launch.objective", "第一个窗口写的。")
    saved = stage.type(stage.zhou, number, "pre-launch.objective", "第二个窗口写的。", base=empty)
    clash = saved.clashes["pre-launch.objective"]
    assert (clash.yours, clash.theirs) == ("第二个窗口写的。", "第一个窗口写的。")
    assert saved.view.answers["objective"] == "第一个窗口写的。"
    settled = stage.type(stage.zhou, number, "pre-launch.objective", "第二个窗口写的。", base=clash.base)
    assert settled.view.answers["objective"] == "第二个窗口写的。"


def test_one_bad_value_does_not_hold_the_others_back(stage: Cast, number: str) -> None:
    with stage.act() as session:
        saved = wizard.save_fields(
            session,
            stage.house,
            stage.zhou,
            number,
            "safety",
            [
                Change("safety.within_hours", "很快", base_of(None)),
                Change("safety.contact", "药物警戒部", base_of(None)),
                Change("safety.nothing", "x", base_of(None)),
            ],
        )
    assert saved.changed == ("safety.contact",)
    assert set(saved.errors) == {"safety.within_hours", "safety.nothing"}
    assert saved.view.answers == {"contact": "药物警戒部"}


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("basics.products", "99999"),
        ("basics.territory", "1"),
        ("basics.period_start", "2027-13"),
        ("basics.launch_date", "2027-02-29"),
        ("basics.title", "长" * 201),
        ("introduction.introduction", "长" * 5001),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(stage: Cast, number: str, path: str, typed: str) -> None:
    with writes(stage) as seen:
        saved = stage.type(stage.zhou, number, path, typed)
    assert set(saved.errors) == {path}
    assert (saved.changed, seen) == ((), [])


def test_an_end_before_its_start_is_said_at_once_and_kept(stage: Cast, number: str) -> None:
    saved = stage.type(stage.zhou, number, "basics.period_end", "2026-01")
    assert set(saved.errors) == {"basics.period_end"}
    assert saved.view.answers["period_end"] == "2026-01"


def test_rows_are_added_moved_removed_and_brought_back_where_they_stood(stage: Cast, number: str) -> None:
    group = "pre-launch.activities"
    with stage.act() as session:
        made = [wizard.add_row(session, stage.house, stage.zhou, number, "pre-launch", group)[1] for _ in range(3)]
    stage.type(stage.zhou, number, f"{group}.{made[1]}.name", "科室会")
    with stage.act() as session:
        view = wizard.move_row(session, stage.house, stage.zhou, number, "pre-launch", group, made[0], 1)
        assert [row["id"] for row in view.answers["activities"]] == [made[1], made[0], made[2]]
        view, kept = wizard.remove_row(session, stage.house, stage.zhou, number, "pre-launch", group, made[1])
        assert [row["id"] for row in view.answers["activities"]] == [made[0], made[2]]
    with stage.act() as session:
        for _ in range(2):  # a second undo changes nothing
            view = wizard.restore_row(session, stage.house, stage.zhou, number, "pre-launch", kept)
    assert [row["id"] for row in view.answers["activities"]] == [made[1], made[0], made[2]]
    assert view.answers["activities"][0]["name"] == "科室会"


def test_a_field_of_a_removed_row_says_so(stage: Cast, number: str) -> None:
    with stage.act() as session:
        _, row = wizard.add_row(session, stage.house, stage.zhou, number, "pre-launch", "pre-launch.activities")
        wizard.remove_row(session, stage.house, stage.zhou, number, "pre-launch", "pre-launch.activities", row)
        path = f"pre-launch.activities.{row}.name"
        saved = wizard.save_fields(session, stage.house, stage.zhou, number, "pre-launch", [Change(path, "x", base_of(None))])
    assert set(saved.errors) == {path}


def test_undo_of_somebody_elses_row_does_not_exist(stage: Cast, number: str) -> None:
    other = stage.draft(stage.ye, through="basics")
    with stage.act() as session:
        _, row = wizard.add_row(session, stage.house, stage.ye, other, "pre-launch", "pre-launch.activities")
        _, kept = wizard.remove_row(session, stage.house, stage.ye, other, "pre-launch", "pre-launch.activities", row)
    with pytest.raises(NotFound), stage.act() as session:
        wizard.restore_row(session, stage.house, stage.zhou, number, "pre-launch", kept)


def test_findings_come_with_the_save(stage: Cast, number: str) -> None:
    saved = stage.type(stage.zhou, number, "pre-launch.objective", "给每位专家按处方量返点。")
    assert "bribery" in {finding.category for finding in saved.view.findings}
    assert next(step for step in saved.view.steps if step.slug == "pre-launch").state == "change"


@pytest.mark.slow
def test_nobody_else_saves_and_nothing_is_saved_after_submission(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    with pytest.raises(WrongState) as stop:
        stage.type(stage.zhou, number, "safety.contact", "改了")
    assert stop.value.state == "in_review"
    with pytest.raises(NotFound):
        stage.type(stage.ye, number, "safety.contact", "改了")


def test_a_resumed_step_shows_what_was_typed(stage: Cast, number: str) -> None:
    stage.type(stage.zhou, number, "introduction.introduction", "背景文字。")
    with stage.act() as session:
        view = wizard.open_step(session, stage.house, stage.zhou, number, "introduction")
    assert view.answers == {"introduction": "背景文字。"}
    assert (view.previous, view.next, view.position, view.count) == ("basics", "pre-launch", 2, 10)
