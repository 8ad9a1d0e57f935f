"""A real browser on the real server; every page that a test visits is watched for errors."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.browser.sample import is_the_sample
from tests.browser.server import Site, serving
from tests.browser.watch import Watch, time_limit

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for all tests; plans are told apart by their numbers."""
    with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of the browser."""
    if not Path(CHROMIUM).exists() and shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as running:
        yield running


class Launcher:
    """Keeps one browser, and starts another when a time limit has ended it."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._browser: Browser | None = None

    def browser(self) -> Browser:
        """The running browser."""
        if self._browser is None or not self._browser.is_connected():
            path = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
            self._browser = self._playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        return self._browser

    def close(self) -> None:
        """Stop it."""
        if self._browser is not None and self._browser.is_connected():
            self._browser.close()


@pytest.fixture(scope="session")
def launcher(playwright: Playwright) -> Iterator[Launcher]:
    """One browser for all tests."""
    keeper = Launcher(playwright)
    yield keeper
    keeper.close()


@pytest.fixture(autouse=True)
def _limit(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that hangs loses its browser; `@within(seconds)` allows more, and a busy machine three times as much."""
    with time_limit(3 * getattr(request.function, "seconds", 100)):
        yield


@pytest.fixture
def watch() -> Watch:
    """What went wrong on the pages; a test may excuse what it provokes."""
    return Watch()


@pytest.fixture
def visit(request: pytest.FixtureRequest, site: Site, launcher: Launcher, watch: Watch, tmp_path: Path) -> Iterator[Visit]:
    """A fresh person at a fresh device: `visit(language="en-GB", scheme="dark", width=390, js=False)`."""
    contexts = []

    def open_device(*, language: str = "zh-CN", scheme: str = "light", width: int = 1440, height: int = 900, js: bool = True) -> Page:
        context = launcher.browser().new_context(
            base_url=site.url,
            locale=language,
            timezone_id="Asia/Shanghai",
            color_scheme=scheme,  # type: ignore[arg-type]
            viewport={"width": width, "height": height},
            java_script_enabled=js,
            reduced_motion="reduce",
        )
        context.set_default_timeout(90_000)
        context.set_default_navigation_timeout(120_000)
        context.on("page", watch.look_at)
        contexts.append(context)
        return context.new_page()

    yield open_device
    if getattr(request.node, "failed", False):
        for n, page in enumerate(page for context in contexts for page in context.pages):
            request.node.add_report_section("call", "page", _picture(page, tmp_path / f"page-{n}.png"))
    for context in contexts:
        if context.browser and context.browser.is_connected():
            context.close()
    watch.assert_quiet()


def _picture(page: Page, path: Path) -> str:
    try:
        page.screenshot(path=path, full_page=True)
    except Exception as failure:  # noqa: BLE001  a picture that fails must not hide the failure it was taken for
        return f"no screenshot: {failure}"
    return f"{page.url}: {path}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Let fixtures know that the test failed."""
    report = yield
    if report.when == "call" and report.failed:
        item.failed = True  # type: ignore[attr-defined]
    return report


def pytest_configure(config: pytest.Config) -> None:
    """Playwright's driver leaves its pipes to the interpreter's end."""
    os.environ.setdefault("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
    expect.set_options(timeout=60_000)  # a machine of two cores that does other things too
    config.addinivalue_line("filterwarnings", "ignore:.*unclosed.*:ResourceWarning")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say when the real sample was not there to be typed."""
    if not is_the_sample():
        terminalreporter.write_line("The sample plan is not beside the project; a text of our own with the same faults was typed.")
