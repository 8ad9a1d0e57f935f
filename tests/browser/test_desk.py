"""The review desk, by mouse, without JavaScript and by keyboard alone."""

import pytest

from tests.browser import officers
from tests.browser.conftest import Visit
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.browser.people import OFFICER, sign_in
from tests.browser.server import Site


@pytest.mark.parametrize("way", ["mouse", "no script", "keyboard"])
def test_an_officer_decides_and_returns_a_plan(visit: Visit, site: Site, way: str) -> None:
    number = site.prepare(lambda cast: cast.submitted(cast.zhou))
    page = visit(js=way != "no script")
    sign_in(page, OFFICER)
    hand: Hand = Keyboard(page) if way == "keyboard" else Mouse(page, scripted=way == "mouse")
    officers.take_from_queue(hand, number)
    officers.decide_all(hand)
    officers.remark(hand, "basics.summary", "上市前由医学部在六家医院", "请写明是哪六家医院。")
    officers.return_to_author(hand)
