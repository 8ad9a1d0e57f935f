"""The desk with real keys and a real selection: a wording proposed and taken, a passage chosen, a pass taken back."""

from playwright.sync_api import Page, expect

from planner.seeds import play
from tests.browser import officers
from tests.browser.conftest import Visit
from tests.browser.hands import Mouse
from tests.browser.people import MANAGER, OFFICER, WRITER, sign_in
from tests.browser.server import Site
from tests.factories.flagged import FAVOUR
from tests.factories.stage import Cast

WORDING = "按已批准的项目申请会议费用。"


def _asking(cast: Cast) -> str:
    """A plan whose growth.objective says FAVOUR, which an officer has to look at."""
    number = cast.draft(cast.zhou)
    cast.type(cast.zhou, number, "growth.objective", f"{FAVOUR}。")
    play.submit(cast, cast.zhou, number)
    return number


def _desk(visit: Visit, number: str, who: str = OFFICER) -> Page:
    page = visit()
    sign_in(page, who)
    page.goto(f"/review/{number}")
    expect(page.locator("[data-desk]")).to_be_visible()
    return page


def test_s_proposes_a_wording_that_the_author_takes_with_one_click(visit: Visit, site: Site) -> None:
    number = site.prepare(_asking)
    page = _desk(visit, number)
    page.get_by_role("button", name="领取").click()
    expect(page.get_by_text("你在审")).to_be_visible()
    doubtful = page.locator("[data-card]:has([name=wording])").first
    while doubtful.get_attribute("open") is None:
        page.keyboard.press("j")
    page.keyboard.press("s")
    wording = doubtful.locator("[name=wording]")
    expect(wording).to_be_focused()
    wording.fill("asrou")
    expect(wording).to_have_value("asrou")  # keys rest while somebody types
    wording.fill(WORDING)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#settled")).to_contain_text("已决定 1 处")
    page.keyboard.press("u")
    expect(doubtful).to_be_visible()
    while doubtful.get_attribute("open") is None:
        page.keyboard.press("j")
    page.keyboard.press("s")
    doubtful.locator("[name=wording]").fill(WORDING)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#settled")).to_contain_text("已决定 1 处")
    officers.return_to_author(Mouse(page))

    author = visit()
    sign_in(author, WRITER)
    author.goto(f"/plans/{number}/steps/growth")
    take = author.get_by_role("button", name="采用建议稿").first
    if not take.is_visible():
        author.locator("details.pw-finding:has(button:text('采用建议稿')) > summary").first.click()
    take.click()
    expect(author.locator("[name='growth.objective']")).to_have_value(WORDING)
    expect(author.get_by_text("你采用了").first).to_be_visible()


def test_a_passage_is_chosen_by_mouse_and_by_keyboard(visit: Visit, site: Site) -> None:
    number = site.prepare(lambda cast: cast.submitted(cast.zhou))
    page = _desk(visit, number)
    page.get_by_role("button", name="领取").click()
    expect(page.get_by_text("你在审")).to_be_visible()
    words = page.locator("[data-path='basics.summary']")
    words.evaluate("e => getSelection().setBaseAndExtent(e.firstChild, 2, e.firstChild, 9)")
    chosen = page.evaluate("String(getSelection())")
    page.keyboard.press("m")
    form = page.locator("#remark-form")
    expect(form.locator("[name=path]")).to_have_value("basics.summary")
    expect(form.locator("[name=quote]")).to_have_value(chosen)
    expect(form.locator("[name=start]")).to_have_value("2")
    form.locator("[name=text]").fill("鼠标选的。@陆")
    form.locator("[name=text]").press("Escape")
    page.evaluate("getSelection().removeAllRanges()")
    page.keyboard.press("v")
    first = page.evaluate("String(getSelection())")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("String(getSelection())")
    assert first.strip() and second.strip() and first != second
    page.keyboard.press("Shift+ArrowLeft")
    assert page.evaluate("String(getSelection())") == second[:-1]
    shorter = page.evaluate("String(getSelection())")
    page.keyboard.press("m")
    expect(form.locator("[name=quote]")).to_have_value(shorter)
    form.locator("[name=text]").fill("键盘选的。")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".pw-remark")).to_contain_text("键盘选的。")


def test_at_offers_those_who_may_see_the_plan(visit: Visit, site: Site) -> None:
    number = site.prepare(lambda cast: cast.doubtful(cast.zhou))
    page = _desk(visit, number)
    page.get_by_role("button", name="领取").click()
    expect(page.get_by_text("你在审")).to_be_visible()
    talk = page.locator("[data-card][open] .pw-talk")
    talk.locator("summary").click()
    message = talk.locator("[data-mention]")
    message.press_sequentially("请看 @周")
    expect(page.locator(".pw-mentions")).to_contain_text("周亦宁")
    message.press("Enter")
    expect(message).to_have_value("请看 @周亦宁 ")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-card][open] .pw-said")).to_contain_text("@周亦宁")


def test_a_pass_is_taken_back_until_the_manager_opens_it(visit: Visit, site: Site) -> None:
    number = site.prepare(lambda cast: cast.passed(cast.zhou, cast.lu))
    page = _desk(visit, number)
    page.get_by_role("button", name="收回通过").click()
    expect(page.get_by_text("你在审")).to_be_visible()
    officers.pass_plan(Mouse(page))
    manager = visit()
    sign_in(manager, MANAGER)
    manager.goto(f"/approval/{number}")
    manager.get_by_role("button", name="批准并签名").click()
    expect(manager.locator("form[data-signing]")).to_be_visible()
    page.goto(f"/review/{number}")
    expect(page.get_by_text("不能收回了")).to_be_visible()
    expect(page.get_by_role("button", name="收回通过")).to_have_count(0)
