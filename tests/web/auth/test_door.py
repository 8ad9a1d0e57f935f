"""Signing in and out."""

import pytest
from flask import Flask

from tests.web.conftest import Browser, SetClock


def test_the_right_password_opens_the_first_page(browser: Browser) -> None:
    answer = browser.sign_in("zhou.yining")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    page = browser.get("/")
    assert page.status_code == 200 and "亦宁" in page.text


def test_an_employee_number_is_as_good_as_an_address(browser: Browser) -> None:
    browser.get("/sign-in")
    assert browser.post("/sign-in", {"login": "hy0101", "password": "hengyu-2026"}).status_code == 303


@pytest.mark.parametrize("login", ["zhou.yining@hengyu.example", "nobody@hengyu.example"])
def test_a_wrong_password_and_an_unknown_account_read_the_same(browser: Browser, login: str) -> None:
    answer = browser.sign_in(login, "wrong")
    assert answer.status_code == 422
    assert answer.text.count("工号、邮箱或密码不对。") == 2  # in the summary and at the field, in the same words
    assert f'value="{login}"' in answer.text


@pytest.mark.slow
def test_ten_wrong_tries_lock_the_account_and_say_for_how_long(browser: Browser, clock: SetClock) -> None:
    for _ in range(10):
        answer = browser.sign_in("zhou.yining", "wrong")
    answer = browser.sign_in("zhou.yining", "wrong")
    assert "15 分钟" in answer.text
    assert browser.sign_in("zhou.yining").status_code == 422, "also the right password waits"
    clock.pass_(minutes=16)
    assert browser.sign_in("zhou.yining").status_code == 303


@pytest.mark.parametrize("next_path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "evil", ""])
def test_signing_in_never_leads_to_another_site(browser: Browser, next_path: str) -> None:
    assert browser.sign_in("zhou.yining", next=next_path).headers["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(browser: Browser) -> None:
    door = browser.get("/account?a=1")
    assert (door.status_code, door.headers["Location"]) == (302, "/sign-in?next=/account?a%3D1")
    assert browser.sign_in("zhou.yining", next="/account?a=1").headers["Location"] == "/account?a=1"


def test_signing_in_gives_a_new_session_and_a_new_form_token(browser: Browser) -> None:
    browser.get("/sign-in")
    before_token, before = browser.token, browser.client.get_cookie("session")
    browser.sign_in("zhou.yining")
    after = browser.client.get_cookie("session")
    assert before is not None and after is not None
    assert after.value != before.value and browser.token != before_token


def test_the_cookie_from_before_signing_out_opens_nothing(app: Flask, author: Browser) -> None:
    kept = author.client.get_cookie("session")
    assert kept is not None
    assert author.post("/sign-out").headers["Location"] == "/sign-in"
    thief = app.test_client()
    thief.set_cookie("session", kept.value, domain="localhost")
    assert thief.get("/account").status_code == 302


def test_the_session_cookie_is_hidden_from_scripts_and_other_sites(browser: Browser) -> None:
    answer = browser.sign_in("zhou.yining")
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("session="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_an_idle_session_ends(author: Browser, clock: SetClock) -> None:
    clock.pass_(minutes=61)
    assert author.get("/account").status_code == 302


def test_a_session_in_use_stays_but_not_for_ever(author: Browser, clock: SetClock) -> None:
    for _ in range(13):
        clock.pass_(minutes=50)
        author.get("/account")
    assert author.get("/account").status_code == 200
    clock.pass_(minutes=80)
    assert author.get("/account").status_code == 302


def test_signing_out_everywhere_ends_the_other_browser_too(app: Flask, author: Browser) -> None:
    second = Browser(app)
    second.sign_in("zhou.yining")
    author.post("/account/sign-out-everywhere")
    assert second.get("/account").status_code == 302


def test_the_demo_says_who_can_sign_in(browser: Browser) -> None:
    page = browser.get("/sign-in").text
    assert "zhou.yining@hengyu.example" in page and "hengyu-2026" in page


def test_whoever_is_signed_in_does_not_see_the_door(author: Browser) -> None:
    assert author.get("/sign-in?next=/account").headers["Location"] == "/account"
