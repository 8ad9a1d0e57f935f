"""Whoever acts for a colleague hears what the colleague hears, and in whose place; by the day it is due, with a link that works."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.models import Notice, Person
from planner.seeds import play
from planner.services import delegation, reminders
from planner.services.audit import Event, record
from planner.services.notice_kinds import Kind
from planner.services.notice_words import Told, in_words
from planner.services.notices import notify
from planner.workflow import Role
from tests.factories.lending import TODAY, grant, lend
from tests.factories.stage import Cast, second_administrator


def said(stage: Cast, kind: str) -> dict[str, Told]:
    """Name of the reader → what they read."""
    with Session(stage.engine) as session:
        rows = session.execute(select(Notice, Person.name).join(Person, Person.id == Notice.person_id).where(Notice.kind == kind)).all()
        return {name: in_words(session, stage.house, [row])[0] for row, name in rows}


@pytest.mark.slow
def test_a_plan_for_an_officer_who_is_away_is_told_to_the_deputy_as_such(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    lend(stage, stage.lu, stage.gu, Role.OFFICER)
    play.submit(stage, stage.zhou, number)
    found = said(stage, "assigned")
    assert set(found) == {"陆知微", "顾清和"}
    assert found["陆知微"].what.zh.endswith("由你审核") and "请在2026年11月25日以前审完" in found["陆知微"].to_do.zh
    assert found["顾清和"].what.zh.startswith("代陆知微：") and found["顾清和"].what.en.startswith("For 陆知微: ")
    assert found["顾清和"].path == f"/review/{number}"
    stage.clock.now += timedelta(days=5)
    with stage.act() as session:
        reminders.remind(session, stage.house)
    assert set(said(stage, "overdue")) == {"陆知微", "顾清和"}


@pytest.mark.slow
def test_a_plan_to_approve_is_told_to_the_deputy_unless_the_one_away_has_a_side_in_it(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    lend(stage, stage.han, stage.tang, Role.MANAGER)
    play.pass_on(stage, stage.lu, number)
    found = said(stage, "to_approve")
    assert set(found) == {"韩牧之", "唐予安"} and found["唐予安"].what.zh == f"代韩牧之：新产品上市推广计划 {number} 等你批准"


@pytest.mark.slow
def test_nobody_is_told_in_the_place_of_whoever_passed_it(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    grant(stage, stage.lu, Role.MANAGER, "云川大区")
    lend(stage, stage.lu, stage.tang, Role.MANAGER)
    play.pass_on(stage, stage.lu, number)
    assert set(said(stage, "to_approve")) == {"韩牧之"}


def test_the_end_of_a_delegation_says_whose_role_it_was(stage: Cast) -> None:
    key = lend(stage, stage.cheng, stage.lu, Role.OFFICER)
    assert said(stage, "delegated")["陆知微"].path == "/delegations"
    with stage.act() as session:
        delegation.end(session, stage.house, stage.cheng, key)
    assert said(stage, "delegation_ended")["陆知微"].what.zh == "程砚委托给陆知微的“合规专员”结束了"


def test_what_ends_today_says_today(stage: Cast) -> None:
    with stage.act() as session:
        for n in (0, 1):
            notify(
                session,
                stage.house,
                Kind.FILING_ENDING,
                [stage.zhou.person_id],
                key=f"f{n}",
                n=n,
                until_on=(TODAY + timedelta(n)).isoformat(),
            )
        rows = session.scalars(select(Notice).order_by(Notice.id)).all()
        today, tomorrow = in_words(session, stage.house, rows)
    assert (
        today.what.zh == "你的备案号今天到期（2026年11月22日）" and today.what.en == "Your filing number expires today (22 November 2026)"
    )
    assert tomorrow.what.en == "Your filing number expires in 1 day (23 November 2026)"


def test_with_two_administrators_the_one_it_is_about_is_asked(stage: Cast) -> None:
    second = second_administrator(stage)
    with stage.act() as session:
        record(session, stage.house, Event.ROLE_PROPOSE, stage.fang, person=second.person_id, proposal=1)
    assert set(said(stage, "roles_asked")) == {"秦书"}
