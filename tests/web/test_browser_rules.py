"""What browsers are told, and what they send that nobody believes."""

import json
import logging
import re
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask, request, request_started, send_file

from planner import services
from planner.app import create_app
from planner.settings import Settings
from planner.web.assets import asset
from planner.web.headers import as_download
from planner.web.telemetry import Lines
from tests.factories.core import one_pack
from tests.web.conftest import Browser

SECURE = {"base_url": "https://plans.example.com"}


def made(folder: Path, database: Path, hops: int = 0) -> Flask:
    """The product as people reach it over https."""
    settings = Settings(
        environment="demo", data=folder, database_url=f"sqlite:///{database}", host="127.0.0.1", port=8000,
        public_url="https://plans.example.com", secret_key="s" * 40, key_secret="k" * 40, audit_secret="a" * 40,
        secret_key_fallbacks=(), trusted_hosts=("plans.example.com",), proxy_hops=hops,
    )  # fmt: skip
    with one_pack(services.house):
        return create_app(settings)


@pytest.mark.slow
def test_over_https_every_cookie_is_of_this_host_alone_and_the_browser_stays_on_https(tmp_path: Path, migrated_file: Path) -> None:
    client = made(tmp_path, migrated_file).test_client()
    page = client.get("/sign-in", **SECURE)
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = client.post(
        "/language", data={"csrf_token": token, "language": "en"}, headers={"Referer": "https://plans.example.com/sign-in"}, **SECURE
    )
    theme = client.post(
        "/theme", data={"csrf_token": token, "theme": "dark"}, headers={"Referer": "https://plans.example.com/sign-in"}, **SECURE
    )
    cookies = [line for one in (page, answer, theme) for line in one.headers.getlist("Set-Cookie")]
    assert {line.partition("=")[0] for line in cookies} == {"__Host-session", "__Host-language", "__Host-theme"}
    for line in cookies:
        assert "Secure" in line and "HttpOnly" in line and "SameSite=Lax" in line and "Path=/" in line and "Domain" not in line
    again = client.get("/sign-in", **SECURE)
    assert '<html lang="en"' in again.text and 'data-theme="dark"' in again.text


@pytest.mark.slow
@pytest.mark.parametrize(("hops", "address", "secure"), [(0, "127.0.0.1", False), (1, "198.51.100.7", True)])
def test_what_a_visitor_says_of_their_address_counts_only_from_a_proxy_of_ours(
    tmp_path: Path, migrated_file: Path, hops: int, address: str, secure: bool
) -> None:
    heard: list[tuple[str | None, bool]] = []

    def listen(_: Flask, **__: object) -> None:
        heard.append((request.remote_addr, request.is_secure))

    app = made(tmp_path, migrated_file, hops)
    with request_started.connected_to(listen, app):
        lie = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Forwarded-Proto": "https", "X-Real-IP": "203.0.113.9"}
        app.test_client().get("/verify", headers=lie, base_url="http://plans.example.com")
    assert heard == [(address, secure)]


def test_objects_are_for_the_pages_that_show_the_pdf(author: Browser, app: Flask) -> None:
    assert "object-src 'none'" in author.get("/").headers["Content-Security-Policy"]
    assert "base-uri 'none'" in author.get("/").headers["Content-Security-Policy"]


def test_every_answer_may_be_used_by_our_own_pages_alone(author: Browser) -> None:
    for url in ("/", "/sign-in", "/verify", "/healthz", "/nothing-here"):
        headers = author.get(url).headers
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin" and headers["X-Content-Type-Options"] == "nosniff", url
        assert headers["Referrer-Policy"] == "same-origin" and "Access-Control-Allow-Origin" not in headers, url
        assert "frame-ancestors" in headers["Content-Security-Policy"], url


def test_signing_out_empties_the_browsers_cache(author: Browser) -> None:
    assert author.post("/sign-out").headers["Clear-Site-Data"] == '"cache"'


def test_every_text_says_how_it_is_written(author: Browser, app: Flask) -> None:
    pages = ["/", "/sign-in", "/verify", "/nothing-here", "/healthz", "/robots.txt"]
    with app.test_request_context():
        pages += [asset(file) for file in ("css/planner.css", "js/shell.js")]
    for url in pages:
        kind = author.get(url).headers["Content-Type"]
        assert "charset=utf-8" in kind or kind == "application/json", (url, kind)


def test_methods_nobody_needs_are_refused(author: Browser) -> None:
    for method in ("TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PATCH"):
        for url in ("/", "/sign-in", "/verify"):
            assert author.client.open(url, method=method).status_code in (400, 405), (method, url)


def test_the_product_never_debugs_in_front_of_people(app: Flask) -> None:
    assert not app.debug and not app.config["DEBUG"]


def test_passwords_are_hidden_and_may_be_filled_in_by_a_keeper_of_passwords(author: Browser, app: Flask) -> None:
    for page, names in (("/account/password", ("password", "new_password", "new_password_again")), ("/account", ("password",))):
        text = author.get(page).text
        for name in names:
            field = re.findall(rf'<input[^>]*name="{name}"[^>]*>', text)[0]
            assert 'type="password"' in field and re.search(r'autocomplete="(current|new)-password"', field) and "onpaste" not in text, (
                field
            )
    assert 'autocomplete="current-password"' in Browser(app).get("/sign-in").text


def test_a_value_counts_from_its_own_place_alone(browser: Browser) -> None:
    answer = browser.post("/sign-in?login=zhou.yining@hengyu.example&password=hengyu-2026", {})
    assert answer.status_code == 422, "what stands in the address is no field of the form"
    twice = {"login": "zhou.yining@hengyu.example", "password": "hengyu-2026", "next": ["/account", "//evil.example"]}
    assert browser.post("/sign-in?next=/plans", twice).headers["Location"] == "/account"


def test_a_number_beyond_all_numbers_is_not_found(administrator: Browser, author: Browser) -> None:
    for browser, url in ((administrator, "/company/people/{}"), (administrator, "/company/products/{}"), (author, "/library/materials/{}")):
        for number in (10**18, 10**30):
            assert browser.get(url.format(number)).status_code == 404, (url, number)


def test_the_log_tells_its_time_with_the_zone() -> None:
    line = json.loads(Lines().format(logging.LogRecord("planner", logging.INFO, __file__, 1, "said", None, None)))
    assert datetime.fromisoformat(line["at"]).utcoffset() == timedelta(0)


def test_who_tries_to_get_round_a_control_is_in_the_log(author: Browser, caplog: pytest.LogCaptureFixture) -> None:
    author.client.post("/language", data={"language": "en"})
    author.post("/language", {"language": "en"}, headers={"Sec-Fetch-Site": "cross-site"})
    author.get("/company/people")
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert "no valid form token: POST auth.switch_language" in said and "sent by another site: POST auth.switch_language" in said
    assert any(line.startswith("refused GET /company/people to person ") for line in said)


def test_a_name_of_somebodys_file_breaks_out_of_no_header(app: Flask) -> None:
    with app.test_request_context():
        for name in ('a"; filename="b.exe', "法务意见；1.pdf", "a\\b.pdf"):
            sent = as_download(send_file(BytesIO(b"%PDF-"), mimetype="application/pdf", as_attachment=True, download_name=name))
            said = sent.headers["Content-Disposition"]
            assert said.startswith("attachment; filename") and said.count("attachment") == 1 and "\n" not in said
            assert re.fullmatch(r"attachment; filename=(\"([^\"\\]|\\.)*\"|[\w.%-]+)(; filename\*=UTF-8''[\w.%~!#$&+^`|-]+)?", said), said
