"""The objective converter as a dialogue over the step: pick, read the sentence as it is made, put it in."""

import re

from playwright.sync_api import Page, expect

from tests.browser import writer
from tests.browser.conftest import Visit
from tests.browser.people import SECOND_WRITER, sign_in
from tests.browser.server import Site

QUOTA = "每位专家每月新增处方 10 例。"


def _goal(page: Page) -> str:
    """Open the first goal of the step and type a quota into it; the path of its row."""
    page.locator(".pw-goal summary").first.click()
    field = page.locator("textarea[name$='.statement']").first
    field.fill(QUOTA)
    field.blur()
    writer.wait_saved(page)
    return (field.get_attribute("name") or "").rpartition(".")[0]


def _fill(page: Page) -> None:
    dialog = page.locator("#convert")
    dialog.locator("label", has_text="更多医生了解获批的适应症").click()
    dialog.locator("[name=audience]").fill("临溪片区的社区医生")
    dialog.locator("[name=baseline]").fill("58")
    dialog.locator("[name=target]").fill("80")
    dialog.locator("[name=due]").fill("2027-06")


def test_a_quota_becomes_a_goal_by_a_short_dialogue(visit: Visit, site: Site) -> None:
    number = site.prepare(lambda cast: cast.draft(cast.ye))
    page = visit()
    sign_in(page, SECOND_WRITER)
    page.goto(f"/plans/{number}/steps/goals")
    row = _goal(page)
    smart = page.locator(".pw-smart").first
    expect(smart).to_contain_text("换一种衡量")
    page.locator("[data-convert]:visible").first.click()
    dialog = page.locator("dialog#convert")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(QUOTA)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("[data-convert]:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    _fill(page)
    said = dialog.locator("#convert-said")
    expect(said).to_contain_text("面向临溪片区的社区医生，2027年6月底前，会后问卷平均正确率从 58% 提高到 80%。")
    expect(said).to_contain_text("可以写进计划")
    dialog.locator("button[value=take]").click()
    page.wait_for_url(re.compile("/steps/goals"))
    expect(page.locator(f"[name='{row}.statement']")).to_have_value(re.compile("^面向临溪片区的社区医生"))
    expect(page.locator("[data-convert]")).to_have_count(0)
    expect(page.locator(".pw-kept")).to_contain_text("换下来的目标")


def test_without_scripts_and_on_a_phone_the_dialogue_is_a_page(visit: Visit, site: Site) -> None:
    number = site.prepare(lambda cast: cast.draft(cast.ye))
    writing = visit()
    sign_in(writing, SECOND_WRITER)
    writing.goto(f"/plans/{number}/steps/goals")
    row = _goal(writing)
    page = visit(js=False, width=390)
    sign_in(page, SECOND_WRITER)
    page.goto(f"/plans/{number}/steps/goals")
    page.goto(page.locator("[data-convert]").first.get_attribute("href") or "")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#convert label", has_text="更多医生了解获批的适应症").click()
    page.locator("#convert button[value=take]").click()
    expect(page.locator("#convert")).to_contain_text("写明目标值。")
    _fill(page)
    page.locator("#convert button.pw-without-script").click()
    expect(page.locator("#convert-said")).to_contain_text("会后问卷平均正确率从 58% 提高到 80%")
    page.locator("#convert button[value=take]").click()
    expect(page.locator(f"[name='{row}.statement']")).to_have_value(re.compile("^面向临溪片区的社区医生"))
