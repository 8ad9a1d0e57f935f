"""Rows of one field that hold the same sentence: decided together, and only by who saw each of them."""

import re
from datetime import timedelta

import pytest

from planner.seeds import play
from planner.seeds.play import Stage
from planner.services import deciding, review, wizard
from planner.services.wizard import Change, base_of
from tests.factories.flagged import AUTHOR, FAVOUR, OFFICER, PRODUCT, submit
from tests.web.conftest import DAYS, HTMX, Browser, SetClock
from tests.web.review.conftest import cards, claim, decide

pytestmark = pytest.mark.slow  # whole acts with real keys and papers


@pytest.fixture
def rows(stage: Stage, clock: SetClock) -> str:
    """Number of a plan that says one doubtful sentence in two rows of one field."""
    author = stage.actor(AUTHOR)
    number = play.write_plan(stage, author, days=DAYS, product=PRODUCT)
    with stage.act() as session:
        view = wizard.open_step(session, stage.house, author, number, "risks")
        first, second, *_ = view.answers["risks"]
        changes = [
            Change(f"risks.risks.{row['id']}.response", f"{before}。{FAVOUR}。{after}。", base_of(row.get("response")))
            for row, before, after in ((first, "社区科普", "由市场部主办"), (second, "科室会", "由医学部主讲"))
        ]
        assert not wizard.save_fields(session, stage.house, author, number, "risks", changes).errors
    submit(stage, number)
    clock.now = stage.clock.now + timedelta(minutes=1)
    return number


def _card(page: str) -> tuple[str, str]:
    """The fingerprint of the card with several places, and what it names as seen."""
    found = re.search(r'data-verdict="([0-9a-f]+)"(?:(?!data-verdict).)*?name="seen" value="([0-9a-f]+)"', page, re.S)
    assert found, "the card shows its places"
    return found[1], found[2]


def test_the_card_shows_every_place_and_decides_them_together_once_they_were_seen(rows: str, officer: Browser) -> None:
    before = claim(officer, rows)
    page = officer.get(f"/review/{rows}").text
    assert "这一栏有 2 处写着同一句" in page
    card = page[page.index('class="pw-spots"') :].split("</div>")[0]
    assert card.count(FAVOUR) == 2 and "由市场部主办" in card and "由医学部主讲" in card
    key, seen = _card(page)
    url = f"/review/{rows}/findings/{key}/decide"
    for outcome in ("harmless", "change_required"):
        for form in ({}, {"seen": "0" * 64}):
            answer = officer.post(url, {"outcome": outcome, "note": "请改写。", **form})
            assert answer.status_code == 303 and answer.headers["Location"].endswith(f"/findings/{key}/places"), (
                "unseen, the places come first"
            )
    assert officer.post(url, {"outcome": "harmless"}, headers=HTMX).headers["HX-Redirect"].endswith("/places")
    assert cards(officer.get(f"/review/{rows}").text) == before
    assert decide(officer, rows, key, seen=seen) == 303
    assert set(before) - set(cards(officer.get(f"/review/{rows}").text)) == {key}


def test_on_the_page_of_places_they_have_one_tick(rows: str, officer: Browser) -> None:
    before = claim(officer, rows)
    key, _ = _card(officer.get(f"/review/{rows}").text)
    page = officer.get(f"/review/{rows}/findings/{key}/places").text
    assert page.count('name="chosen"') == 1 and "由市场部主办" in page and "由医学部主讲" in page
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert seen
    form = {"seen": seen[1], "chosen": [key], "outcome": "harmless"}
    assert officer.post(f"/review/{rows}/findings/{key}/places", form).status_code == 303
    assert len(cards(officer.get(f"/review/{rows}").text)) == len(before) - 1


def test_the_service_refuses_what_was_not_seen(rows: str, stage: Stage) -> None:
    lu = stage.actor(OFFICER)
    with stage.act() as session:
        review.claim(session, stage.house, lu, rows)
        desk = review.open_desk(session, stage.house, lu, rows)
    keys = [item.finding.fingerprint for item in desk.items if item.needs_decision]
    double = next(key for key in keys if keys.count(key) == 2)
    with pytest.raises(deciding.Unseen), stage.act() as session:
        deciding.decide(session, stage.house, lu, rows, double, "harmless")
    single = next(key for key in keys if keys.count(key) == 1)
    with stage.act() as session:
        deciding.decide(session, stage.house, lu, rows, single, "harmless")
