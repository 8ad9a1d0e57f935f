"""Return, pass, recall the pass, and the second round."""

import re
from collections.abc import Callable

import pytest

from planner.models import RoleGrant
from planner.seeds.company import PASSWORD, PIN
from planner.seeds.play import Stage
from planner.services import approval
from tests.factories.flagged import AUTHOR, FAVOUR, MANAGER, ORDERS, retype, submit
from tests.web.conftest import HTMX, Browser
from tests.web.review.conftest import cards, claim, decide

pytestmark = pytest.mark.slow


def _consent(page: str, **more: str) -> dict[str, str]:
    found = re.search(r'name="content_sha256" value="([0-9a-f]+)"', page)
    assert found is not None
    return {"content_sha256": found.group(1), "password": PASSWORD, "pin": PIN, **more}


def _all_harmless(officer: Browser, number: str) -> None:
    for fingerprint in claim(officer, number):
        assert decide(officer, number, fingerprint) == 303


def test_a_return_needs_something_to_change(flagged: str, officer: Browser) -> None:
    claim(officer, flagged)
    assert officer.post(f"/review/{flagged}/return").status_code == 422
    assert "你在审" in officer.get(f"/review/{flagged}").text


@pytest.mark.slow
def test_returned_it_goes_to_the_author_and_comes_back_with_old_decisions_grey(flagged: str, officer: Browser, stage: Stage) -> None:
    first, *others = claim(officer, flagged)
    assert decide(officer, flagged, first, "change_required", note="请删去这句。") == 303
    for fingerprint in others:
        decide(officer, flagged, fingerprint)
    answer = officer.post(f"/review/{flagged}/return")
    assert answer.status_code == 303
    assert officer.get(f"/review/{flagged}").status_code == 409, "while the author has it there is no desk"
    retype(stage, flagged, "launch-phase.objective", lambda text: text.replace(f"{ORDERS}。", ""))
    submit(stage, flagged)
    page = officer.get(f"/review/{flagged}").text
    assert cards(page) == [], "what was decided on unchanged sentences stays decided"
    assert "pw-mark--settled" in page and ORDERS not in page
    bright = officer.get(f"/review/{flagged}?fresh=0").text
    assert "pw-mark--settled" not in bright


@pytest.mark.slow
def test_a_change_asked_for_and_not_made_is_lit_again(flagged: str, officer: Browser, stage: Stage) -> None:
    first = claim(officer, flagged)[0]
    decide(officer, flagged, first, "change_required", note="请删去这句。")
    officer.post(f"/review/{flagged}/return")
    retype(stage, flagged, "basics.summary", lambda text: f"{text}按季度回顾。")
    submit(stage, flagged)
    claim(officer, flagged)
    page = officer.get(f"/review/{flagged}").text
    assert "上次要求修改，没有改" in page and "重新决定" in page
    assert officer.get(f"/review/{flagged}/sign").status_code == 200
    answer = officer.post(f"/review/{flagged}/sign", _consent(officer.get(f"/review/{flagged}/sign").text))
    assert answer.status_code == 422, "it cannot be passed"


def test_passes_with_password_and_pin_and_waits_for_the_manager(flagged: str, officer: Browser) -> None:
    _all_harmless(officer, flagged)
    page = officer.get(f"/review/{flagged}/sign").text
    assert "我复核了全部提示" in page and "审查记录" in page
    answer = officer.post(f"/review/{flagged}/sign", _consent(page))
    assert answer.status_code == 303
    after = officer.get(f"/review/{flagged}").text
    assert "在等经理批准" in after and "收回通过" in after and 'value="harmless"' not in after


def test_a_wrong_pin_says_how_many_tries_are_left_and_signs_nothing(flagged: str, officer: Browser) -> None:
    _all_harmless(officer, flagged)
    page = officer.get(f"/review/{flagged}/sign").text
    wrong = officer.post(f"/review/{flagged}/sign", _consent(page, pin="000001"))
    assert wrong.status_code == 422 and "PIN 不对，还可以试 4 次" in wrong.text and PIN not in wrong.text
    missing = officer.post(f"/review/{flagged}/sign", _consent(page, password=""))
    assert missing.status_code == 422 and "登录密码" in missing.text
    assert "你在审" in officer.get(f"/review/{flagged}").text


def test_undecided_or_stale_it_cannot_be_passed(flagged: str, officer: Browser) -> None:
    claim(officer, flagged)
    page = officer.get(f"/review/{flagged}/sign").text
    undecided = officer.post(f"/review/{flagged}/sign", _consent(page))
    assert undecided.status_code == 422 and "没有决定" in undecided.text
    _all_harmless(officer, flagged)
    assert officer.post(f"/review/{flagged}/sign", _consent(page, content_sha256="0" * 64)).status_code == 409


