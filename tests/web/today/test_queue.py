"""The officer's list: filters in the address, filters kept under a name, pages, and what is done from the list itself."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from planner.models import Revision, SavedFilter
from planner.seeds.load import load
from planner.seeds.play import Stage
from planner.services import review
from tests.web.conftest import Browser

OFFICER, SECOND = "lu.zhiwei@hengyu.example", "cheng.yan@hengyu.example"


@pytest.fixture
def many(stage: Stage) -> Stage:
    """A hundred plans, of which two dozen wait in the region of lu."""
    load(stage.transaction, stage.house, 120, 400)
    return stage


def _titles(page: str) -> list[str]:
    return re.findall(r'<h3 class="pw-card__title"><a href="([^"]+)"', page)


def _first(page: str) -> str:
    return re.findall(r'action="/queue/([^/]+)/claim"', page)[0]


def test_pages_follow_one_another_without_a_gap(many: Stage, signed_in: Callable[..., Browser]) -> None:
    head = signed_in("gu.qinghe")
    first = head.get("/").text
    onward = unescape(re.findall(r'href="([^"]+)" rel="next"', first)[0])
    second = head.get(onward).text
    assert len(_titles(first)) == 25 and set(_titles(first)).isdisjoint(_titles(second))
    assert "回到最前" in second and "回到最前" not in first


def test_the_address_carries_every_filter_and_the_tabs_keep_it(many: Stage, officer: Browser) -> None:
    page = officer.get("/?kind=launch&sort=due&late=1&officer=none&product=nonsense").text
    tab = next(parse_qs(urlsplit(unescape(href)).query) for href in re.findall(r'href="(/[?][^"]+)"', page) if "show=mine" in href)
    assert tab == {"kind": ["launch"], "sort": ["due"], "late": ["1"], "officer": ["none"], "show": ["mine"]}
    chosen = re.findall(r'<option value="(launch|none)" selected>', page)
    assert sorted(chosen) == ["launch", "none"] and 'name="late" value="1" checked' in page


def test_a_plan_is_taken_put_back_and_given_to_somebody_from_the_list(many: Stage, officer: Browser) -> None:
    number = _first(officer.get("/").text)
    answer = officer.post(f"/queue/{number}/claim", {"query": "sort=due&evil=1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?sort=due"), "only what a filter knows comes back"
    page = officer.get("/").text
    assert f'action="/queue/{number}/release"' in page and "接着看" in page
    officer.post(f"/queue/{number}/release", {})
    assert f'action="/queue/{number}/claim"' in officer.get("/").text
    other = many.actor(SECOND).person_id
    officer.post(f"/queue/{number}/assign", {"to": str(other)})
    assert number in officer.get(f"/?officer={other}").text and "分给程砚" in officer.get(f"/?officer={other}").text


def test_a_plan_is_not_given_to_somebody_who_may_not_review_it(many: Stage, officer: Browser) -> None:
    number = _first(officer.get("/").text)
    officer.post(f"/queue/{number}/assign", {"to": str(many.actor("han.muzhi@hengyu.example").person_id)})
    assert "请选一位负责这个片区的合规专员" in officer.get("/").text
    officer.post(f"/queue/{number}/assign", {"to": "x"})
    assert "请选一位负责这个片区的合规专员" in officer.get("/").text


def test_the_list_says_who_is_reading_and_since_when(many: Stage, officer: Browser) -> None:
    number = _first(officer.get("/").text)
    second = many.actor(SECOND)
    with many.act() as session:
        review.claim(session, many.house, second, number)
    page = officer.get("/").text
    assert "程砚在审" in page and "有动作" in page
    assert officer.post(f"/queue/{number}/assign", {"to": ""}).status_code == 409


@pytest.mark.parametrize("act", ["claim", "release", "assign"])
def test_nobody_else_acts_on_the_list(many: Stage, officer: Browser, signed_in: Callable[..., Browser], act: str) -> None:
    number = _first(officer.get("/").text)
    for who in ("zhou.yining", "han.muzhi", "fang.yinan"):
        assert signed_in(who).post(f"/queue/{number}/{act}", {}).status_code == 404


def test_a_filter_is_kept_under_a_name_and_is_nobody_elses(app: Flask, many: Stage, signed_in: Callable[..., Browser]) -> None:
    lu, gu = signed_in("lu.zhiwei"), signed_in("gu.qinghe")
    lu.post("/queue/filters", {"name": "  急的 上市 ", "query": "kind=launch&sort=due&next=//evil.example"})
    page = lu.get("/").text
    assert "急的 上市" in page and 'href="/?kind=launch&amp;sort=due"' in page
    assert "急的 上市" not in gu.get("/").text
    with many.act() as session:
        key = session.scalars(select(SavedFilter.id)).one()
    assert gu.post(f"/queue/filters/{key}/remove", {}).status_code == 404
    lu.post("/queue/filters", {"name": "急的 上市", "query": "late=1"})
    assert 'href="/?late=1"' in lu.get("/").text, "the same name takes the new filter"
    with many.act() as session:
        key = session.scalars(select(SavedFilter.id)).one()
    assert lu.post(f"/queue/filters/{key}/remove", {}).status_code == 303
    assert "急的 上市" not in lu.get("/").text


@pytest.mark.parametrize(("name", "query"), [("", "late=1"), ("x" * 41, "late=1"), ("空的", "evil=1"), ("空的", "")])
def test_a_filter_without_a_name_or_without_a_choice_is_not_kept(many: Stage, officer: Browser, name: str, query: str) -> None:
    officer.post("/queue/filters", {"name": name, "query": query})
    with many.act() as session:
        assert session.scalar(select(func.count()).select_from(SavedFilter)) == 0


@pytest.mark.parametrize("query", ["after=x", "after=999999999999", "after=-1", "officer=²", "territory=²", "sort=x&show=x", "late=2"])
def test_an_address_that_makes_no_sense_is_the_plain_list(many: Stage, officer: Browser, query: str) -> None:
    answer = officer.get(f"/?{query}")
    assert answer.status_code == 200 and _titles(answer.text) == _titles(officer.get("/").text)


def test_due_dates_are_told_in_working_days(many: Stage, signed_in: Callable[..., Browser]) -> None:
    page = signed_in("gu.qinghe").get("/?sort=due").text
    assert re.search(r"晚了 \d 个工作日|已过期限", page)
    english = signed_in("gu.qinghe", "en").get("/?sort=age").text
    assert re.search(r"working days? left|working days? late|due today", english)
    with many.act() as session:
        assert session.scalar(select(func.count()).where(Revision.due_on.is_(None), Revision.state == "in_review")) == 0
