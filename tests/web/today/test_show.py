"""The first page: a spoken sentence, then what asks to be done, by role."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from planner.seeds import play
from planner.seeds.play import Stage
from planner.services import plans
from planner.web.today import sentence
from planner.wizards.registry import discover
from tests.web.conftest import DAYS, Browser

AUTHOR, OFFICER = "zhou.yining@hengyu.example", "lu.zhiwei@hengyu.example"


def _draft(stage: Stage, through: str | None = None) -> str:
    return play.write_plan(stage, stage.actor(AUTHOR), days=DAYS, product="禾屿单抗注射液", through=through)


def test_an_author_without_plans_is_led_to_start_one(author: Browser) -> None:
    page = author.get("/").text
    assert "还没有计划，从下面选一种开始。" in page and "下午好，亦宁" in page
    for kind in discover().values():
        assert f'value="{kind.slug}"' in page and kind.promise.zh in page


def test_a_draft_stands_as_a_card_with_a_pip_for_each_step(author: Browser, stage: Stage) -> None:
    number = _draft(stage, through="introduction")
    page = author.get("/").text
    assert "一份还在写。" in page and "接着写" in page
    steps = len(discover()["launch"].steps)
    assert page.count('<rect class="pw-pips__') >= steps
    assert f"{steps} 步中" in page
    assert number not in re.sub(r"<[^>]+>", "", page), "a number is for the paper, not for the eye"


def test_only_own_plans_are_shown(signed_in: Callable[..., Browser], stage: Stage) -> None:
    _draft(stage, through="basics")
    assert "还没有计划" in signed_in("ye.zhiqiu").get("/").text


def test_there_is_one_solid_button(author: Browser, stage: Stage) -> None:
    _draft(stage, through="basics")
    _draft(stage, through="basics")
    assert author.get("/").text.count("pw-btn--solid") == 1


def test_starting_a_plan_makes_a_draft_of_that_kind(app: Flask, author: Browser, stage: Stage) -> None:
    answer = author.post("/plans", {"kind": "launch"})
    assert answer.status_code == 303
    who = stage.actor(AUTHOR)
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, who, "2026-LA-0001")
    assert view.plan_type.slug == "launch" and "2026-LA-0001" in answer.headers["Location"]


@pytest.mark.parametrize("kind", ["", "no-such-kind", "launch'; --"])
def test_an_unknown_kind_starts_nothing(author: Browser, kind: str) -> None:
    assert author.post("/plans", {"kind": kind}).status_code == 404
    assert "还没有计划" in author.get("/").text


def test_only_representatives_start_plans(officer: Browser) -> None:
    assert officer.post("/plans", {"kind": "launch"}).status_code == 404
    assert "开始一份计划" not in officer.get("/").text


def test_an_officer_with_an_empty_queue_is_told_how_it_fills(officer: Browser) -> None:
    page = officer.get("/").text
    assert "现在没有计划等着看。" in page and "没有等着看的计划" in page


def test_the_queue_shows_what_was_submitted_and_the_filters_stay_in_the_address(submitted: str, officer: Browser) -> None:
    page = officer.get("/").text
    assert "一份计划等着看" in page or "一份等着看" in page
    assert "周亦宁" in page and "云川片区" in page and 'href="/?show=mine"' in page
    assert "周亦宁" in officer.get("/?show=mine").text, "the only officer of the territory gets it"
    assert "这里没有计划" in officer.get("/?officer=none").text
    assert "周亦宁" in officer.get("/?show=nonsense").text, "an unknown filter is the plain list"


def test_the_queue_is_narrowed_by_territory_and_by_kind_of_remark(submitted: str, officer: Browser) -> None:
    page = officer.get("/")
    offered = page.text.split('id="territory"')[1].split("</select>")[0]
    ids = dict(re.findall(r'<option value="(\d+)">([^<]+)', offered))
    here = next(key for key, name in ids.items() if name == "云川片区")
    there = next(key for key, name in ids.items() if name == "临溪片区")
    assert "海岚大区" not in ids.values(), "only territories of one's own are offered"
    assert "周亦宁" in officer.get(f"/?territory={here}").text
    assert "周亦宁" not in officer.get(f"/?territory={there}").text
    assert "周亦宁" in officer.get("/?territory=abc&category=abc").text, "what is unknown does not narrow"
    assert "这里没有计划" in officer.get("/?category=samples").text


def test_people_of_another_region_do_not_see_it(submitted: str, signed_in: Callable[..., Browser]) -> None:
    for elsewhere in ("tang.yuan", "shen.ruoxi", "fang.yinan"):
        assert "周亦宁" not in signed_in(elsewhere).get("/").text


def test_the_author_sees_who_has_it(submitted: str, author: Browser) -> None:
    page = author.get("/").text
    assert "一份在合规手里。" in page and "还没有人领取" in page and "查看进展" in page


def test_the_manager_sees_what_waits_and_where_the_teams_plans_stand(submitted: str, stage: Stage, manager: Browser) -> None:
    page = manager.get("/").text
    assert "没有等你批准的计划" in page and "合规在看" in page and "周亦宁" in page
    play.pass_on(stage, stage.actor(OFFICER), submitted)
    page = manager.get("/").text
    assert "一份等你批准" in page and "看摘要" in page


def test_the_administrator_is_led_to_the_company(administrator: Browser) -> None:
    page = administrator.get("/").text
    assert "人员、片区、产品登记和公司政策" in page and "开始一份计划" not in page


@pytest.mark.parametrize("who", ["zhou.yining", "lu.zhiwei", "gu.qinghe", "han.muzhi", "fang.yinan"])
def test_every_role_has_its_page_in_english(signed_in: Callable[..., Browser], who: str) -> None:
    page = signed_in(who, "en").get("/")
    assert page.status_code == 200
    for ours in ("今天", "我的计划", "待审", "团队", "等你批准", "份"):
        assert ours not in page.text


@pytest.mark.parametrize(
    ("hour", "greeting"), [(0, "早上好，亦宁"), (4, "中午好，亦宁"), (8, "下午好，亦宁"), (13, "晚上好，亦宁"), (19, "晚上好，亦宁")]
)
def test_the_greeting_follows_the_clock_in_shanghai(app: Flask, hour: int, greeting: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        assert sentence.greeting("周亦宁", datetime(2026, 11, 24, hour, tzinfo=UTC)) == greeting


def test_a_name_of_two_characters_is_spoken_whole(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        assert sentence.greeting("程砚", datetime(2026, 11, 24, 8, tzinfo=UTC)) == "下午好，程砚"
