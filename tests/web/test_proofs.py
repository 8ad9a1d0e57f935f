"""A cookie and a form token proven once are taken again; a changed, an old or a foreign one never is."""

import time
from datetime import timedelta

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf

from planner.web.proofs import KnownCookies, KnownTokens


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="k" * 40, WTF_CSRF_TIME_LIMIT=None, PERMANENT_SESSION_LIFETIME=timedelta(hours=1))
    app.session_interface = KnownCookies()
    KnownTokens(app)
    app.add_url_rule("/token", "token", lambda: session.setdefault("who", "周") and generate_csrf())
    app.add_url_rule("/save", "save", lambda: session.get("who", "nobody"), methods=["POST"])
    return app


def saved(client: FlaskClient, token: str) -> int:
    return client.post("/save", headers={"X-CSRFToken": token}).status_code


def test_a_token_is_good_again_and_a_changed_one_is_not(app: Flask) -> None:
    client = app.test_client()
    token = client.get("/token").text
    assert [saved(client, token), saved(client, token)] == [200, 200]
    assert saved(client, token[:-2] + ("aa" if token[-2:] != "aa" else "bb")) == 400
    assert saved(client, "") == 400


def test_a_token_known_from_one_session_is_refused_in_another(app: Flask) -> None:
    one, other = app.test_client(), app.test_client()
    token = one.get("/token").text
    other.get("/token")
    assert saved(one, token) == 200
    assert saved(other, token) == 400
    assert saved(app.test_client(), token) == 400


def test_a_known_cookie_still_ends_at_its_age(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    token = client.get("/token").text
    assert [saved(client, token), saved(client, token)] == [200, 200]
    later = time.time() + 3700
    monkeypatch.setattr(time, "time", lambda: later)
    assert saved(client, token) == 400


def test_a_cookie_changed_by_a_letter_is_nobody(app: Flask) -> None:
    client = app.test_client()
    token = client.get("/token").text
    assert saved(client, token) == 200
    cookie = client.get_cookie("session")
    assert cookie is not None
    stranger = app.test_client(use_cookies=False)
    headers = {"X-CSRFToken": token, "Cookie": f"session={cookie.value}"}
    assert stranger.post("/save", headers=headers).status_code == 200
    assert stranger.post("/save", headers={**headers, "Cookie": f"session=A{cookie.value[1:]}"}).status_code == 400


def test_what_one_request_changes_in_its_session_is_not_in_the_next_ones_copy(app: Flask) -> None:
    app.add_url_rule("/list", "list", lambda: str(session.setdefault("seen", [])))
    app.add_url_rule("/touch", "touch", lambda: session["seen"].append(1) or "")
    client = app.test_client()
    client.get("/list")
    client.get("/touch")  # a list within is changed without a word to Flask: not stored, and not seen by others
    assert client.get("/list").text == "[]"
