"""The company's account at the door, against a provider in another process."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from planner.models import Attempt, AuditEvent, Identity, Person, SignInSession
from planner.web.extensions import db
from tests.factories.oidc import OidcServer, running
from tests.web.conftest import Browser, SetClock

BACK = "http://localhost/sign-in/company/back"
pytestmark = pytest.mark.slow
Opened = Callable[..., OidcServer]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OidcServer]:
    """One provider for all of them."""
    with running(tmp_path_factory.mktemp("oidc")) as server:
        server.way_back(BACK)
        yield server


@pytest.fixture
def opened(app: Flask, clock: SetClock, started: OidcServer) -> Iterator[Opened]:
    """`opened()`: the product with that provider, in which 周亦宁 is signed in; `opened(only=True, …)` as the settings say."""
    before = app.extensions["house"]

    def make(**settings: object) -> OidcServer:
        app.extensions["house"] = replace(before, company_sign_in=started.provider(**settings))
        started.behave("good")
        started.set_clock(clock.now)
        started.account(sub="0f3", email="zhou.yining@hengyu.example", email_verified=True)
        return started

    yield make
    app.extensions["house"] = before


def come(browser: Browser, server: OidcServer, path: str = "/sign-in/company", mode: str = "") -> TestResponse:
    """There and back in this browser; the mode holds over there from the way back on."""
    off = browser.get(path)
    assert off.status_code == 303, off.text
    if not off.headers["Location"].startswith(server.issuer):
        return off
    way_back = server.visit(off.headers["Location"])
    assert way_back.startswith(BACK), way_back
    if mode:
        server.behave(mode)
    browser.token = ""
    return browser.get(way_back.removeprefix("http://localhost"))


def told(browser: Browser, answer: TestResponse) -> str:
    """What the page says to which an answer leads."""
    assert answer.status_code == 303
    page = browser.get(answer.headers["Location"])
    assert page.status_code == 200
    return page.text


def events(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEvent.event).order_by(AuditEvent.seq)))


def links(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        return [(row.person.name, row.subject) for row in db.session.scalars(select(Identity).order_by(Identity.id))]


def change(app: Flask, name: str, **values: object) -> None:
    """Something about a person, as an administrator changes it."""
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.name == name)).one()
        for field, value in values.items():
            setattr(person, field, value)
        db.session.commit()


def test_the_first_time_links_by_address_and_later_the_address_no_longer_matters(app: Flask, opened: Opened) -> None:
    server = opened()
    first = Browser(app)
    assert come(first, server).headers["Location"] == "/"
    assert "亦宁" in first.get("/").text
    server.account(sub="0f3", email="fang.yinan@hengyu.example", email_verified=True)
    second = Browser(app)
    come(second, server)
    assert "周亦宁" in second.get("/account").text, "the account over there is known by its name for itself"
    assert links(app) == [("周亦宁", "0f3")]
    assert events(app)[-3:] == ["person.identity_link", "person.sign_in", "person.sign_in"]


def test_it_leads_back_to_the_page_that_was_asked_for_and_never_elsewhere(app: Flask, opened: Opened) -> None:
    server = opened()
    assert come(Browser(app), server, "/sign-in/company?next=/account?a%3D1").headers["Location"] == "/account?a=1"
    for wanted in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/" + "x" * 5000):
        assert come(Browser(app), server, f"/sign-in/company?next={wanted}").headers["Location"] == "/"


def test_the_session_is_a_new_one(app: Flask, opened: Opened) -> None:
    server, browser = opened(), Browser(app)
    browser.get("/sign-in")
    before = browser.token
    come(browser, server)
    browser.get("/account")
    assert browser.token != before
    old = browser.client.get_cookie("session")
    browser.post("/sign-out")
    again = Browser(app)
    assert old is not None
    again.client.set_cookie("session", old.value)
    assert again.get("/account").status_code == 302


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("denied", "没有让你登录"),
        ("away", "联系不上"),
        ("junk", "联系不上"),
        ("signature", "核对不上"),
        ("nonce", "“nonce”"),
        ("expired", "“exp”"),
        ("other_iss", "“issuer”"),
    ],
)
def test_what_goes_wrong_is_said_on_the_sign_in_page(app: Flask, opened: Opened, mode: str, words: str) -> None:
    server, browser = opened(), Browser(app)
    if mode in ("denied",):
        server.behave(mode)
    page = told(browser, come(browser, server, "/sign-in/company?next=/account", mode))
    assert words in page and 'name="next" value="/account"' in page
    assert browser.get("/account").status_code == 302
    assert words not in browser.get("/sign-in").text, "told once"


def test_a_provider_that_is_away_from_the_start_is_said_too_and_in_english(app: Flask, opened: Opened) -> None:
    server, browser = opened(), Browser(app, "en")
    server.behave("away")
    assert "cannot be reached just now" in told(browser, browser.get("/sign-in/company"))


def test_people_who_are_not_entered_or_disabled_or_without_a_verified_address_stay_out(app: Flask, opened: Opened) -> None:
    server, browser = opened(), Browser(app)
    for account, words in [
        ({"sub": "9", "email": "who@hengyu.example", "email_verified": True}, "没有对应的人"),
        ({"sub": "9", "email": "zhou.yining@hengyu.example", "email_verified": False}, "没有给出验证过的邮箱"),
    ]:
        server.account(**account)
        assert words in told(browser, come(browser, server))
    assert links(app) == []
    change(app, "周亦宁", active=False)
    server.account(sub="0f3", email="zhou.yining@hengyu.example", email_verified=True)
    assert "没有对应的人" in told(browser, come(browser, server))
    assert events(app)[-3:] == ["person.sign_in_failed"] * 3


def test_somebody_who_is_linked_stays_linked_to_that_account_alone(app: Flask, opened: Opened) -> None:
    server, browser = opened(), Browser(app)
    come(Browser(app), server)
    server.account(sub="another", email="zhou.yining@hengyu.example", email_verified=True)
    assert "另一个衡屿统一身份账号" in told(browser, come(browser, server))
    assert links(app) == [("周亦宁", "0f3")]


def test_disabling_ends_it_at_once(app: Flask, opened: Opened) -> None:
    server, browser = opened(), Browser(app)
    come(browser, server)
    change(app, "周亦宁", active=False)
    assert browser.get("/account").status_code == 302
    assert "没有对应的人" in told(browser, come(browser, server))


def test_an_answer_counts_once_in_the_browser_that_asked_and_in_time(app: Flask, opened: Opened, clock: SetClock) -> None:
    server, browser = opened(), Browser(app)
    way_back = server.visit(browser.get("/sign-in/company").headers["Location"]).removeprefix("http://localhost")
    other = Browser(app)
    assert "不是从这个浏览器开始" in told(other, other.get(way_back))
    assert browser.get(way_back.replace("state=", "state=x")).headers["Location"] == "/sign-in?next=/"
    assert "不是从这个浏览器开始" in told(browser, browser.get(way_back)), "a wrong answer uses the way up"
    way_back = server.visit(browser.get("/sign-in/company").headers["Location"]).removeprefix("http://localhost")
    clock.pass_(minutes=11)
    assert "隔得太久" in told(browser, browser.get(way_back))
    assert browser.get("/account").status_code == 302


def test_failures_are_counted_for_the_address_together_with_wrong_passwords(app: Flask, opened: Opened) -> None:
    server, browser = opened(), Browser(app)
    for _ in range(30):
        come(browser, server, mode="signature")
        server.behave("good")
    assert "15 分钟" in told(browser, come(browser, server))
    with app.app_context():
        assert db.session.query(Attempt).filter(Attempt.subject.startswith("address:")).count() == 30


def test_where_passwords_are_off_only_the_named_administrator_has_one(app: Flask, opened: Opened) -> None:
    opened(only=True, break_glass="fang.yinan@hengyu.example")
    browser = Browser(app)
    page = browser.get("/sign-in").text
    assert "用衡屿统一身份登录" in page and "管理员用密码登录" in page
    assert browser.sign_in("zhou.yining").status_code == 422
    assert browser.sign_in("fang.yinan").status_code == 303


def test_signing_out_here_offers_to_sign_out_there(app: Flask, opened: Opened) -> None:
    server, browser = opened(), Browser(app)
    come(browser, server)
    browser.get("/account")
    out = browser.post("/sign-out")
    assert out.headers["Location"] == "/sign-in?left=company"
    assert 'href="/sign-in/company/leave"' in browser.get(out.headers["Location"]).text
    place = browser.get("/sign-in/company/leave").headers["Location"]
    assert place.startswith(f"{server.issuer}/leave?") and server.visit(place) == "http://localhost/sign-in"
    server.behave("no_way_out")
    assert "没有退出的页面" in told(browser, browser.get("/sign-in/company/leave"))


def test_without_a_provider_nothing_of_it_is_there(browser: Browser, author: Browser) -> None:
    assert "company" not in browser.get("/sign-in").text
    for path in ("/sign-in/company", "/sign-in/company/back", "/sign-in/company/leave"):
        assert browser.get(path).status_code == 404
    assert author.get("/sign-in/company/again?for=pin").status_code == 404


def test_what_was_typed_is_no_way_to_somebody_elses_session(app: Flask, opened: Opened, author: Browser) -> None:
    """Somebody signed in who opens the way back of another sign-in keeps their own session."""
    server = opened()
    stranger = Browser(app)
    way_back = server.visit(stranger.get("/sign-in/company").headers["Location"]).removeprefix("http://localhost")
    author.get(way_back)
    assert "周亦宁" in author.get("/account").text
    with app.app_context():
        assert db.session.query(SignInSession).count() == 1


def test_another_site_starts_nobodys_session(app: Flask, opened: Opened) -> None:
    opened()
    answer = Browser(app).get("/sign-in/company?next=/account", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.headers["Location"] == "/sign-in?next=/account"


def test_no_token_of_the_provider_stays_anywhere(app: Flask, opened: Opened) -> None:
    server, browser = opened(), Browser(app)
    come(browser, server)
    browser.get("/")
    cookie = browser.client.get_cookie("session")
    kept = app.session_interface.get_signing_serializer(app).loads(cookie.value if cookie else "")  # type: ignore[union-attr]
    assert set(kept) == {"_permanent", "token", "person", "csrf_token"}
