"""What was typed when the session ended comes back after signing in."""

import re
from html import unescape

from flask import Flask

from tests.web.conftest import HTMX, Browser, SetClock

WORDS = "由医学部在 6 家医院开展<重度哮喘>疾病教育"


def _sealed(page: str) -> str:
    found = re.search(r'name="resume" value="([^"]+)"', page)
    assert found is not None
    return unescape(found.group(1))


def _type_into_an_ended_session(author: Browser, clock: SetClock) -> str:
    clock.pass_(hours=2)
    answer = author.post("/plans", {"kind": "launch", "note": WORDS, "password": "secret", "pin": "271828"})
    assert answer.status_code == 401 and "登录已过期" in answer.text
    return _sealed(answer.text)


def test_the_words_are_shown_again_and_saved_by_one_click(author: Browser, clock: SetClock) -> None:
    sealed = _type_into_an_ended_session(author, clock)
    answer = author.sign_in("zhou.yining", resume=sealed)
    assert answer.status_code == 200
    assert "由医学部在 6 家医院开展&lt;重度哮喘&gt;疾病教育" in answer.text
    assert 'action="/plans"' in answer.text and 'name="kind"' in answer.text


def test_secrets_do_not_travel_with_the_words(author: Browser, clock: SetClock) -> None:
    sealed = _type_into_an_ended_session(author, clock)
    answer = author.sign_in("zhou.yining", resume=sealed)
    assert "271828" not in answer.text and "secret" not in answer.text


def test_a_wrong_password_does_not_lose_them(author: Browser, clock: SetClock) -> None:
    sealed = _type_into_an_ended_session(author, clock)
    again = author.sign_in("zhou.yining", "wrong", resume=sealed)
    assert _sealed(again.text) == sealed


def test_somebody_else_does_not_get_to_see_them(author: Browser, clock: SetClock) -> None:
    sealed = _type_into_an_ended_session(author, clock)
    assert author.sign_in("ye.zhiqiu", resume=sealed).status_code == 303
    page = author.get("/account")
    assert "重度哮喘" not in page.text


def test_a_forged_seal_brings_nothing_back(author: Browser, clock: SetClock) -> None:
    sealed = _type_into_an_ended_session(author, clock)
    assert author.sign_in("zhou.yining", resume=sealed[:-3] + "abc").status_code == 303


def test_a_lost_cookie_keeps_the_words_too(app: Flask) -> None:
    stranger = Browser(app)
    answer = stranger.client.post("/plans", data={"kind": "launch", "note": WORDS})
    assert answer.status_code == 400 and _sealed(answer.text)


def test_htmx_hears_that_the_session_has_ended_and_the_field_stays(author: Browser, clock: SetClock) -> None:
    clock.pass_(hours=2)
    answer = author.post("/plans", {"kind": "launch"}, headers=HTMX)
    assert answer.status_code == 401
    assert (answer.headers["X-Session"], answer.headers["HX-Retarget"]) == ("ended", "#toasts")


def test_after_signing_in_elsewhere_the_old_page_is_given_a_fresh_token(author: Browser) -> None:
    old = author.token
    author.sign_in("zhou.yining")
    refused = author.client.post("/language", data={"language": "en"}, headers={**HTMX, "X-CSRFToken": old})
    assert refused.status_code == 400
    fresh = refused.headers["X-CSRFToken"]
    assert author.client.post("/language", data={"language": "en"}, headers={**HTMX, "X-CSRFToken": fresh}).status_code == 204
