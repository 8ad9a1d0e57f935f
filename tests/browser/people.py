"""Who acts in the browser tests, and the way in."""

from playwright.sync_api import Page, expect

from planner.seeds.company import PASSWORD

WRITER = "zhou.yining@hengyu.example"
SECOND_WRITER = "ye.zhiqiu@hengyu.example"
OFFICER = "lu.zhiwei@hengyu.example"
SECOND_OFFICER = "cheng.yan@hengyu.example"
HEAD = "gu.qinghe@hengyu.example"
MANAGER = "han.muzhi@hengyu.example"
MANAGER_ELSEWHERE = "tang.yuan@hengyu.example"
ADMINISTRATOR = "fang.yinan@hengyu.example"


def sign_in(page: Page, person: str) -> None:
    """Sign in by the form and wait for the first page."""
    page.goto("/sign-in")
    page.locator("[name=login]").fill(person)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form:has([name=password]) button[type=submit]").click()
    expect(page.locator("[name=password]")).to_have_count(0)
