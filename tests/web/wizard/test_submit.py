"""Sign and submit, and take it back."""

import re
from collections.abc import Callable

from planner.seeds.company import PASSWORD, PIN
from tests.web.conftest import Browser
from tests.web.wizard.conftest import STEPS, form_of

SUBMIT = "/plans/2026-LA-0001/submit"


def signing(author: Browser, **changed: str) -> dict[str, str]:
    """The signing form, filled in."""
    found = re.search(r'name="content_sha256" value="([0-9a-f]{64})"', author.get(SUBMIT).text)
    assert found
    return {"content_sha256": found[1], "password": PASSWORD, "pin": PIN, **changed}


def test_the_form_says_what_is_signed_and_what_it_means(written: str, author: Browser) -> None:
    page = author.get(SUBMIT).text
    for words in ("2026-LA-0001", "周亦宁", "我写了这份计划", "登录密码", "签名 PIN"):
        assert words in page


def test_signing_hands_the_plan_to_compliance_and_it_can_be_taken_back(written: str, author: Browser) -> None:
    answer = author.post(SUBMIT, signing(author))
    assert answer.status_code == 303
    record = author.get(answer.headers["Location"])
    assert "合规审核中" in record.text and "撤回提交" in record.text
    assert author.get("/plans/2026-LA-0001/plan.pdf").data.startswith(b"%PDF")
    assert author.post(SUBMIT, {"pin": PIN, "content_sha256": "0" * 64}).status_code == 409, "a second time"
    assert author.post("/plans/2026-LA-0001/recall").status_code == 303
    assert "草稿" in author.get("/plans/2026-LA-0001").text
    assert "登录密码" not in author.get(SUBMIT).text, "in the same sitting the PIN alone will do"


def test_a_wrong_pin_says_how_many_tries_are_left_and_submits_nothing(written: str, author: Browser) -> None:
    answer = author.post(SUBMIT, signing(author, pin="000000"))
    assert answer.status_code == 422
    assert re.search(r"PIN 不对，还可以试 \d 次", answer.text)
    assert "000000" not in answer.text
    assert "草稿" in author.get("/plans/2026-LA-0001").text


def test_a_missing_password_stands_at_its_field(written: str, author: Browser) -> None:
    answer = author.post(SUBMIT, signing(author, password=""))
    assert answer.status_code == 422
    assert "这次签名还要输入登录密码" in answer.text


def test_a_text_that_changed_after_the_form_was_shown_is_not_signed(written: str, author: Browser) -> None:
    form = signing(author)
    page = form_of(author.get(STEPS + "safety"))
    author.post(STEPS + "safety", {**page, "safety.within_hours": "12", "do": "save"})
    answer = author.post(SUBMIT, form)
    assert answer.status_code == 409 and 'href="/plans/2026-LA-0001"' in answer.text, "the way on leads to the plan"
    assert "草稿" in author.get("/plans/2026-LA-0001").text


def test_words_that_must_change_stop_it_with_links(written: str, author: Browser) -> None:
    form = signing(author)
    page = form_of(author.get(STEPS + "introduction"))
    author.post(STEPS + "introduction", {**page, "introduction.introduction": "按处方量给医生回扣。", "do": "save"})
    answer = author.post(SUBMIT, form)
    assert answer.status_code == 422
    assert f'href="{STEPS}introduction#f-introduction-introduction"' in answer.text


def test_an_incomplete_plan_is_refused_with_links(author: Browser, plan: str) -> None:
    answer = author.post(SUBMIT, {"pin": PIN, "password": PASSWORD, "content_sha256": "0" * 64})
    assert answer.status_code == 422
    assert f'href="{STEPS}basics#f-basics-title"' in answer.text


def test_what_an_officer_holds_cannot_be_taken_back(submitted: str, author: Browser, officer: Browser) -> None:
    assert officer.post(f"/review/{submitted}/claim").status_code in (303, 200)
    answer = author.post(f"/plans/{submitted}/recall")
    assert answer.status_code == 409
    assert "合规已经开始看了" in answer.text


def test_nobody_else_recalls_or_submits(submitted: str, signed_in: Callable[..., Browser]) -> None:
    other = signed_in("ye.zhiqiu")
    assert other.post(f"/plans/{submitted}/recall").status_code == 404
    assert other.post(f"/plans/{submitted}/submit", {"pin": PIN}).status_code == 404
