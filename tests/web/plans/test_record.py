"""GET /plans/<number>: where a plan stands, its files, its versions, its story; and what can be done with it."""

from collections.abc import Callable

import pytest

from planner.seeds.company import PASSWORD, PIN
from planner.seeds.play import Stage
from planner.services import approval, deciding, outcome, review
from planner.services.pins import Consent
from tests.web.conftest import Browser


@pytest.fixture
def approved(submitted: str, stage: Stage) -> str:
    """The submitted plan, passed and approved by the same services as a person's."""
    lu, han = stage.actor("lu.zhiwei@hengyu.example"), stage.actor("han.muzhi@hengyu.example")
    with stage.act() as session:
        review.claim(session, stage.house, lu, submitted)
    with stage.act() as session:
        for item in review.open_desk(session, stage.house, lu, submitted).items:
            deciding.decide(session, stage.house, lu, submitted, item.finding.fingerprint, "harmless", "已核对", "scientific_need")
    with stage.act() as session:
        shown = review.open_desk(session, stage.house, lu, submitted).content_sha256
    outcome.pass_plan(stage.transaction, stage.house, lu, submitted, Consent(PIN, PASSWORD, None, shown))
    with stage.act() as session:
        approval.open_to_sign(session, stage.house, han, submitted)
    with stage.act() as session:
        shown = approval.open_approval(session, stage.house, han, submitted).content_sha256
    approval.approve(stage.transaction, stage.house, han, submitted, Consent(PIN, PASSWORD, None, shown))
    return submitted


def test_a_submitted_plan_shows_its_file_its_story_and_its_code(submitted: str, author: Browser) -> None:
    page = author.get(f"/plans/{submitted}").text
    assert "等合规来看" in page and "撤回提交" in page
    assert f"/plans/{submitted}/plan.pdf?revision=1" in page
    assert "签名并提交" in page and "新建了计划" in page
    assert "验真码" in page


def test_a_draft_says_there_is_no_file_yet(author: Browser) -> None:
    author.post("/plans", {"kind": "launch"})
    page = author.get("/plans/2026-LA-0001").text
    assert "还没有 PDF" in page and "接着写" in page and "删除草稿" in page


@pytest.mark.slow
def test_an_approved_plan_has_three_signatures_a_record_and_can_be_amended(approved: str, author: Browser) -> None:
    page = author.get(f"/plans/{approved}").text
    assert "已经批准，有效期到" in page and "3 个签名" in page and "下载审查记录" in page
    assert author.get(f"/plans/{approved}/review-record.pdf").data.startswith(b"%PDF")
    answer = author.post(f"/plans/{approved}/amend")
    assert answer.headers["Location"].endswith("/steps/basics")
    again = author.get(f"/plans/{approved}").text
    assert "第 2 版" in again and "第 1 版" in again
    assert "执行中" in author.get(f"/plans/{approved}?revision=1").text
    assert author.post(f"/plans/{approved}/amend").status_code == 409


@pytest.mark.slow
def test_a_manager_withdraws_with_a_reason_that_is_shown(approved: str, author: Browser, manager: Browser) -> None:
    empty = manager.post(f"/plans/{approved}/withdraw", {"reason": " "})
    assert empty.status_code == 422
    assert "请写明撤回的理由" in empty.text
    assert author.post(f"/plans/{approved}/withdraw", {"reason": "我不想做了"}).status_code == 403
    assert manager.post(f"/plans/{approved}/withdraw", {"reason": "产品策略调整"}).status_code == 303
    page = author.get(f"/plans/{approved}").text
    assert "已经撤回" in page and "产品策略调整" in page


@pytest.mark.slow
def test_those_who_may_see_it_see_it_and_nobody_else(submitted: str, signed_in: Callable[..., Browser]) -> None:
    for who in ("lu.zhiwei", "han.muzhi"):
        page = signed_in(who).get(f"/plans/{submitted}")
        assert page.status_code == 200
        assert "撤回提交" not in page.text
    for path in ("", "/plan.pdf", "/download", "/review-record.pdf", "/download-record", "/pages/1"):
        assert signed_in("ye.zhiqiu").get(f"/plans/{submitted}{path}").status_code == 404, path


def test_unknown_numbers_and_revisions_are_404(submitted: str, author: Browser) -> None:
    assert author.get("/plans/2026-LA-9999").status_code == 404
    assert author.get(f"/plans/{submitted}?revision=9").status_code == 404
    assert author.get(f"/plans/{submitted}?revision=x").status_code == 200


def test_the_page_speaks_english(submitted: str, signed_in: Callable[..., Browser]) -> None:
    page = signed_in("zhou.yining", "en").get(f"/plans/{submitted}").text
    assert "It waits for compliance." in page and "Take it back" in page
