"""The second step with a real browser: a code app, a passkey in a device that Chromium plays, recovery codes."""

from collections.abc import Iterator

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from planner.compliance.policy import Policy
from planner.services.policy import set_policy
from tests.browser.conftest import Visit
from tests.browser.people import OFFICER, SECOND_OFFICER, SECOND_WRITER, WRITER, sign_in
from tests.browser.server import Site, serving
from tests.browser.watch import within
from tests.factories.stage import Cast

STEP = "再验证一步"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server under a name, because browsers offer no passkeys under a number."""
    with serving(tmp_path_factory.mktemp("named"), name="localhost") as running:
        yield running


def with_device(page: Page) -> Page:
    """Put a device with a finger on it beside the page."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    has = dict.fromkeys(("hasResidentKey", "hasUserVerification", "isUserVerified", "automaticPresenceSimulation"), True)
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": {"protocol": "ctap2", "transport": "internal", **has}})
    return page


def set_app_up(page: Page) -> pyotp.TOTP:
    """Type the secret over into an app, and its first code back."""
    app = pyotp.TOTP(page.locator(".pw-setup__letters").inner_text().replace(" ", ""))
    page.locator("#code").fill(app.now())
    page.get_by_role("button", name="用这个验证器").click()
    expect(page.get_by_role("heading", name="收好这些恢复码")).to_be_visible()
    return app


def codes_on(page: Page) -> list[str]:
    """The ten recovery codes."""
    expect(page.locator(".pw-codes li")).to_have_count(10)
    return page.locator(".pw-codes li").all_inner_texts()


def nothing_for_axe(page: Page) -> None:
    """Wide and narrow; and a phone need not scroll sideways."""
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert Axe().run(page).response["violations"] == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1440, "height": 900})


@within(150)
def test_a_code_app_is_set_up_and_asked_for_without_scripts_too(visit: Visit) -> None:
    page = visit(js=False)
    sign_in(page, WRITER)
    page.goto("/account/second-factor")
    set_app_up(page)
    code = codes_on(page)[0]
    second = visit(js=False)
    sign_in(second, WRITER)
    expect(second.get_by_role("heading", name=STEP)).to_be_visible()
    second.goto("/plans")
    expect(second.get_by_role("heading", name=STEP)).to_be_visible()
    second.locator("#code").fill(code)
    second.get_by_role("button", name="继续").click()
    second.wait_for_url("**/plans")


@within(150)
def test_a_passkey_is_added_and_opens_the_door(visit: Visit) -> None:
    page = with_device(visit())
    sign_in(page, SECOND_WRITER)
    page.goto("/account/second-factor")
    page.locator("#name").fill("办公室电脑")
    page.get_by_role("button", name="加一个通行密钥").click()
    expect(page.get_by_role("heading", name="收好这些恢复码")).to_be_visible()
    page.get_by_role("button", name="收好了，继续").click()
    expect(page.get_by_text("办公室电脑")).to_be_visible()
    nothing_for_axe(page)
    page.get_by_role("button", name="加一个通行密钥").click()
    expect(page.locator("[data-passkey-said]")).to_be_visible()  # this device holds one already
    page.goto("/account")
    page.get_by_role("button", name="退出登录").click()
    sign_in(page, SECOND_WRITER)
    expect(page.get_by_role("heading", name=STEP)).to_be_visible()
    nothing_for_axe(page)
    page.get_by_role("button", name="用通行密钥").click()
    expect(page.get_by_role("heading", name="开始一份计划")).to_be_attached()


@within(150)
def test_whoever_must_have_one_sets_it_up_before_anything_else(visit: Visit, site: Site) -> None:
    def ask_officers(cast: Cast) -> None:
        with cast.act() as session:
            set_policy(session, cast.house, None, Policy(second_factor_roles=("officer",)))

    site.prepare(ask_officers)
    page = visit()
    sign_in(page, OFFICER)
    expect(page.get_by_role("heading", name="先设好两步验证")).to_be_visible()
    nothing_for_axe(page)
    page.goto("/rulebook")
    expect(page.get_by_role("heading", name="先设好两步验证")).to_be_visible()
    set_app_up(page)
    page.get_by_role("button", name="收好了，继续").click()
    page.wait_for_url("**/rulebook")
    other = with_device(visit())
    sign_in(other, SECOND_OFFICER)
    other.get_by_role("button", name="加一个通行密钥").click()
    codes_on(other)
