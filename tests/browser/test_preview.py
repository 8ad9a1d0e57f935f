"""The preview and the pictures under real hands: they follow what is saved and never take the caret."""

import pytest
from playwright.sync_api import Page, expect

from planner.services import plans, wizard
from tests.browser import writer
from tests.browser.conftest import Visit
from tests.browser.people import SECOND_WRITER, sign_in
from tests.browser.server import Site
from tests.factories.stage import Cast

STATEMENT = "textarea[name$='.statement']"
PAPER = ".pw-preview__frame"


def _goals(cast: Cast) -> str:
    """A fresh plan of the second writer with one goal."""
    with cast.act() as session:
        number = plans.create_plan(session, cast.house, cast.ye, "launch").number
    with cast.act() as session:
        wizard.add_row(session, cast.house, cast.ye, number, "goals", "goals.goals")
    return number


@pytest.fixture
def page(visit: Visit) -> Page:
    """The second writer, signed in."""
    page = visit()
    sign_in(page, SECOND_WRITER)
    return page


def test_preview_and_picture_follow_a_save_and_the_caret_stays(page: Page, site: Site) -> None:
    number = site.prepare(_goals)
    page.goto(f"/plans/{number}/steps/goals")
    expect(page.locator("#step-picture")).to_be_hidden()
    page.get_by_role("tab", name="预览").click()
    paper = page.frame_locator(PAPER)
    expect(paper.locator("h2")).to_contain_text("目标")
    page.locator("details[data-row]").first.evaluate("row => { row.open = true }")
    goal = page.locator(STATEMENT).first
    goal.click()
    page.keyboard.type("六家医院的护士掌握正确的注射技术")
    writer.wait_saved(page)
    expect(paper.locator("body")).to_contain_text("六家医院的护士掌握正确的注射技术")
    expect(page.locator("#step-picture")).to_be_visible()
    expect(goal).to_be_focused()
    page.reload()
    expect(page.get_by_role("tab", name="预览")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#notes")).to_be_hidden()
    page.get_by_role("tab", name="提示").click()
    expect(page.locator("#notes")).to_be_visible()