@pytest.mark.slow
def test_the_pass_is_recalled_until_the_manager_opened_it(flagged: str, officer: Browser, stage: Stage) -> None:
    _all_harmless(officer, flagged)
    officer.post(f"/review/{flagged}/sign", _consent(officer.get(f"/review/{flagged}/sign").text))
    assert officer.post(f"/review/{flagged}/recall-pass").status_code == 303
    assert "你在审" in officer.get(f"/review/{flagged}").text
    again = officer.post(f"/review/{flagged}/sign", _consent(officer.get(f"/review/{flagged}/sign").text))
    assert again.status_code == 303
    manager = stage.actor(MANAGER)
    with stage.act() as session:
        approval.open_to_sign(session, stage.house, manager, flagged)
    assert officer.post(f"/review/{flagged}/recall-pass").status_code == 409
    assert "不能收回了" in officer.get(f"/review/{flagged}").text


@pytest.mark.slow
def test_a_pass_recalled_first_leaves_the_manager_nothing_to_open_or_sign(flagged: str, officer: Browser, manager: Browser) -> None:
    _all_harmless(officer, flagged)
    officer.post(f"/review/{flagged}/sign", _consent(officer.get(f"/review/{flagged}/sign").text))
    digest = _consent(officer.get(f"/review/{flagged}").text + f'name="content_sha256" value="{"0" * 64}"')
    assert "批准并签名" in manager.get(f"/approval/{flagged}").text
    assert officer.post(f"/review/{flagged}/recall-pass").status_code == 303
    for url, form in (("open", {}), ("sign", digest), ("return", {"reason": "再看看。"})):
        answer = manager.post(f"/approval/{flagged}/{url}", form)
        assert answer.status_code == 409 and "合规审核中" in answer.text, url
    assert manager.get(f"/approval/{flagged}").status_code == 409
    page = officer.get(f"/review/{flagged}").text
    assert "你在审" in page and "收回通过" not in page


@pytest.mark.slow
def test_once_the_manager_has_opened_it_the_officer_reads_why_it_cannot_be_recalled(
    flagged: str, officer: Browser, manager: Browser, signed_in: Callable[..., Browser]
) -> None:
    _all_harmless(officer, flagged)
    officer.post(f"/review/{flagged}/sign", _consent(officer.get(f"/review/{flagged}/sign").text))
    assert manager.post(f"/approval/{flagged}/open").status_code == 303
    page = officer.get(f"/review/{flagged}").text
    assert "经理已经打开签名页，不能收回了。" in page and "/recall-pass" not in page
    refused = officer.post(f"/review/{flagged}/recall-pass")
    assert refused.status_code == 409 and "经理已经打开准备签名，不能收回了。" in refused.text
    english = signed_in("lu.zhiwei", "en").get(f"/review/{flagged}").text
    assert "it can no longer be recalled" in english
    assert manager.get(f"/approval/{flagged}/sign").status_code == 200, "the manager goes on undisturbed"


@pytest.mark.slow
def test_moves_in_the_wrong_state_are_409_and_change_nothing(flagged: str, officer: Browser) -> None:
    _all_harmless(officer, flagged)
    officer.post(f"/review/{flagged}/sign", _consent(officer.get(f"/review/{flagged}/sign").text))
    for url in ("claim", "release", "take-over", "return", "sign", "findings/abc/decide", "remarks"):
        form = {"outcome": "harmless", "path": "launch-phase.objective", "quote": FAVOUR, "text": "x"}
        for more in ({}, {"headers": HTMX}):
            assert officer.post(f"/review/{flagged}/{url}", form, **more).status_code == 409, url
    assert "待批准" in officer.get(f"/review/{flagged}/sign").text
    assert "在等经理批准" in officer.get(f"/review/{flagged}").text


def test_release_puts_it_back_and_keeps_decisions(flagged: str, officer: Browser, signed_in: Callable[..., Browser]) -> None:
    first = claim(officer, flagged)[0]
    decide(officer, flagged, first)
    assert officer.post(f"/review/{flagged}/release").status_code == 303
    assert first not in claim(signed_in("cheng.yan"), flagged)


def test_an_officer_decides_nothing_of_an_own_plan(flagged: str, author: Browser, stage: Stage) -> None:
    """Two roles do not help: whoever wrote it is its author and nothing else."""
    me = stage.actor(AUTHOR).person_id
    with stage.act() as session:
        session.add(RoleGrant(person_id=me, role="officer", territory_id=None))
    assert author.get(f"/review/{flagged}").status_code == 404
    assert author.post(f"/review/{flagged}/claim").status_code == 403
    assert author.post(f"/review/{flagged}/findings/abc/decide", {"outcome": "harmless"}).status_code == 403
