"""/approval/<number>: the summary, signing, returning; who may not, and what is refused."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import insert, select

from planner.models import Decision, Person, RoleGrant
from planner.seeds import play
from planner.seeds.company import PASSWORD, PIN
from planner.seeds.play import Stage
from planner.services import plans
from planner.web.approval import summary
from tests.factories.flagged import AUTHOR, MANAGER, OFFICER, retype, submit
from tests.web.conftest import HTMX, Browser, SetClock


def _consent(page: str, **more: str) -> dict[str, str]:
    found = re.search(r'name="content_sha256" value="([0-9a-f]+)"', page)
    assert found is not None
    return {"content_sha256": found.group(1), "password": PASSWORD, "pin": PIN, **more}


def _signing_page(manager: Browser, number: str) -> str:
    assert manager.post(f"/approval/{number}/open").status_code == 303
    return manager.get(f"/approval/{number}/sign").text


def test_one_page_says_what_it_is_about(passed: str, manager: Browser) -> None:
    page = manager.get(f"/approval/{passed}").text
    assert "这是第一份" in page and "待你批准" in page
    assert "会后问卷平均正确率" in page and "¥11,900.00" in page and "重度哮喘规范化诊疗科室会" in page
    assert "陆知微已通过并签名" in page and "处无问题" in page
    assert "内容和合规审过的完全一致" in page and "作者、合规已签名，证书有效" in page
    assert "公司上限 ¥300.00" in page and "每个月开始的活动：" in page
    assert "共 1 份" not in page and "先看下一份" not in page


@pytest.mark.slow
def test_the_very_pdf_is_in_the_page_and_can_be_fetched(passed: str, manager: Browser) -> None:
    page = manager.get(f"/approval/{passed}").text
    found = re.search(r'<object[^>]* data="([^"]+)"', page)
    assert found is not None
    file = manager.get(found.group(1))
    assert file.status_code == 200 and file.data.startswith(b"%PDF-")
    pictures = re.findall(r'<img src="([^"]+)"', page)
    assert len(pictures) > 3
    assert manager.get(pictures[0].replace("&amp;", "&")).mimetype == "image/png"


def test_signs_with_password_and_pin_and_is_in_force(passed: str, manager: Browser, stage: Stage) -> None:
    page = _signing_page(manager, passed)
    assert "我批准这份计划在所列期间内执行" in page
    assert manager.post(f"/approval/{passed}/sign", _consent(page)).status_code == 303
    actor = stage.actor(MANAGER)
    with stage.act() as session:
        assert plans.open_plan(session, stage.house, actor, passed).state == "approved"
    assert manager.get(f"/approval/{passed}").status_code == 409


def test_whoever_comes_by_the_address_starts_at_the_summary(passed: str, manager: Browser) -> None:
    answer = manager.get(f"/approval/{passed}/sign")
    assert answer.status_code == 303 and answer.headers["Location"].endswith(f"/approval/{passed}")


def test_opening_to_sign_ends_the_officers_recall(passed: str, manager: Browser, officer: Browser) -> None:
    manager.post(f"/approval/{passed}/open")
    assert officer.post(f"/review/{passed}/recall-pass").status_code == 409


def test_a_wrong_pin_or_another_file_signs_nothing(passed: str, manager: Browser, stage: Stage) -> None:
    page = _signing_page(manager, passed)
    wrong = manager.post(f"/approval/{passed}/sign", _consent(page, pin="000001"))
    assert wrong.status_code == 422 and "还可以试 4 次" in wrong.text
    other = manager.post(f"/approval/{passed}/sign", _consent(page, content_sha256="0" * 64))
    assert other.status_code == 409
    actor = stage.actor(MANAGER)
    with stage.act() as session:
        assert plans.open_plan(session, stage.house, actor, passed).state == "in_approval"


def test_a_return_wants_a_reason_and_keeps_what_was_typed(passed: str, manager: Browser) -> None:
    empty = manager.post(f"/approval/{passed}/return", {"reason": "  "})
    assert empty.status_code == 422 and "请写明退回的理由" in empty.text
    long = manager.post(f"/approval/{passed}/return", {"reason": "长" * 2001})
    assert long.status_code == 422 and "长" * 50 in long.text
    assert manager.post(f"/approval/{passed}/return", {"reason": "费用请再核对。"}).status_code == 303
    assert manager.get(f"/approval/{passed}").status_code == 409


def test_moves_in_the_wrong_state_are_409(passed: str, manager: Browser) -> None:
    manager.post(f"/approval/{passed}/return", {"reason": "费用请再核对。"})
    for url, form in (("open", {}), ("sign", {"pin": PIN}), ("return", {"reason": "再退一次"})):
        for more in ({}, {"headers": HTMX}):
            answer = manager.post(f"/approval/{passed}/{url}", form, **more)
            assert answer.status_code == 409 and "已退回" in answer.text, url


def test_it_does_not_exist_for_others(passed: str, author: Browser, officer: Browser, signed_in: Callable[..., Browser]) -> None:
    for person in (author, officer, signed_in("tang.yuan"), signed_in("fang.yinan")):
        assert person.get(f"/approval/{passed}").status_code == 404
        assert person.get(f"/approval/{passed}/sign").status_code == 404
        for url in ("open", "sign", "return"):
            assert person.post(f"/approval/{passed}/{url}", {"reason": "x"}).status_code == 404


def test_nobody_approves_an_own_plan_or_one_they_passed(passed: str, author: Browser, officer: Browser, stage: Stage) -> None:
    people = [stage.actor(email).person_id for email in (AUTHOR, OFFICER)]
    with stage.act() as session:
        session.add_all(RoleGrant(person_id=person, role="manager", territory_id=None) for person in people)
    for person in (author, officer):
        assert person.get(f"/approval/{passed}").status_code == 404
        for url in ("open", "sign"):
            assert person.post(f"/approval/{passed}/{url}", {"pin": PIN}).status_code in (403, 404)


@pytest.mark.slow
def test_an_amendment_shows_what_changed_since_the_plan_in_force(passed: str, manager: Browser, stage: Stage) -> None:
    play.approve(stage, stage.actor(MANAGER), passed)
    who = stage.actor(AUTHOR)
    with stage.act() as session:
        plans.amend_plan(session, stage.house, who, passed)
    retype(stage, passed, "basics.summary", lambda text: f"{text}增加一场社区培训。")
    submit(stage, passed)
    play.pass_on(stage, stage.actor(OFFICER), passed)
    page = manager.get(f"/approval/{passed}").text
    assert "和上一份批准的计划比，改了 1 处" in page and "增加一场社区培训。<span" in page and "</ins>" in page
    assert "你批准后，第 1 版自动作废" in page


def test_a_period_that_has_ended_can_only_be_returned(passed: str, clock: SetClock, signed_in: Callable[..., Browser]) -> None:
    clock.pass_(days=900)
    late = signed_in("han.muzhi")
    page = late.get(f"/approval/{passed}").text
    assert "只能退回" in page and "/open" not in page
    assert late.post(f"/approval/{passed}/open").status_code == 409


def test_an_exception_that_has_ended_since_is_said_and_nothing_is_approved_on_it(
    passed: str, stage: Stage, signed_in: Callable[..., Browser]
) -> None:
    """Granted on an earlier submission it carried over, and ended between the pass and the approval."""
    with stage.act() as session:
        made = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
        assert made is not None
        again = {name: getattr(made, name) for name in ("plan_id", "revision_id", "fingerprint", "rule_rev", "officer_id", "at")}
        ended = {
            "outcome": "exception",
            "reason_class": "wording",
            "note": "已核对。",
            "round": made.round - 1,
            "expires_on": date(2026, 11, 23),
        }
        session.execute(insert(Decision).values(**again, **ended))
    manager = signed_in("han.muzhi")
    page = manager.get(f"/approval/{passed}").text
    assert "例外已经到期" in page and "1 处例外已经到期，不能批准" in page and "陆知微放行，2026年11月23日到期" in page
    assert f"/approval/{passed}/open" not in page
    answer = manager.post(f"/approval/{passed}/open")
    assert answer.status_code == 409 and "有例外放行已经到期" in answer.text
    english = signed_in("han.muzhi", "en").get(f"/approval/{passed}").text
    assert "This exception has ended" in english and "An exception has ended; it cannot be approved" in english
    assert manager.post(f"/approval/{passed}/return", {"reason": "例外到期了，请重新说明。"}).status_code == 303


def test_an_exception_says_why_who_granted_it_and_for_how_long(app: Flask, passed: str) -> None:
    decision = Decision(
        outcome="exception", reason_class="consent_on_file", note="机构同意函已存档。", at=datetime(2026, 11, 24, tzinfo=UTC)
    )
    decision.officer, decision.for_person = Person(name="程砚"), Person(name="陆知微")
    decision.expires_on = date(2027, 3, 31)
    with app.test_request_context("/", headers={"Accept-Language": "zh-CN"}):
        item = SimpleNamespace(decision=decision)
        assert summary.exception_words(item) == "机构同意或协议已存档；机构同意函已存档。"  # type: ignore[arg-type]
        words = summary.granted_words(item)  # type: ignore[arg-type]
    assert "程砚" in words and "陆知微" in words and "2026年11月24日放行" in words and words.endswith("有效到2027年3月31日")
