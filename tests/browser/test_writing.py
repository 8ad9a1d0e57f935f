"""Writing in the workspace: nothing typed is lost, whatever happens between the keyboard and the database."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from planner.seeds.company import PASSWORD
from planner.services import sign_in as sessions
from tests.browser import writer
from tests.browser.conftest import Visit
from tests.browser.hands import Mouse
from tests.browser.pages import TEMPTING
from tests.browser.people import SECOND_WRITER, sign_in
from tests.browser.server import Site
from tests.browser.watch import Watch
from tests.factories.stage import Cast

OBJECTIVE = "pre-launch.objective"
MINE = "由医学部在两家医院开展疾病教育，会后用问卷了解掌握程度。"
THEIRS = "由医学部在三家医院开展疾病教育，会后用问卷了解掌握程度。"

ENDLESS_PAUSE = """() => {
  const begin = window.setTimeout;
  window.setTimeout = (act, pause, ...more) => (pause >= 500 ? 0 : begin(act, pause, ...more));
}"""
"""From now on no pause after typing comes to its end, so that what is saved was not saved by waiting."""


@pytest.fixture
def number(site: Site) -> str:
    """A draft of the second writer, typed as far as the pre-launch step."""
    return site.prepare(lambda cast: cast.draft(cast.ye, through="pre-launch"))


@pytest.fixture
def page(visit: Visit, number: str) -> Page:
    """The pre-launch step of that draft, open before its author."""
    page = visit()
    sign_in(page, SECOND_WRITER)
    _open(page, number)
    return page


def _open(page: Page, number: str, slug: str = "pre-launch") -> None:
    page.goto(f"/plans/{number}/steps/{slug}")


def _second_device(visit: Visit, number: str) -> Page:
    page = visit()
    sign_in(page, SECOND_WRITER)
    _open(page, number)
    return page


def _objective(page: Page) -> str:
    return writer.text_of(page, OBJECTIVE)


def _type(page: Page, text: str) -> None:
    field = writer.control(page, OBJECTIVE)
    field.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def test_a_pause_saves_and_another_device_shows_it(visit: Visit, page: Page, number: str) -> None:
    _type(page, MINE)  # the caret stays in the field
    writer.wait_saved(page)
    expect(page.locator("#save-state")).to_contain_text(re.compile(r"\d{2}:\d{2}"))
    assert _objective(_second_device(visit, number)) == MINE


def test_leaving_a_field_saves_at_once(visit: Visit, page: Page, number: str) -> None:
    field = writer.control(page, OBJECTIVE)
    page.evaluate(ENDLESS_PAUSE)
    field.fill(MINE)
    expect(page.locator("#save-state")).to_have_text("停笔后自动保存")  # what is not on the server is not called saved
    with page.expect_response(lambda r: r.request.method == "POST" and f"/{number}/" in r.url):
        field.blur()
    writer.wait_saved(page)
    assert _objective(_second_device(visit, number)) == MINE


def test_going_back_and_forward_loses_nothing(page: Page, number: str) -> None:
    hand = Mouse(page)
    _type(page, MINE)
    writer.go_on(hand, "pre-launch")
    page.go_back()
    expect(writer.control(page, OBJECTIVE)).to_have_value(MINE)
    page.go_forward()
    expect(writer.control(page, "launch-phase.objective")).to_be_attached()
    _open(page, number)
    assert _objective(page) == MINE


def test_two_tabs_never_overwrite_each_other_silently(visit: Visit, page: Page, number: str) -> None:
    other = page.context.new_page()
    _open(other, number)
    _type(page, MINE)
    writer.wait_saved(page)
    _type(other, THEIRS)
    clash = other.locator(f"#f-{OBJECTIVE.replace('.', '-')}-conflict")
    expect(clash).to_be_visible()
    expect(clash).to_contain_text(MINE)
    expect(clash).to_contain_text(THEIRS)
    assert _objective(_second_device(visit, number)) == MINE, "the second save changed the field without asking"
    clash.locator(f"button[value='mine:{OBJECTIVE}']").click()
    expect(clash).to_be_hidden()
    writer.wait_saved(other)
    _open(page, number)
    assert _objective(page) == THEIRS


def test_the_other_tabs_text_can_be_taken_instead(page: Page, number: str) -> None:
    other = page.context.new_page()
    _open(other, number)
    _type(page, MINE)
    writer.wait_saved(page)
    _type(other, THEIRS)
    other.locator(f"button[value='theirs:{OBJECTIVE}']").click()
    expect(writer.control(other, OBJECTIVE)).to_have_value(MINE)
    _open(page, number)
    assert _objective(page) == MINE


def _end_sessions(site: Site) -> None:
    def work(cast: Cast) -> None:
        with cast.act() as session:
            sessions.sign_out_everywhere(session, cast.house, cast.ye)

    site.prepare(work)


def _sign_in_here(page: Page) -> None:
    page.locator("[name=login]").fill(SECOND_WRITER)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator("[name=password]")).to_have_count(0)


def test_a_session_that_ends_while_typing_takes_no_words_along(site: Site, page: Page, number: str) -> None:
    _end_sessions(site)
    _type(page, MINE)
    link = page.locator("#save-state").get_by_role("link", name=re.compile("登录"))
    expect(link).to_be_visible()
    with page.context.expect_page() as opened:
        link.click()
    _sign_in_here(opened.value)
    opened.value.close()
    page.bring_to_front()
    assert _objective(page) == MINE, "what was typed is gone from the page"
    page.evaluate("dispatchEvent(new Event('focus'))")  # no window manager tells a browser without a screen
    writer.wait_saved(page)
    _open(page, number)
    assert _objective(page) == MINE


def test_words_kept_in_the_browser_come_back_after_signing_in_on_the_same_page(site: Site, page: Page, number: str) -> None:
    _end_sessions(site)
    _type(page, MINE)
    expect(page.locator("#save-state")).to_contain_text("登录已过期")
    page.on("dialog", lambda dialog: dialog.accept())
    _open(page, number)
    _sign_in_here(page)
    assert f"/{number}/" in page.url
    expect(writer.control(page, OBJECTIVE)).to_have_value(MINE)
    writer.wait_saved(page)


def test_without_scripts_the_words_come_back_after_signing_in_again(site: Site, visit: Visit, number: str) -> None:
    page = visit(js=False)
    sign_in(page, SECOND_WRITER)
    _open(page, number)
    _end_sessions(site)
    writer.control(page, OBJECTIVE).fill(MINE)
    page.locator("#save-bar button[name=do][value=next]").click()
    _sign_in_here(page)
    expect(page.locator("[data-kept]", has_text=MINE)).to_be_visible()
    page.get_by_role("button", name="保存并接着写").click()
    _open(page, number)
    assert _objective(page) == MINE


def test_without_a_network_the_page_says_so_and_saves_later(page: Page, number: str, watch: Watch) -> None:
    watch.excuse("ERR_INTERNET_DISCONNECTED")
    context: BrowserContext = page.context
    context.set_offline(True)
    _type(page, MINE)
    expect(page.locator("#save-state")).to_have_class(re.compile("pw-save--offline"))
    expect(page.locator("#save-state")).to_contain_text("没有网络")
    context.set_offline(False)
    writer.wait_saved(page)
    _open(page, number)
    assert _objective(page) == MINE


def test_a_suggestion_goes_into_its_place_and_the_finding_is_gone(page: Page) -> None:
    before = "在六家医院开展疾病教育。"
    _type(page, f"{before}上市首月争取每位专家开出第一张处方。会后用问卷了解掌握程度。")
    card = page.locator("details.pw-finding[data-finding]:has([data-adopt], button[value^='adopt:'])").first
    expect(card).to_be_attached()
    if card.get_attribute("open") is None:
        card.locator("summary").first.click()
    quote = card.locator(".pw-finding__body .pw-finding__quote").inner_text().strip("“”")
    suggestion = card.locator(".pw-instead__text").inner_text()
    before_click = _objective(page)
    card.locator("[data-adopt], button[value^='adopt:']").first.click()
    expect(writer.control(page, OBJECTIVE)).to_have_value(before_click.replace(quote, suggestion))
    expect(page.locator(f"details.pw-finding[open]:has-text('“{quote}”') [data-adopt]")).to_have_count(0)
    page.reload()
    assert _objective(page) == before_click.replace(quote, suggestion)
    assert quote not in page.locator("main").inner_text()


def test_a_tempting_sentence_is_marked_in_the_field_and_on_a_card(page: Page) -> None:
    _type(page, TEMPTING)
    mark = page.locator(f".pw-checked:has([name='{OBJECTIVE}']) .pw-mark--block")
    expect(mark.first).to_be_attached()
    expect(page.locator("details.pw-finding--block").first).to_contain_text("必须修改")
    assert _objective(page) == TEMPTING


def test_rows_are_added_moved_removed_and_brought_back(page: Page, number: str) -> None:
    hand = Mouse(page)
    path = "pre-launch.activities"
    box = writer.group_box(page, path)
    rows = box.locator("details[data-row]")
    count = rows.count()
    row = writer.add_row(hand, path)
    prefix = writer.row_path(row, path)
    page.locator(f"[name='{prefix}.name']").fill("重度哮喘随访讨论会")
    key = prefix.rpartition(".")[2]
    page.locator(f"button[value='up:{path}:{key}']").click()
    expect(rows.nth(count - 1)).to_contain_text("重度哮喘随访讨论会")
    page.locator(f"button[value='remove:{path}:{key}']").click()
    expect(rows).to_have_count(count)
    page.locator("button[value^='restore:']").click()
    expect(rows).to_have_count(count + 1)
    page.reload()
    expect(rows.nth(count - 1)).to_contain_text("重度哮喘随访讨论会")


def test_a_conditional_field_appears_with_its_answer(page: Page) -> None:
    hand = Mouse(page)
    path = "pre-launch.activities"
    row = writer.group_box(page, path).locator("details[data-row]").first
    writer.unfold(hand, row)
    prefix = writer.row_path(row, path)
    fee = page.locator(f"[name='{prefix}.speaker_fee']")
    expect(fee).not_to_be_visible()
    hand.pick(page.locator(f"[name='{prefix}.speaker'][value=yes]"))
    expect(fee).to_be_visible()
    hand.pick(page.locator(f"[name='{prefix}.speaker'][value=no]"))
    expect(fee).not_to_be_visible()


def test_an_impossible_number_is_named_at_its_field_and_kept_there(visit: Visit, number: str) -> None:
    page = visit(js=False)
    sign_in(page, SECOND_WRITER)
    _open(page, number, "safety")
    hours = page.locator("[name='safety.within_hours']")
    hours.fill("9999999")
    page.locator("button[name=do][value=next]").click()
    expect(hours).to_have_value("9999999")
    expect(hours).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-safety-within_hours-error")).to_contain_text("720")


def test_the_count_warns_before_a_text_is_too_long(page: Page) -> None:
    _type(page, "一" * 590)
    count = page.locator("[data-count-for='f-pre-launch-objective']")
    expect(count).to_contain_text("590")
    expect(count).to_have_class(re.compile("near"))


def test_the_theme_stays_chosen(page: Page) -> None:
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="换成深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(18, 23, 26)"
    page.get_by_role("button", name="换成浅色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_switching_the_language_keeps_the_page_and_the_words(page: Page, number: str) -> None:
    _type(page, MINE)
    writer.wait_saved(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Pre-launch phase").first).to_be_visible()
    assert f"/plans/{number}/steps/pre-launch" in page.url
    assert _objective(page) == MINE
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="市场预热期").first).to_be_visible()
