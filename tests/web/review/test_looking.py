"""Who is looking now: shown on queue, desk and approval, ends by itself, and keeps no session and no claim alive."""

import re
from collections.abc import Callable

import pytest

from tests.web.approval.conftest import passed as passed  # the plan that waits for approval
from tests.web.conftest import HTMX, Browser, SetClock


def _line(page: str) -> str:
    found = re.search(r'id="looking".*?</p>', page, re.S)
    assert found, "the page has its line"
    return re.sub(r"<[^>]+>", "", found[0].partition(">")[2]).strip()


def _look(browser: Browser, number: str, where: str = "review", **form: str) -> int:
    return browser.post(f"/{where}/{number}/looking", {"shown": "", **form}, headers=HTMX).status_code


def test_an_officer_with_the_desk_open_is_shown_to_the_others(submitted: str, officer: Browser, signed_in: Callable[..., Browser]) -> None:
    other = signed_in("gu.qinghe")
    assert _line(other.get(f"/review/{submitted}").text) == ""
    assert _look(officer, submitted) == 204, "nobody else is there"
    assert _line(other.get(f"/review/{submitted}").text) == "陆知微正在看"
    assert "陆知微正在看" in other.get("/").text
    assert "正在看" not in officer.get("/").text and _line(officer.get(f"/review/{submitted}").text) == "", "nobody is told of themselves"
    english = signed_in("cheng.yan", "en")
    assert _line(english.get(f"/review/{submitted}").text) == "陆知微 is looking"
    assert "陆知微 is looking" in english.get("/").text


def test_the_open_desk_hears_who_comes_and_who_leaves(
    submitted: str, officer: Browser, signed_in: Callable[..., Browser], clock: SetClock
) -> None:
    other = signed_in("gu.qinghe")
    _look(other, submitted)
    answer = officer.post(f"/review/{submitted}/looking", {"shown": ""}, headers=HTMX)
    assert answer.status_code == 200 and _line(answer.text) == "顾清和正在看" and "<html" not in answer.text
    shown = re.search(r"&#34;shown&#34;: &#34;([^&]+)&#34;", answer.text)
    assert shown and _look(officer, submitted, shown=shown[1]) == 204, "an unchanged line is not sent again"
    clock.pass_(seconds=61)
    assert _line(officer.post(f"/review/{submitted}/looking", {"shown": shown[1]}, headers=HTMX).text) == ""


def test_an_open_page_keeps_no_session_alive(submitted: str, officer: Browser, clock: SetClock) -> None:
    for _ in range(29):
        clock.pass_(minutes=2)
        assert _look(officer, submitted) == 204
    clock.pass_(minutes=3)
    answer = officer.post(f"/review/{submitted}/looking", headers=HTMX)
    assert answer.status_code == 401 and answer.headers["X-Session"] == "ended"
    assert officer.get(f"/review/{submitted}").status_code == 302, "signed out after an hour without an act"


def test_a_sign_with_an_old_token_keeps_no_session_alive_either(submitted: str, officer: Browser, clock: SetClock) -> None:
    for _ in range(3):
        clock.pass_(minutes=25)
        assert officer.client.post(f"/review/{submitted}/looking", data={"csrf_token": "x"}, headers=HTMX).status_code in (400, 401)
    assert officer.get(f"/review/{submitted}").status_code == 302


def test_an_open_page_keeps_no_claim_alive(submitted: str, officer: Browser, clock: SetClock) -> None:
    officer.post(f"/review/{submitted}/claim")
    for _ in range(16):
        clock.pass_(minutes=2)
        _look(officer, submitted)
    assert "30 分钟没有动，已经释放" in officer.get(f"/review/{submitted}").text


def test_the_author_is_neither_shown_nor_told(submitted: str, officer: Browser, author: Browser) -> None:
    _look(officer, submitted)
    assert _look(author, submitted) == 404
    for url in ("/", f"/plans/{submitted}", "/plans"):
        assert "正在看" not in author.get(url).text


@pytest.mark.slow
def test_officer_and_manager_see_each_other(passed: str, officer: Browser, manager: Browser) -> None:
    assert _look(manager, passed, "approval") == 204
    assert _line(officer.get(f"/review/{passed}").text) == "韩牧之（经理）正在看"
    _look(officer, passed)
    assert _line(manager.get(f"/approval/{passed}").text) == "陆知微正在看"
    assert _look(manager, passed) == 404 and _look(officer, passed, "approval") == 404
