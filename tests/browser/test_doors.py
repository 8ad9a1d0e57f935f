"""The way in."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.people import MANAGER, OFFICER, WRITER, sign_in


def test_each_role_sees_a_page_of_its_own_after_signing_in(visit: Visit) -> None:
    for person, heading in ((WRITER, "开始一份计划"), (OFFICER, "要看的计划"), (MANAGER, "等你批准")):
        page = visit()
        sign_in(page, person)
        expect(page.get_by_role("heading", name=heading)).to_be_attached()
        page.context.close()
