"""Language and theme, for strangers and for people who are signed in."""

from flask import Flask

from tests.web.conftest import Browser


def test_the_browsers_wish_decides_first(app: Flask) -> None:
    english = Browser(app, "en").get("/sign-in").text
    assert '<html lang="en"' in english and "Sign in" in english
    assert '<html lang="zh-CN"' in Browser(app).get("/sign-in").text


def test_a_browser_that_wants_neither_gets_chinese(app: Flask) -> None:
    answer = app.test_client().get("/sign-in", headers={"Accept-Language": "de,fr;q=0.8"})
    assert '<html lang="zh-CN"' in answer.text


def test_the_switch_beats_the_browser_and_comes_back_to_the_page(browser: Browser) -> None:
    browser.get("/sign-in?next=/account")
    answer = browser.post("/language", {"language": "en", "next": "/sign-in?next=/account"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/account")
    assert '<html lang="en"' in browser.get("/sign-in").text


def test_a_person_keeps_the_language_in_another_browser(app: Flask, author: Browser) -> None:
    author.post("/language", {"language": "en", "next": "/"})
    elsewhere = Browser(app)
    elsewhere.sign_in("zhou.yining")
    assert '<html lang="en"' in elsewhere.get("/account").text


def test_an_unknown_language_changes_nothing(browser: Browser) -> None:
    browser.post("/language", {"language": "xx", "next": "//evil.example"})
    assert '<html lang="zh-CN"' in browser.get("/sign-in").text


def test_the_theme_stands_on_the_page_until_it_is_given_back(browser: Browser) -> None:
    assert "data-theme" not in browser.get("/sign-in").text.split(">")[1]
    browser.post("/theme", {"theme": "dark", "next": "/sign-in"})
    assert '<html lang="zh-CN" data-theme="dark">' in browser.get("/sign-in").text
    browser.post("/theme", {"theme": "auto", "next": "/sign-in"})
    assert "data-theme=" not in browser.get("/sign-in").text
