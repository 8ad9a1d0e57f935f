"""Signing where a provider keeps the keys: assigning, confirming, the signing form, and every refusal said where it belongs."""

import re
from collections.abc import Callable, Generator
from dataclasses import replace

import pytest
from flask import Flask

from planner.seeds.company import PASSWORD, PIN
from tests.factories.csc import SigningProvider, running
from tests.web.conftest import Browser, SetClock

pytestmark = pytest.mark.slow
SUBMIT = "/plans/2026-LA-0001/submit"
ZHOU = "/company/people/1"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[SigningProvider]:
    with running(tmp_path_factory.mktemp("csc") / "server", SetClock().now) as provider:
        provider.enrol("QX-0101", "周亦宁", "HY0101", pin=PIN)
        yield provider


@pytest.fixture(autouse=True)
def provided(app: Flask, server: SigningProvider) -> Generator[None]:
    server.behave("good")
    ours = app.extensions["house"]
    app.extensions["house"] = replace(ours, signing_provider=server.known, provider_roots=server.known.roots)
    yield
    app.extensions["house"] = ours


def confirm(author: Browser, **changed: str) -> int:
    return author.post("/account/credential", {"password": PASSWORD, "pin": PIN, **changed}).status_code


def signing(author: Browser, **changed: str) -> dict[str, str]:
    found = re.search(r'name="content_sha256" value="([0-9a-f]{64})"', author.get(SUBMIT).text)
    assert found
    return {"content_sha256": found[1], "password": PASSWORD, "pin": PIN, **changed}


def test_an_administrator_assigns_and_only_what_names_the_person(administrator: Browser, author: Browser, server: SigningProvider) -> None:
    server.enrol("QX-0102", "别人", "HY0999")
    page = administrator.get(ZHOU).text
    assert "签名凭证" in page and "重设 PIN" not in page
    answer = administrator.post(f"{ZHOU}/credential", {"credential": "QX-0102"})
    assert answer.status_code == 422 and "对不上" in answer.text and 'value="QX-0102"' in answer.text
    assert "还没有给你" in author.get("/account/credential").text
    assert administrator.post(f"{ZHOU}/credential", {"credential": "QX-0101"}).status_code == 303
    page = administrator.get(ZHOU).text
    assert "等本人确认" in page and "给了签名凭证" in page
    assert "等你确认" in author.get("/account").text and 'name="new_pin"' not in author.get("/account").text
    assert confirm(author, pin="111222") == 422
    assert confirm(author) == 303
    assert "可以签名" in author.get("/account/credential").text
    listed = administrator.get("/company/certificates?q=HY0101").text
    found = re.search(r"/company/certificates/[0-9a-f]+", listed)
    assert found
    shown = administrator.get(found[0]).text
    assert "由签名服务保管" in shown and "Signing provider issuing" in shown
    assert "公司不能替它吊销" in administrator.get(f"{found[0]}/revoke").text
    assert administrator.post(f"{ZHOU}/credential/end").status_code == 303
    assert "还没有给你" in author.get("/account/credential").text
    assert administrator.post(f"{ZHOU}/credential/end").status_code == 422


def test_the_author_signs_by_the_provider_and_hears_at_the_form_what_went_wrong(
    written: str, administrator: Browser, author: Browser, server: SigningProvider, signed_in: Callable[..., Browser]
) -> None:
    assert "还没有确认" in author.get(SUBMIT).text
    administrator.post(f"{ZHOU}/credential", {"credential": "QX-0101"})
    assert confirm(author) == 303
    english = signed_in("zhou.yining", "en")
    for mode, zh, en in (
        ("error", "没有给出能用的回答", "no usable answer"),
        ("garbage", "对不上", "does not fit"),
        ("refuse@credentials/authorize", "没有同意", "refused"),
    ):
        server.behave(mode)
        for browser, words in ((author, zh), (english, en)):
            answer = browser.post(SUBMIT, signing(browser))
            assert answer.status_code == 422 and words in answer.text, mode
            assert PIN not in answer.text and PASSWORD not in answer.text
            assert "草稿" in author.get("/plans/2026-LA-0001").text
    server.behave("good")
    wrong = author.post(SUBMIT, signing(author, pin="111222"))
    assert wrong.status_code == 422 and "PIN 不对" in wrong.text and "签名服务可能更早锁定" in wrong.text
    server.change("QX-0101", code="totp")
    server.codes("424242")
    asked = author.post(SUBMIT, signing(author))
    assert asked.status_code == 422 and 'name="code"' in asked.text and "还要填一次性验证码" in asked.text
    assert author.post(SUBMIT, signing(author, code="424242")).status_code == 303
    assert "合规审核中" in author.get("/plans/2026-LA-0001").text
    server.change("QX-0101", code="")


def test_somebody_invited_chooses_a_password_alone(administrator: Browser, browser: Browser, app: Flask) -> None:
    app.extensions["house"] = replace(app.extensions["house"], mails=False)
    shown = administrator.post("/company/people/2/invitation").text
    found = re.search(r"/invitation/[0-9a-f]{64}", shown)
    assert found
    assert 'name="new_pin"' not in browser.get(found[0]).text
    answer = browser.post(found[0], {"password": "another-long-one", "password_again": "another-long-one"})
    assert answer.status_code == 303
