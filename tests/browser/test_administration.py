"""Somebody new: invited by one administrator, joins by the link, gets a role once a second administrator agrees."""

import email
import re
import time
from email.policy import default
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.models import Person
from planner.services.mailing import send_due
from planner.services.postman import FolderPostman
from tests.browser.conftest import Visit
from tests.browser.people import ADMINISTRATOR, sign_in
from tests.browser.server import Site
from tests.browser.watch import within
from tests.factories.stage import Cast, second_administrator

SECOND = "qin.shu@hengyu.example"
PASSWORD = "wind over the lake 7"
MAIN = "form.pw-company__form button[type=submit]"


def _mailed(cast: Cast, folder: Path) -> str:
    """Where the mail to somebody new leads, whoever took it out: the server's own worker or this test."""
    send_due(cast.transaction, cast.house, FolderPostman(folder, "planner@localhost"), cast.house.clock())
    for _ in range(1_000):
        for file in folder.glob("*.eml"):
            letter = email.message_from_bytes(file.read_bytes(), policy=default)
            found = re.search(r"/invitation/\S+", letter.get_body(("plain",)).get_content())
            if letter["To"] == "xu.jia@hengyu.example" and found:
                return found.group()
        time.sleep(0.1)
    raise AssertionError("no mail came")


@within(200)
def test_from_the_invitation_to_the_first_role(site: Site, visit: Visit) -> None:
    site.prepare(second_administrator)
    office, home, other = visit(), visit(width=390), visit(language="en-GB")
    sign_in(office, ADMINISTRATOR)
    office.goto("/company/people/new")
    office.locator("#name").fill("许嘉")
    office.locator("#employee_number").fill("HY0999")
    office.locator("#email").fill("xu.jia@hengyu.example")
    office.locator("#job_title").fill("医药代表")
    office.locator(MAIN).click()
    expect(office.locator("#errors")).to_contain_text("请从列出的选项里选")
    expect(office.locator("#name")).to_have_value("许嘉")
    office.locator("#territory").select_option(label="　　云川片区")
    office.locator(MAIN).click()
    expect(office.locator("#toasts")).to_contain_text("xu.jia@hengyu.example")

    home.goto(site.prepare(lambda cast: _mailed(cast, Path(site.environ["PLANNER_DATA"]) / "mail")))
    for name, value in (("password", PASSWORD), ("password_again", PASSWORD), ("new_pin", "271828"), ("new_pin_again", "271828")):
        home.locator(f"[name={name}]").fill(value)
    home.locator(MAIN).click()
    expect(home.locator("#toasts")).to_contain_text("现在可以登录")
    home.locator("[name=login]").fill("HY0999")
    home.locator("[name=password]").fill(PASSWORD)
    home.locator("form:has([name=password]) button[type=submit]").click()
    expect(home.locator(".pw-person")).to_be_visible()

    office.get_by_role("link", name="改角色").click()
    office.locator("#role").select_option("representative")
    office.locator("#territory").select_option(label="　　云川片区")
    office.locator(MAIN).click()
    expect(office.locator("#asked")).to_be_visible()
    sign_in(other, SECOND)
    other.goto("/company/people")
    other.get_by_role("button", name="Agree").click()
    expect(other.locator("#toasts")).to_contain_text("hold from now on")
    home.goto("/")
    expect(home.locator("form[action$='/start'], a[href*='/plans']").first).to_be_visible()
    with Session(site.cast.engine) as session:
        person = session.scalars(select(Person).where(Person.employee_number == "HY0999")).one()
        assert [grant.role for grant in person.grants] == ["representative"]
