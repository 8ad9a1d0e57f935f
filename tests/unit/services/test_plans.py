"""Starting, deleting, amending, withdrawing: who may and when."""

from datetime import timedelta

import pytest

from planner.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from planner.seeds import play
from planner.services import cards, plans
from planner.services.plans import UNDELETE_WITHIN
from planner.workflow import State
from tests.factories.stage import Cast


def state_of(stage: Cast, number: str, who: str, revision: int | None = None) -> State:
    with stage.act() as session:
        return plans.open_plan(session, stage.house, getattr(stage, who), number, revision=revision).state


def test_numbers_count_up_within_year_and_kind(stage: Cast) -> None:
    with stage.act() as session:
        made = [plans.create_plan(session, stage.house, stage.zhou, "launch").number for _ in range(2)]
    assert made == ["2026-LA-0001", "2026-LA-0002"]


def test_a_new_plan_knows_the_territory_and_the_risks_to_think_of(stage: Cast) -> None:
    with stage.act() as session:
        plan = plans.create_plan(session, stage.house, stage.zhou, "launch")
        answers = plans.open_plan(session, stage.house, stage.zhou, plan.number).answers
    assert answers["basics"]["territory"] == stage.zhou.territory_id
    assert [row["name"] for row in answers["risks"]["risks"]] == ["entry_delay", "fast_competitor", "adverse_event"]


def test_only_representatives_start_plans(stage: Cast) -> None:
    for who in (stage.lu, stage.han, stage.fang):
        with pytest.raises(NotAllowed), stage.act() as session:
            plans.create_plan(session, stage.house, who, "launch")


def test_an_unknown_kind_does_not_exist(stage: Cast) -> None:
    with pytest.raises(NotFound), stage.act() as session:
        plans.create_plan(session, stage.house, stage.zhou, "nothing")


def test_a_draft_is_its_authors_and_the_managers_of_the_territory_alone(stage: Cast) -> None:
    number = stage.draft(stage.zhou, through="basics")
    for who in (stage.ye, stage.lu, stage.gu, stage.tang, stage.fang):
        with pytest.raises(NotFound), stage.act() as session:
            plans.open_plan(session, stage.house, who, number)
    assert state_of(stage, number, "han") is State.DRAFT


def test_a_deleted_draft_comes_back_within_thirty_days(stage: Cast) -> None:
    number = stage.draft(stage.zhou, through="basics")
    with stage.act() as session:
        plans.delete_plan(session, stage.house, stage.zhou, number)
    with stage.act() as session:
        assert cards.own_plans(session, stage.house, stage.zhou) == []
        assert [card.number for card in cards.deleted_plans(session, stage.house, stage.zhou)] == [number]
        plans.undelete_plan(session, stage.house, stage.zhou, number)
    assert state_of(stage, number, "zhou") is State.DRAFT


def test_after_thirty_days_it_does_not(stage: Cast) -> None:
    number = stage.draft(stage.zhou, through="basics")
    with stage.act() as session:
        plans.delete_plan(session, stage.house, stage.zhou, number)
    stage.clock.now += UNDELETE_WITHIN + timedelta(minutes=1)
    with pytest.raises(WrongState), stage.act() as session:
        plans.undelete_plan(session, stage.house, stage.zhou, number)


def test_what_was_submitted_once_cannot_be_deleted(stage: Cast) -> None:
    from planner.services import submission

    number = stage.submitted(stage.zhou)
    with stage.act() as session:
        submission.recall(session, stage.house, stage.zhou, number)
    with pytest.raises(WrongState), stage.act() as session:
        plans.delete_plan(session, stage.house, stage.zhou, number)
    assert state_of(stage, number, "zhou") is State.DRAFT


@pytest.mark.slow
def test_an_amendment_leaves_the_approved_revision_in_force_until_it_is_approved(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    with stage.act() as session:
        plans.amend_plan(session, stage.house, stage.zhou, number)
    assert (state_of(stage, number, "zhou", 1), state_of(stage, number, "zhou")) == (State.APPROVED, State.DRAFT)
    with pytest.raises(WrongState), stage.act() as session:
        plans.amend_plan(session, stage.house, stage.zhou, number)
    play.submit(stage, stage.zhou, number)
    play.pass_on(stage, stage.lu, number)
    assert state_of(stage, number, "zhou", 1) is State.APPROVED
    play.approve(stage, stage.han, number)
    assert (state_of(stage, number, "zhou", 1), state_of(stage, number, "zhou", 2)) == (State.SUPERSEDED, State.APPROVED)


def test_a_manager_withdraws_with_a_reason_even_while_an_amendment_is_open(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    with stage.act() as session:
        plans.amend_plan(session, stage.house, stage.zhou, number)
    with pytest.raises(Invalid), stage.act() as session:
        plans.withdraw_plan(session, stage.house, stage.han, number, "  ")
    with stage.act() as session:
        plans.withdraw_plan(session, stage.house, stage.han, number, "上市推迟。")
    assert (state_of(stage, number, "zhou", 1), state_of(stage, number, "zhou", 2)) == (State.WITHDRAWN, State.DRAFT)


@pytest.mark.slow
def test_a_plan_expires_when_its_period_ends_in_shanghai(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    with stage.act() as session:
        end = plans.open_plan(session, stage.house, stage.zhou, number).revision.period_end
    assert end is not None
    stage.clock.set(end, hour=15)  # 23:05 of the last day in Shanghai
    with stage.act() as session:
        assert plans.expire_due(session, stage.house) == 0
    stage.clock.set(end, hour=16)  # five past midnight
    with stage.act() as session:
        assert plans.expire_due(session, stage.house) == 1
    assert state_of(stage, number, "zhou") is State.EXPIRED
