"""Plain rows say what the objects say, in the same transaction too."""

import pytest
from sqlalchemy import select

from planner.kernel.errors import Stale
from planner.models import Revision, StepAnswers
from planner.services import plans, wizard
from planner.services.stored_steps import StoredStep, store, stored_steps
from tests.factories.stage import Cast


def said(row: StoredStep) -> tuple[object, ...]:
    return row.step, row.answers, row.touched, row.saves, row.saved_at


def test_rows_and_objects_say_the_same_before_and_after_a_change_that_was_not_sent(stage: Cast) -> None:
    with stage.act() as session:
        number = plans.create_plan(session, stage.house, stage.zhou, "launch").number
    with stage.act() as session:
        row = session.scalars(select(Revision).join(Revision.plan).where(plans.Plan.number == number)).one()
        plain = stored_steps(row)
        assert len(plain) == len(stage.house.plan_types["launch"].steps)
        assert not isinstance(plain[0], StepAnswers)
        one = session.scalars(select(StepAnswers).where(StepAnswers.revision_id == row.id, StepAnswers.step == "goals")).one()
        one.answers = {**one.answers, "note": "没有发出去的一句"}
        one.touched = True
        again = stored_steps(row)
        assert next(found for found in again if found.step == "goals").answers["note"] == "没有发出去的一句"
        assert sorted(map(str, map(said, again))) == sorted(map(str, map(said, row.steps)))
        assert stored_steps(row) is row.steps


def test_a_save_writes_one_guarded_row_and_what_was_locked_says_what_was_written(stage: Cast) -> None:
    with stage.act() as session:
        number = plans.create_plan(session, stage.house, stage.zhou, "launch").number
    with stage.act() as session:
        view, row, _ = wizard.writable_step(session, stage.house, stage.zhou, number, "goals")
        row.saves = 7  # as if it had been read before another save
        with pytest.raises(Stale):
            store(session, row, {"note": "旧的"}, stage.house.clock())
        assert said(row)[1] != {"note": "旧的"}
        row.saves = 0
        store(session, row, {"note": "新的"}, stage.house.clock())
        assert not session.dirty
        kept = session.get_one(StepAnswers, row.id)
        assert said(row) == said(kept)
        assert row.answers == {"note": "新的"}
        assert (row.touched, row.saves) == (True, 1)
        others = [one for one in stored_steps(view.revision) if one.step != "goals"]
        assert not any(one.saves or one.touched for one in others)


def test_objects_that_were_read_before_a_save_say_what_was_written(stage: Cast) -> None:
    with stage.act() as session:
        number = plans.create_plan(session, stage.house, stage.zhou, "launch").number
    with stage.act() as session:
        revision = session.scalars(select(Revision).join(Revision.plan).where(plans.Plan.number == number)).one()
        goals = next(one for one in revision.steps if one.step == "goals")
        _, row, _ = wizard.writable_step(session, stage.house, stage.zhou, number, "goals")
        store(session, row, {"note": "新的"}, stage.house.clock())
        assert goals.answers == {"note": "新的"}
        assert next(one for one in revision.steps if one.step == "goals") is goals


def test_what_is_locked_twice_in_a_transaction_is_one_thing_and_ends_with_it(stage: Cast) -> None:
    with stage.act() as session:
        number = plans.create_plan(session, stage.house, stage.zhou, "launch").number
    with stage.act() as session:
        view, row, _ = wizard.writable_step(session, stage.house, stage.zhou, number, "goals")
        store(session, row, {"note": "不留下的"}, stage.house.clock())
        assert wizard.writable_step(session, stage.house, stage.zhou, number, "goals")[1] is row
        assert row in list(stored_steps(view.revision))
        session.rollback()
        again = wizard.writable_step(session, stage.house, stage.zhou, number, "goals")[1]
        assert (again.saves, "note" in again.answers) == (0, False)


def test_a_step_opened_after_a_save_in_the_same_transaction_shows_it(stage: Cast) -> None:
    with stage.act() as session:
        number = plans.create_plan(session, stage.house, stage.zhou, "launch").number
    with stage.act() as session:
        before = wizard.open_step(session, stage.house, stage.zhou, number, "basics")
        change = wizard.Change("basics.title", "新的题目", wizard.base_of(before.answers.get("title")))
        wizard.save_fields(session, stage.house, stage.zhou, number, "basics", [change])
        after = wizard.open_step(session, stage.house, stage.zhou, number, "basics")
        assert (after.answers["title"], after.saves, after.touched) == ("新的题目", before.saves + 1, True)
