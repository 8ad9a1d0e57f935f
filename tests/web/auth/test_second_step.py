"""From the password to the product: the code, setting it up where the company asks for it, and nothing else on the way."""

import re
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask

from planner.compliance.policy import Policy
from planner.seeds.company import PASSWORD
from planner.seeds.play import Stage
from planner.services.policy import set_policy
from tests.web.conftest import HTMX, Browser, SetClock


def fields_of(page: str) -> dict[str, str]:
    """Secret and seal of the form that sets up an app."""
    sealed, letters = (
        re.search(r'name="sealed" value="([0-9a-f]+)"', page),
        re.search(r'pw-setup__letters" translate="no">([A-Z2-7 ]+)<', page),
    )
    assert sealed is not None and letters is not None
    return {"sealed": sealed.group(1), "secret": letters.group(1).replace(" ", "")}


def codes_of(page: str) -> list[str]:
    return re.findall(r'<li class="pw-figure">([0-9A-Z-]{14})</li>', page)


def set_up(browser: Browser, clock: SetClock, address: str = "/account/second-factor") -> tuple[pyotp.TOTP, list[str]]:
    """Give a signed-in person an app; half a minute later its first code is past."""
    found = fields_of(browser.get(address).text)
    app = pyotp.TOTP(found["secret"])
    to = "/sign-in/set-up" if address.startswith("/sign-in") else f"{address}/app"
    answer = browser.post(to, {"sealed": found["sealed"], "code": app.at(clock.now)})
    assert answer.status_code == 200, answer.text
    clock.pass_(seconds=30)
    return app, codes_of(answer.text)


@pytest.fixture
def required(stage: Stage) -> Callable[..., None]:
    """`required("officer")`: the company asks this role for a second step."""

    def make(*roles: str) -> None:
        with stage.act() as session:
            set_policy(session, stage.house, None, Policy(second_factor_roles=roles))

    return make


def test_the_password_leads_to_the_code_and_the_code_to_the_page_asked_for(author: Browser, app: Flask, clock: SetClock) -> None:
    phone, codes = set_up(author, clock)
    assert len(set(codes)) == 10
    second = Browser(app)
    answer = second.sign_in("zhou.yining", next="/plans")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in/second-step?next=/plans")
    assert "验证码" in second.get(answer.headers["Location"]).text
    before = second.client.get_cookie("session")
    wrong = second.post("/sign-in/second-step", {"code": "000000", "next": "/plans"})
    assert wrong.status_code == 422 and wrong.text.count("验证码或恢复码不对") == 2
    right = second.post("/sign-in/second-step", {"code": phone.at(clock.now), "next": "/plans"})
    assert (right.status_code, right.headers["Location"]) == (303, "/plans")
    after = second.client.get_cookie("session")
    assert before is not None and after is not None and after.value != before.value
    assert second.get("/plans").status_code == 200
    thief = app.test_client()
    thief.set_cookie("session", before.value, domain="localhost")
    assert thief.get("/plans").status_code == 302, "the cookie of the half session opens nothing"


@pytest.mark.slow
def test_half_a_session_opens_nothing_but_its_step(author: Browser, app: Flask, clock: SetClock) -> None:
    set_up(author, clock)
    half = Browser(app)
    half.sign_in("zhou.yining")
    page = half.get("/sign-in/second-step").text
    assert half.get("/sign-in/second-step").headers["Cache-Control"] == "no-store"
    assert "周亦宁" not in page and "/account" not in page, "nothing of the person is shown yet"
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        for rule in app.url_map.iter_rules():
            access = app.view_functions[rule.endpoint].access
            if access.public or access.halfway:
                continue
            built = rule.build(dict.fromkeys(rule.arguments, 1))
            assert built is not None
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                answer = half.client.open(built[1], method=method)
                assert answer.status_code == 401 or answer.headers["Location"].startswith("/sign-in/second-step"), built[1]
                assert half.client.open(built[1], method=method, headers=HTMX).status_code == 401, built[1]
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert half.get("/sign-in/set-up").headers["Location"].startswith("/sign-in/second-step"), "no way round by setting up another"


@pytest.mark.slow
def test_what_was_typed_before_the_session_ended_is_there_after_the_second_step(author: Browser, clock: SetClock) -> None:
    phone, _ = set_up(author, clock)
    clock.pass_(hours=2)
    kept = author.post("/account/pin", {"new_pin": "904512", "words": "随访知晓率提高"})
    resume = re.search(r'name="resume" value="([^"]+)"', kept.text)
    assert kept.status_code == 401 and resume is not None
    step = author.post("/sign-in", {"login": "zhou.yining@hengyu.example", "password": PASSWORD, "resume": resume.group(1)})
    assert step.status_code == 200 and "刚才写的都在" in step.text
    carried = re.search(r'name="resume" value="([^"]+)"', step.text)
    assert carried is not None
    shown = author.post("/sign-in/second-step", {"code": phone.at(clock.now), "resume": carried.group(1)})
    assert "随访知晓率提高" in shown.text and "904512" not in shown.text


