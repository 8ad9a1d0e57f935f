"""A press of the mouse lasts; what is saved meanwhile must not take away what is being pressed."""

import re

from playwright.sync_api import Locator, expect

from tests.browser import writer
from tests.browser.conftest import Visit
from tests.browser.people import WRITER, sign_in
from tests.browser.server import Site

TEMPTING = "在会上巧妙引出新产品，为后续推广埋下伏笔。"


def _press_long(target: Locator) -> None:
    """Hold the button down until the words that were just typed are saved and their answer is there."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box
    mouse = target.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    with target.page.expect_response(lambda answer: answer.request.method == "POST" and "/steps/" in answer.url):
        mouse.down()
    target.page.wait_for_timeout(300)
    mouse.up()


def test_a_step_is_opened_although_the_list_of_steps_is_drawn_anew_during_the_press(visit: Visit, site: Site) -> None:
    number = site.prepare(lambda cast: cast.draft(cast.zhou))
    page = visit()
    sign_in(page, WRITER)
    page.goto(f"/plans/{number}/steps/pre-launch")
    field = writer.control(page, "pre-launch.objective")
    field.fill(TEMPTING)
    _press_long(page.get_by_role("navigation", name="步骤").locator("a[href$='/launch-phase']").first)
    page.wait_for_url(re.compile("/launch-phase$"))
    page.go_back()
    expect(field).to_have_value(TEMPTING)
