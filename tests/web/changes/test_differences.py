"""GET /plans/<number>/differences: who sees which revisions, and what it says."""

import re
from collections.abc import Callable

import pytest

from planner.seeds import play
from planner.seeds.play import Stage
from tests.web.changes.conftest import AUTHOR, OFFICER
from tests.web.conftest import Browser

pytestmark = pytest.mark.slow  # whole acts with real keys and papers

Amend = Callable[[str, str], None]
TITLE = "basics.title"


def test_one_revision_has_nothing_to_be_compared_with(submitted: str, author: Browser) -> None:
    answer = author.get(f"/plans/{submitted}/differences")
    assert answer.status_code == 200 and "只有一版" in answer.text


def test_an_amendment_is_compared_with_the_plan_in_force_word_by_word(approved: str, author: Browser, amend: Amend) -> None:
    amend(TITLE, "完全换了一个名称")
    page = author.get(f"/plans/{approved}/differences").text
    assert "第 2 版和第 1 版比，改了 1 处" in page and "第 1 版现在有效" in page
    added = re.findall(r"<ins[^>]*>(.*?)</ins>", page)
    assert added and all("（新写）" in one for one in added) and "（删去）" in page
    assert "完全换了一个名称" in page


def test_any_two_revisions_can_be_chosen_in_either_order(approved: str, author: Browser, amend: Amend) -> None:
    amend(TITLE, "改过的名称")
    assert "第 2 版和第 2 版一样" in author.get(f"/plans/{approved}/differences?old=2&new=2").text
    assert "第 1 版和第 2 版比，改了 1 处" in author.get(f"/plans/{approved}/differences?old=2&new=1").text


@pytest.mark.parametrize("query", ["old=9", "new=0", "old=x", "new=-1", "old=²", "new=99999999"])
def test_revisions_that_are_not_there_do_not_exist(submitted: str, author: Browser, query: str) -> None:
    assert author.get(f"/plans/{submitted}/differences?{query}").status_code == 404


def test_an_open_amendment_is_not_shown_to_officers(approved: str, officer: Browser, amend: Amend) -> None:
    amend(TITLE, "还没有提交的名称")
    answer = officer.get(f"/plans/{approved}/differences?old=1&new=2")
    assert answer.status_code == 404 and "还没有提交的名称" not in answer.text


def test_a_stranger_to_the_plan_sees_nothing(submitted: str, signed_in: Callable[..., Browser]) -> None:
    assert signed_in("ye.zhiqiu").get(f"/plans/{submitted}/differences").status_code == 404


def test_the_page_speaks_english(approved: str, amend: Amend, signed_in: Callable[..., Browser]) -> None:
    amend(TITLE, "改过的名称")
    page = signed_in("zhou.yining", "en").get(f"/plans/{approved}/differences").text
    assert "Revision 2 differs from revision 1 in 1 place." in page and "What changed" in page


def test_the_record_leads_to_the_comparison(approved: str, author: Browser, amend: Amend) -> None:
    amend(TITLE, "改过的名称")
    assert f"/plans/{approved}/differences" in author.get(f"/plans/{approved}").text


def test_the_wizard_of_an_amendment_leads_to_the_comparison(approved: str, author: Browser, amend: Amend) -> None:
    amend(TITLE, "改过的名称")
    assert f"/plans/{approved}/differences" in author.get(f"/plans/{approved}/steps/basics").text


@pytest.mark.slow
def test_officer_and_manager_see_only_what_the_amendment_changed_lit(
    approved: str, stage: Stage, amend: Amend, officer: Browser, manager: Browser
) -> None:
    amend(TITLE, "改过名称的上市计划")
    play.submit(stage, stage.actor(AUTHOR), approved)
    desk = officer.get(f"/review/{approved}").text
    assert "和生效的那一版比，改了 1 处" in desk and desk.count('class="pw-changed"') == 1
    play.pass_on(stage, stage.actor(OFFICER), approved)
    page = manager.get(f"/approval/{approved}").text
    assert "和上一份批准的计划比，改了 1 处" in page and "（新写）" in page
    assert f"/plans/{approved}/differences?old=1&amp;new=2" in page
    assert manager.get(f"/plans/{approved}/differences?old=1&new=2").status_code == 200