def test_whoever_must_have_a_second_step_sets_it_up_first(app: Flask, clock: SetClock, required: Callable[..., None]) -> None:
    required("officer")
    officer = Browser(app)
    answer = officer.sign_in("lu.zhiwei", next="/rulebook")
    assert answer.headers["Location"] == "/sign-in/set-up?next=/rulebook"
    assert officer.get("/").headers["Location"] == "/sign-in/set-up?next=/"
    wrong = officer.post("/sign-in/set-up", {"sealed": fields_of(officer.get("/sign-in/set-up").text)["sealed"], "code": "000000"})
    assert wrong.status_code == 422 and "这个验证码不对" in wrong.text
    _, codes = set_up(officer, clock, "/sign-in/set-up?next=/rulebook")
    assert len(codes) == 10
    on = officer.post("/sign-in/go-on", {"next": "/rulebook"})
    assert on.headers["Location"] == "/rulebook" and officer.get("/rulebook").status_code == 200


@pytest.mark.slow
def test_a_recovery_code_stands_in_once(author: Browser, app: Flask, clock: SetClock) -> None:
    _, codes = set_up(author, clock)
    for status in (303, 422):
        second = Browser(app)
        second.sign_in("zhou.yining")
        second.get("/sign-in/second-step")
        assert second.post("/sign-in/second-step", {"code": codes[0]}).status_code == status
    assert "还有 9 个没有用" in author.get("/account/second-factor").text


def test_changing_the_second_step_wants_a_person_who_has_just_shown_it(author: Browser, app: Flask, clock: SetClock) -> None:
    clock.pass_(minutes=6)
    page, before = author.get("/account/second-factor").text, author.client.get_cookie("session")
    for which in ("others", "everywhere"):
        assert author.post(f"/account/sign-out-{which}").headers["Location"] == "/account/confirm?next=/account"
    assert "先确认是你本人" in page and "pw-setup__letters" not in page
    for address in ("app", "app/remove", "passkeys", "passkeys/ask", "passkeys/1/remove", "codes"):
        assert author.post(f"/account/second-factor/{address}").status_code == 303
    assert author.post("/account/confirm", {"password": "wrong"}).status_code == 422
    assert author.post("/account/confirm", {"password": PASSWORD, "next": "/account/second-factor"}).status_code == 303
    after = author.client.get_cookie("session")
    assert before is not None and after is not None and before.value != after.value
    thief = app.test_client()
    thief.set_cookie("session", before.value, domain="localhost")
    assert thief.get("/account").status_code == 302, "the session has a new token, and the old one opens nothing"
    set_up(author, clock)
    clock.pass_(minutes=6)
    asked = author.get("/account/password")
    assert asked.headers["Location"] == "/account/confirm?next=/account/password", "the old password alone is not all they have"
    assert author.post("/account/password", {"password": PASSWORD}).headers["Location"] == asked.headers["Location"]
    clock.pass_(minutes=-6)
    assert author.post("/account/second-factor/app/remove").status_code == 303
    assert "没有开启" in author.get("/account").text


@pytest.mark.slow
def test_an_administrator_takes_a_lost_factor_back_and_its_owner_hears_of_it(
    author: Browser, app: Flask, clock: SetClock, administrator: Browser
) -> None:
    set_up(author, clock)
    assert "清除两步验证" in administrator.get("/company/people/1").text
    assert administrator.post("/company/people/1/reset-factor").status_code == 303
    assert author.get("/account").status_code == 302, "signed out everywhere"
    assert author.sign_in("zhou.yining").headers["Location"] == "/"
    assert "清除了你的两步验证" in author.get("/notices").text
    again = administrator.post("/company/people/1/reset-factor")
    assert again.status_code == 422 and "不用清除" in again.text


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/sign-in/second-step", "/sign-in/set-up", "/account/second-factor"])
def test_a_hostile_form_is_refused_and_never_a_fault(author: Browser, clock: SetClock, address: str) -> None:
    set_up(author, clock)
    if address == "/sign-in/second-step":
        author.post("/sign-out")
        author.sign_in("zhou.yining")
        author.get(address)
    for form in (
        {"code": "\0" * 50, "sealed": "zz"},
        {"credential": '{"id": [}'},
        {"credential": "[]", "name": "x" * 999},
        {"code": "٠" * 6},
    ):
        to = f"{address}/passkeys" if address.startswith("/account") else address
        assert author.post(to, form).status_code in (303, 405, 422)
