"""The tools under real hands: keys, pulling, and words that are typed while a line is still being made."""

import pytest
from playwright.sync_api import Page, expect

from planner.services import plans, wizard_rows
from tests.browser import writer
from tests.browser.conftest import Visit
from tests.browser.people import SECOND_WRITER, sign_in
from tests.browser.server import Site
from tests.factories.stage import Cast


def _begin(cast: Cast, kind: str, slug: str, *groups: str) -> str:
    """A fresh plan of the second writer with a row in some groups of a step."""
    with cast.act() as session:
        number = plans.create_plan(session, cast.house, cast.ye, kind).number
    for group in groups:
        with cast.act() as session:
            wizard_rows.add_row(session, cast.house, cast.ye, number, slug, f"{slug}.{group}", {})
    return number


@pytest.fixture
def page(visit: Visit) -> Page:
    """The second writer, signed in."""
    page = visit()
    sign_in(page, SECOND_WRITER)
    return page


def _lines(page: Page, group: str) -> list[str]:
    return [str(box.input_value()) for box in page.locator(f"[data-group='{group}'] [data-lines] textarea").all()]


def test_enter_begins_the_next_point_and_nothing_typed_meanwhile_is_lost(page: Page, site: Site) -> None:
    number = site.prepare(lambda cast: _begin(cast, "territory", "swot", "strengths"))
    page.goto(f"/plans/{number}/steps/swot")
    points = page.locator("[data-group='swot.strengths'] [data-lines] textarea")
    points.first.click()
    page.keyboard.type("课件都有审核编号")
    page.keyboard.press("Enter")
    page.keyboard.type("药学部熟悉申报流程", delay=15)  # while the row is being made
    expect(points).to_have_count(2)
    writer.wait_saved(page)
    expect(points.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-group='swot.strengths'] [data-lines] > li[id]")).to_have_count(3)
    points.nth(0).click()  # the third was left empty
    expect(points).to_have_count(2)
    page.reload()
    assert _lines(page, "swot.strengths") == ["课件都有审核编号", "药学部熟悉申报流程"]


def test_one_cause_of_all_is_the_main_one_and_the_head_says_so(page: Page, site: Site) -> None:
    number = site.prepare(lambda cast: _begin(cast, "turnaround", "causes", "policy", "people"))
    page.goto(f"/plans/{number}/steps/causes")
    for bone, words in (("policy", "来访预约更严"), ("people", "答疑登记没有移交")):
        page.locator(f"[data-group='causes.{bone}'] textarea").fill(words)
    head = page.locator(".pw-fish__head")
    for bone, words in (("people", "答疑登记没有移交"), ("policy", "来访预约更严")):
        page.locator(f"[data-group='causes.{bone}'] input[type=radio]").check()
        expect(head).to_contain_text(words)
        writer.wait_saved(page)
    expect(page.locator(".pw-bone__main input:checked")).to_have_count(1)
    page.reload()
    expect(page.locator("[data-group='causes.policy'] input[type=radio]")).to_be_checked()


def test_a_person_changes_level_by_a_key_and_by_pulling(page: Page, site: Site) -> None:
    def begin(cast: Cast) -> str:
        number = _begin(cast, "key-account", "accounts", "accounts")
        with cast.act() as session:
            (account,) = plans.open_plan(session, cast.house, cast.ye, number).answers["accounts"]["accounts"]
            group = f"accounts.accounts.{account['id']}.stakeholders"
            wizard_rows.add_row(session, cast.house, cast.ye, number, "accounts", group, {"level": "execution"})
        return number

    number = site.prepare(begin)
    page.goto(f"/plans/{number}/steps/accounts")
    page.locator("details.pw-row > summary").first.click()
    card = page.locator(".pw-card-person")
    card.locator("> summary").click()
    chosen = card.locator("input[name$='.level'][value=execution]")
    chosen.focus()
    page.keyboard.press("ArrowLeft")
    band = page.locator("[data-band=influence] .pw-card-person")
    expect(band).to_have_count(1)
    expect(card.locator("input[name$='.level'][value=influence]")).to_be_focused()
    writer.wait_saved(page)
    card.locator("> summary").click()
    card.locator("> summary").drag_to(page.locator("[data-band=decision]"))
    expect(page.locator("[data-band=decision] .pw-card-person")).to_have_count(1)
    writer.wait_saved(page)
    page.reload()
    expect(page.locator("[data-band=decision] .pw-card-person")).to_have_count(1)


def test_the_grid_follows_what_is_typed_and_leads_to_the_row(page: Page, site: Site) -> None:
    number = site.prepare(lambda cast: _begin(cast, "omnichannel", "segments"))
    page.goto(f"/plans/{number}/steps/segments")
    page.get_by_role("button", name="加一类：新星型，B 类").click()
    row = page.locator("details.pw-row[open]")
    expect(row).to_have_count(1)
    heads = row.locator("input[name$='.heads'][type=text]")
    heads.fill("12")
    expect(page.locator(".pw-cell--held")).to_contain_text("12 人")
    expect(heads).to_be_focused()
    page.locator("details.pw-row[open] > summary").click()
    for _ in range(2):
        page.locator(".pw-cell--held a").click()
        expect(page.locator("details.pw-row[open]")).to_have_count(1)
        page.locator("details.pw-row[open] > summary").click()


def test_a_measure_moves_with_its_stage(page: Page, site: Site) -> None:
    number = site.prepare(lambda cast: _begin(cast, "omnichannel", "metrics"))
    page.goto(f"/plans/{number}/steps/metrics")
    bands = page.locator("[data-bands=stage] [data-band]:not([data-band=''])")
    row = bands.first.locator("details.pw-row").first
    row.locator("> summary").click()
    name = row.get_attribute("id")
    row.locator(".pw-choice__option").nth(1).click()
    expect(bands.nth(1).locator(f"#{name}")).to_have_count(1)
    writer.wait_saved(page)
