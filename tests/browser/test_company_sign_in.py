"""A day with the company's account: in, a plan typed, the session gone, in again, a PIN, signed, out of both."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from planner.models import SignInSession
from planner.seeds.company import PIN
from tests.browser.conftest import Visit
from tests.browser.people import WRITER
from tests.browser.server import Site, serving
from tests.browser.watch import within
from tests.factories.oidc import OidcServer, running
from tests.factories.oidc_server import CLIENT, SECRET
from tests.factories.stage import Cast


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OidcServer]:
    """Where the company's people sign in."""
    with running(tmp_path_factory.mktemp("oidc")) as server:
        server.account(sub="0f3", email=WRITER, email_verified=True)
        server.show_page()
        yield server


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, provider: OidcServer) -> Iterator[Site]:
    """A server of its own, on which passwords are off."""
    folder = tmp_path_factory.mktemp("data")
    secret = folder / "client-secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    settings = {"OIDC_ISSUER": provider.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET_FILE": str(secret), "OIDC_NAME": "统一身份"}
    settings |= {"OIDC_ONLY": "yes", "OIDC_BREAK_GLASS": "fang.yinan@hengyu.example"}
    with serving(folder, **settings) as site:
        provider.way_back(f"{site.url}/sign-in/company/back")
        yield site


def end_sessions(cast: Cast) -> None:
    """As time does."""
    with cast.act() as session:
        session.execute(update(SignInSession).values(ended_at=cast.house.clock()))


def over_there(page: Page) -> None:
    """The provider asks, the person goes on."""
    expect(page.get_by_text("Who are you?")).to_be_visible()
    page.get_by_role("link", name="Go on").click()


@within(200)
@pytest.mark.parametrize("js", [True, False])
def test_a_day_with_the_company_account(visit: Visit, site: Site, js: bool) -> None:
    number = site.prepare(lambda cast: cast.draft(cast.zhou))
    page = visit(js=js)
    page.goto(f"/plans/{number}/submit")
    page.get_by_role("link", name="用统一身份登录").click()
    over_there(page)
    expect(page).to_have_url(f"{site.url}/plans/{number}/submit")

    page.get_by_role("link", name="用统一身份确认是你本人").click()
    over_there(page)
    expect(page.get_by_text("刚刚确认过是你本人")).to_be_visible()
    page.locator("input[name=pin]").fill(PIN)
    page.get_by_role("button", name="签名并提交").click()
    expect(page).to_have_url(f"{site.url}/plans/{number}", timeout=120_000)

    page.goto("/account")
    page.get_by_role("button", name="退出登录").first.click()
    page.get_by_role("link", name="统一身份也要退出").click()
    expect(page).to_have_url(f"{site.url}/sign-in")
    page.goto("/account")
    expect(page.get_by_role("link", name="用统一身份登录")).to_be_visible()


@within(120)
def test_what_was_typed_when_the_session_ended_comes_back(visit: Visit, site: Site) -> None:
    page = visit()
    page.goto("/sign-in?next=/account")
    page.get_by_role("link", name="用统一身份登录").click()
    over_there(page)
    page.goto("/notices/settings")
    form = page.locator("main form").first
    site.prepare(end_sessions)
    form.get_by_role("button").last.click()
    expect(page.get_by_text("登录已过期")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="用统一身份登录").click()
    over_there(opened.value)
    expect(opened.value).to_have_url(f"{site.url}/signed-in")
    page.get_by_role("button", name="已经在另一个窗口登录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("接着保存")
