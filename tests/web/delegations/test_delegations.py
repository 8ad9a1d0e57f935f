"""The page where a role is lent, and what the colleague sees."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.models import AuditEvent, Delegation, Person
from planner.seeds import play
from planner.seeds.play import Stage
from tests.web.conftest import Browser, SetClock

pytestmark = pytest.mark.slow  # whole acts with real keys and papers

FORM = {"role": "manager", "territory": "", "from_on": "2026-11-24", "until_on": "2026-12-04", "reason": "年假"}


def person(stage: Stage, login: str) -> str:
    """Id of somebody, as the form sends it."""
    with stage.act() as session:
        return str(session.scalars(select(Person.id).where(Person.email == f"{login}@hengyu.example")).one())


def test_a_manager_lends_the_role_and_both_see_it(signed_in: Callable[..., Browser], stage: Stage) -> None:
    han, tang = signed_in("han.muzhi"), signed_in("tang.yuan")
    assert "委托" in han.get("/account").text
    answer = han.post("/delegations", FORM | {"taker": person(stage, "tang.yuan")})
    assert answer.status_code == 303 and answer.location == "/delegations"
    assert "唐予安代我" in han.get("/delegations").text
    assert "我代韩牧之" in tang.get("/delegations").text and "我代韩牧之" in tang.get("/account").text
    english = signed_in("tang.yuan", "en").get("/delegations").text
    assert "I act for 韩牧之" in english and "Give back" in english


def test_what_was_typed_stays_beside_the_words_about_it(manager: Browser, stage: Stage) -> None:
    answer = manager.post("/delegations", FORM | {"taker": person(stage, "tang.yuan"), "until_on": "2027-06-01", "reason": ""})
    assert answer.status_code == 422
    assert "一次委托最多 90 天" in answer.text and 'value="2027-06-01"' in answer.text and "请写一句为什么" in answer.text


@pytest.mark.parametrize("field", ["taker", "territory", "from_on", "until_on", "role"])
@pytest.mark.parametrize("value", ["", "x", "-1", "９", "99999999999999999999", "2026-13-45", "\x00"])
def test_nonsense_is_refused_in_words(manager: Browser, stage: Stage, field: str, value: str) -> None:
    answer = manager.post("/delegations", FORM | {"taker": person(stage, "tang.yuan"), field: value})
    assert answer.status_code == (303 if (field, value) == ("territory", "") else 422)


def test_it_is_ended_by_either_and_by_nobody_else(signed_in: Callable[..., Browser], stage: Stage) -> None:
    han, tang, lu = signed_in("han.muzhi"), signed_in("tang.yuan"), signed_in("lu.zhiwei")
    han.post("/delegations", FORM | {"taker": person(stage, "tang.yuan")})
    with stage.act() as session:
        key = session.scalars(select(Delegation.id)).one()
    assert lu.post(f"/delegations/{key}/end").status_code == 404
    assert tang.post(f"/delegations/{key}/end").status_code == 303
    assert "已提前结束" in han.get("/delegations").text


@pytest.mark.parametrize("who", ["zhou.yining", "fang.yinan"])
def test_for_people_with_nothing_to_lend_there_is_no_such_page(signed_in: Callable[..., Browser], who: str) -> None:
    browser = signed_in(who)
    assert browser.get("/delegations").status_code == 404
    assert browser.post("/delegations", FORM).status_code == 404
    assert browser.post("/delegations/1/end").status_code == 404
    assert 'href="/delegations"' not in browser.get("/account").text


def test_on_the_page_to_approve_it_says_for_whom(
    app: Flask, submitted: str, stage: Stage, signed_in: Callable[..., Browser], clock: SetClock
) -> None:
    play.pass_on(stage, stage.actor("lu.zhiwei@hengyu.example"), submitted)
    clock.now = stage.clock.now + timedelta(minutes=1)
    han, tang = signed_in("han.muzhi"), signed_in("tang.yuan")
    assert tang.get(f"/approval/{submitted}").status_code == 404
    han.post("/delegations", FORM | {"taker": person(stage, "tang.yuan")})
    page = tang.get(f"/approval/{submitted}")
    assert page.status_code == 200 and "你在代韩牧之" in page.text
    assert "你在代" not in han.get(f"/approval/{submitted}").text
    assert tang.post(f"/approval/{submitted}/open").status_code == 303
    assert "唐予安（代韩牧之），" in tang.get(f"/approval/{submitted}/sign").text
    assert submitted in tang.get("/").text
    clock.pass_(days=14)
    assert signed_in("tang.yuan").get(f"/approval/{submitted}").status_code == 404


def test_on_the_desk_it_says_for_whom(submitted: str, stage: Stage, signed_in: Callable[..., Browser]) -> None:
    with stage.act() as session:
        lu = session.scalars(select(Person).where(Person.email == "lu.zhiwei@hengyu.example")).one()
        lu.grants[0].territory_id = session.scalars(select(Person.territory_id).where(Person.email == "shen.ruoxi@hengyu.example")).one()
    cheng, taker = signed_in("cheng.yan"), person(stage, "lu.zhiwei")
    lu_browser = signed_in("lu.zhiwei")
    assert lu_browser.get(f"/review/{submitted}").status_code == 404
    cheng.post("/delegations", FORM | {"role": "officer", "taker": taker})
    assert "你在代程砚" in lu_browser.get(f"/review/{submitted}").text
    assert "你在代" not in cheng.get(f"/review/{submitted}").text


def test_whoever_acts_for_a_colleague_takes_over_a_review_held_by_another(
    submitted: str, stage: Stage, signed_in: Callable[..., Browser]
) -> None:
    with stage.act() as session:
        cheng = session.scalars(select(Person).where(Person.email == "cheng.yan@hengyu.example")).one()
        cheng.grants[0].territory_id = session.scalars(select(Person.territory_id).where(Person.email == "shen.ruoxi@hengyu.example")).one()
    signed_in("lu.zhiwei").post("/delegations", FORM | {"role": "officer", "taker": person(stage, "cheng.yan")})
    assert signed_in("gu.qinghe").post(f"/review/{submitted}/claim").status_code == 303
    assert signed_in("cheng.yan").post(f"/review/{submitted}/take-over").status_code == 303
    lu = person(stage, "lu.zhiwei")
    with stage.act() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "plan.reassign")).one()
        assert event.detail["to"] == event.actor_id and str(event.detail["for_person"]) == lu


def test_administrators_see_who_acts_for_whom_and_disabling_ends_it(signed_in: Callable[..., Browser], stage: Stage) -> None:
    han, tang = person(stage, "han.muzhi"), person(stage, "tang.yuan")
    signed_in("han.muzhi").post("/delegations", FORM | {"taker": tang})
    fang = signed_in("fang.yinan")
    for subject in (han, tang):
        assert "唐予安代韩牧之：地区经理，全部片区，2026年11月24日" in fang.get(f"/company/people/{subject}").text
    assert "唐予安代" not in fang.get(f"/company/people/{person(stage, 'lu.zhiwei')}").text
    with stage.act() as session:
        version = session.scalars(select(Person.version).where(Person.id == int(han))).one()
    assert fang.post(f"/company/people/{han}/disable", {"version": str(version)}).status_code == 303
    assert "唐予安代" not in fang.get(f"/company/people/{tang}").text
    with stage.act() as session:
        assert session.scalars(select(Delegation.ended_at)).one() is not None
        assert session.scalars(select(AuditEvent.event).where(AuditEvent.event == "delegation.end")).one()
