"""What the library offers while somebody types: by keyboard, by pinyin, and never in place of the field."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from planner.kernel.clock import local_date, utc_now
from planner.models import Phrase
from planner.seeds.library import load_library
from planner.seeds.stage import stage_for
from tests.browser import writer
from tests.browser.conftest import Visit
from tests.browser.people import SECOND_WRITER, sign_in
from tests.browser.server import Site
from tests.factories.stage import Cast

OBJECTIVE = "launch-phase.objective"
SURVEY = "问卷匿名填写，只统计总数，不用于评价个人。"


def _prepared(cast: Cast) -> str:
    with cast.act() as session:
        known = session.scalar(select(Phrase.id).where(Phrase.text == SURVEY))
    if not known:
        stage = stage_for(cast.transaction, cast.house)
        stage.clock.now = utc_now()  # others have acted in this company today
        load_library(stage, local_date(utc_now()) - timedelta(days=1), late=True)
    return cast.draft(cast.ye, through="launch-phase")


@pytest.fixture
def page(visit: Visit, site: Site) -> Page:
    """The launch phase of a draft, open before its author."""
    number = site.prepare(_prepared)
    page = visit()
    sign_in(page, SECOND_WRITER)
    page.goto(f"/plans/{number}/steps/launch-phase")
    return page


def _offers(page: Page) -> Locator:
    return page.locator(".pw-offers [role=option]")


def _at_end(page: Page) -> Locator:
    field = writer.control(page, OBJECTIVE)
    field.click()
    page.keyboard.press("Control+End")
    return field


def test_a_material_is_chosen_by_keyboard_and_the_field_says_what_it_is(page: Page) -> None:
    page.locator(".pw-ask-group details[data-row] summary, .pw-aid details[data-row] summary").first.click()
    field = page.locator("input[data-offers]:visible").first
    field.fill("")
    field.press_sequentially("单抗")
    expect(_offers(page)).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(_offers(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(field).to_have_value("HY-MAT-2027-031")
    expect(_offers(page)).to_have_count(0)
    below = page.locator(f"#{field.get_attribute('id')}-library")
    expect(below).to_contain_text("禾屿单抗说明书解读幻灯")
    field.fill("HY-MAT-2026-204")
    writer.wait_saved(page)
    expect(page.locator(".pw-work__notes")).to_contain_text("资料属于另一个产品")


def test_a_phrase_takes_the_place_of_its_beginning_and_can_be_undone(page: Page) -> None:
    field = _at_end(page)
    was = field.input_value()
    page.keyboard.type("问卷匿名")
    expect(_offers(page).first).to_contain_text(SURVEY)
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value(was + SURVEY)
    expect(page.locator(".pw-mark--approved").first).to_have_text(SURVEY)
    page.keyboard.press("Control+Z")
    expect(field).to_have_value(was + "问卷匿名")


def test_escape_closes_until_something_else_is_typed_and_enter_without_a_choice_is_a_new_line(page: Page) -> None:
    field = _at_end(page)
    page.keyboard.type("问卷匿")
    expect(_offers(page).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(_offers(page)).to_have_count(0)
    page.keyboard.type("名")
    expect(_offers(page).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile("问卷匿名\n$"))


def test_nothing_is_offered_while_an_input_method_composes(page: Page) -> None:
    field = _at_end(page)
    field.dispatch_event("compositionstart")
    page.keyboard.insert_text("问卷匿名")
    page.wait_for_timeout(600)
    assert _offers(page).count() == 0
    field.dispatch_event("compositionend")
    expect(_offers(page).first).to_contain_text(SURVEY)


def test_a_close_sentence_asks_and_one_click_puts_the_approved_wording_in(page: Page) -> None:
    field = _at_end(page)
    was = field.input_value()
    page.keyboard.insert_text("问卷匿名填写，只统计总数，不用来评价个人。")
    near = page.locator("[data-near]")
    expect(near).to_have_count(1)
    near.click()
    expect(field).to_have_value(was + SURVEY)
    expect(page.locator("[data-near]")).to_have_count(0)
    expect(_offers(page)).to_have_count(0)
