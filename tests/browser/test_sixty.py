"""Sixty findings by keyboard: card, passage and focus stay together, no key decides unseen or while somebody types or composes."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.people import OFFICER, SECOND_OFFICER, sign_in
from tests.browser.server import Site
from tests.browser.watch import within
from tests.factories.sixty import sixty

PLACE = """() => {
  const card = document.querySelector("[data-card][open]");
  const box = (one) => { const { top, bottom } = one.getBoundingClientRect(); return [top, bottom]; };
  return {
    number: Number(card.querySelector(".pw-number").textContent),
    card: box(card.querySelector("summary")),
    passage: box(document.querySelector(`[data-read] [data-finding="${card.dataset.card}"]`)),
    focused: card.contains(document.activeElement),
    head: document.querySelector(".pw-desk__head").getBoundingClientRect().bottom,
    keys: document.querySelector(".pw-keys").getBoundingClientRect().top,
  };
}"""


def _together(page: Page, number: int) -> None:
    """The card of this number, its passage and the focus are on the screen, under the bars of neither end."""
    expect(page.locator("[data-card][open] .pw-number")).to_have_text(str(number))
    for _ in range(200):  # the page moves there by itself, sooner or later
        page.wait_for_timeout(100)
        here = page.evaluate(PLACE)
        seen = all(here["head"] <= here[part][0] and here[part][1] <= here["keys"] for part in ("card", "passage"))
        if seen and here["focused"]:
            return
    raise AssertionError(here)


@within(240)
def test_an_officer_walks_through_sixty_findings_by_keyboard(visit: Visit, site: Site) -> None:
    number = site.prepare(sixty)
    page = visit()
    sign_in(page, OFFICER)
    page.goto(f"/review/{number}")
    page.get_by_role("button", name="领取").click()
    expect(page.get_by_text("你在审")).to_be_visible()
    all_ = page.locator("[data-card]").count()
    assert all_ >= 60
    expect(page.locator(".pw-desk__field").first).to_contain_text("市场预热期")
    for at in range(2, all_ + 1):
        page.keyboard.press("j")
        if at in (2, 3, 12, 31, all_):
            _together(page, at)
    page.keyboard.press("j")
    _together(page, all_)
    for _ in range(all_ - 30):
        page.keyboard.press("k")
    _together(page, 30)

    for _ in range(3):  # struck three times in one go: only what was seen is decided
        page.keyboard.press("a")
    expect(page.locator("#settled summary")).to_contain_text("已决定 1 处")
    _together(page, 30)
    page.keyboard.press("u")
    expect(page.locator("[data-card]")).to_have_count(all_)
    _together(page, 30)

    page.keyboard.press("r")
    note = page.locator("[data-card][open] textarea[name=note]")
    expect(note).to_be_focused()
    page.keyboard.type("ajkru?")
    expect(note).to_have_value("ajkru?")
    expect(page.locator("#desk-keys")).to_be_hidden()
    page.keyboard.press("Escape")
    page.evaluate(  # an input method that composes outside a field tells so with its key events
        """() => document.querySelector("[data-card][open] summary").dispatchEvent(
             new KeyboardEvent("keydown", { key: "a", isComposing: true, bubbles: true }))"""
    )
    page.evaluate(
        """() => document.querySelector("[data-card][open] summary").dispatchEvent(
             new KeyboardEvent("keydown", { key: "j", keyCode: 229, bubbles: true }))"""
    )
    _numbered(page, 30, all_)
    page.keyboard.press("?")
    expect(page.locator("#desk-keys")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    _numbered(page, 30, all_)


def _numbered(page: Page, number: int, all_: int) -> None:
    """Nothing was decided and nobody moved on."""
    page.wait_for_timeout(300)
    expect(page.locator("[data-card]")).to_have_count(all_)
    expect(page.locator("[data-card][open] .pw-number")).to_have_text(str(number))


@within(120)
def test_who_comes_is_shown_to_whoever_has_the_desk_open_and_moves_nothing(visit: Visit, site: Site) -> None:
    number = site.prepare(lambda cast: cast.doubtful(cast.zhou))
    here, other = visit(), visit()
    sign_in(other, SECOND_OFFICER)
    other.clock.install()  # so that nobody waits for the next sign of life
    with other.expect_response("**/looking"):
        other.goto(f"/review/{number}")
        other.clock.run_for(2_000)
    sign_in(here, OFFICER)
    here.goto("/")
    expect(here.locator("li", has=here.locator(f"a[href*='{number}']"))).to_contain_text("程砚正在看")
    with here.expect_response("**/looking"):
        here.goto(f"/review/{number}")
    expect(here.locator("#looking")).to_have_text("程砚正在看")
    with other.expect_response("**/looking"):
        other.clock.run_for(30_000)
    expect(other.locator("#looking")).to_have_text("陆知微正在看")
    assert other.evaluate("scrollY") == 0
    other.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    said: list[str] = []
    other.on("request", lambda request: said.append(request.url) if request.url.endswith("/looking") else None)
    other.clock.run_for(60_000)
    other.wait_for_timeout(500)
    assert said == [], "a hidden tab is silent"
