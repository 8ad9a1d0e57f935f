"""A plan from a Word file: dropped on the page, confirmed, its tray emptied beside the wizard, signed and submitted."""

import base64
import re

import pytest
from playwright.sync_api import Page, expect

from planner.services import plans
from planner.services.wizard import store_step, writable_step
from tests.browser import writer
from tests.browser.conftest import Visit
from tests.browser.hands import Mouse
from tests.browser.people import WRITER, sign_in
from tests.browser.server import Site
from tests.browser.watch import within
from tests.factories.stage import Cast
from tests.factories.word_file import QUESTION, launch_docx

DROP = """(zone, data) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], "上市计划.docx"));
  for (const kind of ["dragover", "drop"]) zone.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""
FIELD = "introduction.introduction"


def _begin(page: Page, *, scripted: bool) -> str:
    """From the start page to the page that says where everything went; the number of the plan."""
    sign_in(page, WRITER)
    page.goto("/plans/new")
    if scripted:
        page.locator("[data-drop]").evaluate(DROP, base64.b64encode(launch_docx()).decode())
    else:
        page.locator("#plan-file").set_input_files({"name": "上市计划.docx", "mimeType": "", "buffer": launch_docx()})
        page.get_by_role("button", name="读这个文件").click()
    page.wait_for_url(re.compile("/plans/new/file/"))
    expect(page.locator("input[value=launch]")).to_be_checked()
    page.get_by_role("button", name="放进这种计划").click()
    page.wait_for_url(re.compile("/intake$"))
    return page.url.split("/")[-2]


def _complete(site: Site, number: str) -> None:
    """Answer everything else as the demo's finished plan does, through the wizard's own door."""

    def work(cast: Cast) -> None:
        model = cast.draft(cast.zhou)
        with cast.act() as session:
            answers = plans.open_plan(session, cast.house, cast.zhou, model).answers
            for slug, given in answers.items():
                view, row, _ = writable_step(session, cast.house, cast.zhou, number, slug)
                store_step(session, cast.house, view, row, given)
                session.flush()

    site.prepare(work)


@pytest.mark.slow
@within(160)
@pytest.mark.parametrize("scripted", [True, False], ids=["dropped with scripts", "chosen without"])
def test_a_word_file_becomes_a_submitted_plan_and_its_tray_is_emptied_on_the_way(site: Site, visit: Visit, scripted: bool) -> None:
    page = visit(js=scripted)
    number = _begin(page, scripted=scripted)
    _complete(site, number)
    page.goto(f"/plans/{number}/tray")
    waiting = page.locator(".pw-tray__passage")
    many = waiting.count()
    assert many >= 2
    one = waiting.filter(has_text=QUESTION)
    one.get_by_role("link", name="放到").click()
    page.get_by_role("link", name="产品与疾病背景").click()
    page.locator(f"input[value='{FIELD}']").check()
    page.get_by_role("button", name="放进去").click()
    expect(waiting).to_have_count(many - 1)
    expect(page.get_by_text("放进了")).to_be_visible()
    waiting.first.get_by_role("button", name="不用这段").click()
    expect(waiting).to_have_count(many - 2)
    page.goto(f"/plans/{number}/steps/introduction")
    assert writer.text_of(page, FIELD).endswith(QUESTION)
    page.goto(f"/plans/{number}/check-and-submit")
    if many > 2:
        expect(page.get_by_text("没放，也没说不用")).to_be_visible()
        page.get_by_role("button", name="全部不用").click()
        page.wait_for_url(re.compile("check-and-submit"))
    expect(page.get_by_text("没放，也没说不用")).to_have_count(0)
    writer.submit(Mouse(page, scripted=scripted))


def test_a_passage_goes_into_the_open_step_without_losing_what_is_being_typed(site: Site, visit: Visit) -> None:
    page = visit()
    number = _begin(page, scripted=True)
    page.goto(f"/plans/{number}/tray")
    place = page.locator(".pw-tray__passage").filter(has_text=QUESTION).get_attribute("id")
    assert place
    passage = place.removeprefix("passage-")
    for slug in ("introduction", "pre-launch", "basics"):
        page.goto(f"/plans/{number}/steps/{slug}")
        if page.locator(f"#target-{passage}").count():
            break
    tray = page.locator("#tray")
    if tray.get_attribute("open") is None:
        tray.locator("summary").click()
    page.locator(f"#target-{passage}").locator("xpath=..").get_by_role("button", name="放进去").click()
    expect(page.locator(f"#target-{passage}")).to_be_focused()
    path = page.locator(f"#target-{passage} option:not([value=''])").first.get_attribute("value")
    assert path
    field = writer.control(page, path)
    field.fill("正在写的一句。")
    page.locator(f"#target-{passage}").select_option(path)
    page.locator(f"#target-{passage}").locator("xpath=..").get_by_role("button", name="放进去").click()
    expect(page.get_by_text("已放进")).to_be_visible()
    assert writer.text_of(page, path) == f"正在写的一句。\n{QUESTION}"


def test_on_a_phone_the_tray_waits_folded_above_the_bar(site: Site, visit: Visit) -> None:
    page = visit(width=390, height=844)
    number = _begin(page, scripted=True)
    page.goto(f"/plans/{number}/steps/introduction")
    tray = page.locator("#tray")
    expect(tray).to_be_visible()
    assert tray.get_attribute("open") is None
    box, bar = tray.bounding_box(), page.locator("#save-bar").bounding_box()
    assert box and bar and box["y"] + box["height"] <= bar["y"] + 2
    tray.locator("summary").click()
    expect(page.locator(".pw-tray__passage").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
