"""The company's account in place of a password: at a signature, for a PIN, before second factors."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from planner.seeds import play
from planner.seeds.play import Stage
from tests.factories.oidc import OidcServer, running
from tests.web.auth.test_company import BACK, come, told
from tests.web.conftest import DAYS, Browser, SetClock

pytestmark = pytest.mark.slow
NEW = {"new_pin": "604219", "new_pin_again": "604219"}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OidcServer]:
    """One provider for all of them."""
    with running(tmp_path_factory.mktemp("oidc")) as server:
        server.way_back(BACK)
        yield server


@pytest.fixture
def server(app: Flask, clock: SetClock, started: OidcServer) -> Iterator[OidcServer]:
    """The product without passwords; 周亦宁 is signed in over there."""
    before = app.extensions["house"]
    app.extensions["house"] = replace(before, company_sign_in=started.provider(only=True, break_glass="fang.yinan@hengyu.example"))
    started.behave("good")
    started.set_clock(clock.now)
    started.account(sub="0f3", email="zhou.yining@hengyu.example", email_verified=True)
    yield started
    app.extensions["house"] = before


def test_a_plan_is_signed_with_the_word_of_the_company_and_the_pin(app: Flask, server: OidcServer, stage: Stage, clock: SetClock) -> None:
    number = play.write_plan(stage, stage.actor("zhou.yining@hengyu.example"), days=DAYS, product="禾屿单抗注射液")
    clock.now = stage.clock.now
    server.set_clock(clock.now)
    browser = Browser(app)
    come(browser, server)
    page = browser.get(f"/plans/{number}/submit").text
    assert 'name="password"' not in page and "用衡屿统一身份确认是你本人" in page
    digest = page.partition('name="content_sha256" value="')[2][:64]
    form = {"content_sha256": digest, "pin": "271828"}
    assert "这次签名还要" in browser.post(f"/plans/{number}/submit", form).text
    back = come(browser, server, f"/sign-in/company/again?for={digest}&next=/plans/{number}/submit")
    assert back.headers["Location"] == f"/plans/{number}/submit"
    page = browser.get(f"/plans/{number}/submit").text
    assert "刚刚确认过是你本人" in page and f'value="{digest}"' in page
    assert browser.post(f"/plans/{number}/submit", form).headers["Location"] == f"/plans/{number}"


def test_a_pin_is_set_after_a_confirmation_and_not_before(app: Flask, server: OidcServer) -> None:
    browser = Browser(app)
    come(browser, server)
    assert browser.get("/account").status_code == 200
    assert browser.post("/account/pin", NEW).status_code == 422
    come(browser, server, "/sign-in/company/again?for=pin&next=/account")
    assert "刚刚确认过是你本人" in browser.get("/account").text
    assert browser.post("/account/pin", NEW).status_code == 303


@pytest.mark.parametrize("mode", ["stale_auth", "no_auth_time", "denied", "signature"])
def test_what_is_no_fresh_word_is_said_where_one_was(app: Flask, server: OidcServer, mode: str) -> None:
    browser = Browser(app)
    come(browser, server)
    if mode == "denied":
        server.behave(mode)
    answer = come(browser, server, "/sign-in/company/again?for=pin&next=/account", mode)
    assert answer.headers["Location"] == "/account"
    page = told(browser, answer)
    assert "pw-toast" in page and "刚刚确认过" not in page
    assert browser.post("/account/pin", NEW).status_code == 422


def test_somebody_elses_account_confirms_nothing(app: Flask, server: OidcServer) -> None:
    browser = Browser(app)
    come(browser, server)
    server.account(sub="77", email="ye.zhiqiu@hengyu.example", email_verified=True)
    assert "不是你自己的账号" in told(browser, come(browser, server, "/sign-in/company/again?for=pin&next=/account"))
    assert browser.post("/account/pin", NEW).status_code == 422


def test_a_word_is_asked_for_known_purposes_only(app: Flask, server: OidcServer) -> None:
    browser = Browser(app)
    come(browser, server)
    for purpose in ("", "x", "A" * 64, "a" * 63):
        assert browser.get(f"/sign-in/company/again?for={purpose}").status_code == 404


def test_changing_second_factors_asks_the_company_after_a_while(app: Flask, server: OidcServer, clock: SetClock) -> None:
    browser = Browser(app)
    come(browser, server)
    clock.pass_(minutes=10)
    server.set_clock(clock.now)
    assert "用衡屿统一身份确认是你本人" in browser.get("/account/second-factor").text
    assert (
        come(browser, server, "/sign-in/company/again?for=self&next=/account/second-factor").headers["Location"] == "/account/second-factor"
    )
    assert "用衡屿统一身份确认是你本人" not in browser.get("/account/second-factor").text


def test_a_word_gives_the_session_a_new_token(app: Flask, server: OidcServer) -> None:
    for purpose in ("pin", "self"):
        browser = Browser(app)
        come(browser, server)
        before = browser.client.get_cookie("session")
        come(browser, server, f"/sign-in/company/again?for={purpose}&next=/account")
        assert browser.get("/account").status_code == 200
        old = Browser(app)
        old.client.set_cookie("session", before.value if before else "")
        assert old.get("/account").status_code == 302, purpose
