"""House rules that hold for every route, present and future."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.web.conftest import HTMX, Browser

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def _addresses(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route with an address that fits its parameters."""
    for rule in app.url_map.iter_rules():
        built = rule.build(dict.fromkeys(rule.arguments, 1))
        assert built is not None, rule
        yield rule, built[1]


def _access(app: Flask, rule: Rule) -> object:
    return getattr(app.view_functions[rule.endpoint], "access", None)


def _is_public(app: Flask, rule: Rule) -> bool:
    return bool(getattr(_access(app, rule), "public", False))


def test_every_view_says_who_may_use_it(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules() if _access(app, rule) is None} == set()


def test_the_open_doors_are_the_known_ones(app: Flask) -> None:
    """A new public page is a decision: it is added here on purpose or not at all."""
    doors = {rule.endpoint.split(".")[0] for rule in app.url_map.iter_rules() if _is_public(app, rule)}
    assert doors <= {"assets", "auth", "gallery", "status", "verify"}


def test_addresses_are_lower_case_with_hyphens(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert re.fullmatch(r"[a-z0-9/.-]*", re.sub(r"<[^>]+>", "", rule.rule)), rule.rule


def test_a_view_without_a_mark_is_refused_even_to_those_who_are_signed_in(
    app: Flask, author: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = app.view_functions["auth.account"]
    monkeypatch.delattr(view, "access")
    assert author.get("/account").status_code == 404


def test_strangers_are_sent_to_sign_in_or_get_401(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        for rule, url in _addresses(app):
            if _is_public(app, rule):
                continue
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                plain = app.test_client().open(url, method=method)
                if method in UNSAFE:
                    assert plain.status_code == 401, (method, url)
                else:
                    assert plain.status_code == 302 and plain.headers["Location"].startswith("/sign-in?next="), (method, url)
                assert app.test_client().open(url, method=method, headers=HTMX).status_code == 401, (method, url, "htmx")
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


def test_unsafe_methods_want_a_token(app: Flask, signed_in: Callable[..., Browser]) -> None:
    for client in (app.test_client(), signed_in("zhou.yining").client):
        for rule, url in _addresses(app):
            for method in (rule.methods or set()) & UNSAFE:
                assert client.open(url, method=method).status_code == 400, (method, url)
                assert client.open(url, method=method, headers=HTMX).status_code == 400, (method, url, "htmx")


def test_a_form_from_another_site_is_refused_even_with_a_token(author: Browser) -> None:
    answer = author.post("/language", {"language": "en"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers or "language=en" not in answer.headers["Set-Cookie"]


def test_every_answer_carries_the_strict_policy(app: Flask, author: Browser) -> None:
    for rule, url in _addresses(app):
        if "GET" not in (rule.methods or set()):
            continue
        for answer in (app.test_client().get(url), author.get(url)):
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe" not in policy and "default-src 'none'" in policy, url
            assert answer.headers["X-Content-Type-Options"] == "nosniff", url
            assert answer.status_code < 500, url


def test_pages_of_signed_in_people_are_not_kept_by_the_browser(author: Browser) -> None:
    assert author.get("/").headers["Cache-Control"] == "no-store"
    assert author.get("/account").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_holds_inline_script_or_style(app: Flask, signed_in: Callable[..., Browser], language: str) -> None:
    for who in ("zhou.yining", "lu.zhiwei", "han.muzhi", "fang.yinan"):
        person = signed_in(who, language)
        for rule, url in _addresses(app):
            if "GET" not in (rule.methods or set()):
                continue
            answer = person.get(url)
            if answer.mimetype == "text/html":
                assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", answer.text), url
