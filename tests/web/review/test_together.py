"""The same sentence under the same rule: differences first, then one decision, taken back as one."""

import re
from datetime import timedelta

import pytest

from planner.seeds import play
from planner.seeds.play import Stage
from tests.factories.flagged import AUTHOR, FAVOUR, PRODUCT, retype, submit
from tests.web.conftest import DAYS, Browser, SetClock
from tests.web.review.conftest import cards, claim, decide

pytestmark = pytest.mark.slow  # whole acts with real keys and papers


@pytest.fixture
def twice(stage: Stage, clock: SetClock) -> str:
    """Number of a plan that says one doubtful sentence in two fields."""
    number = play.write_plan(stage, stage.actor(AUTHOR), days=DAYS, product=PRODUCT)
    retype(stage, number, "launch-phase.objective", lambda text: f"{text}{FAVOUR}。前面是学术会议。")
    retype(stage, number, "growth.objective", lambda text: f"{text}另外，{FAVOUR}；后面是随访。".replace("另外，", "另外。"))
    submit(stage, number)
    clock.now = stage.clock.now + timedelta(minutes=1)  # the play's clock ran while it wrote and signed
    return number


def _alike(page: str) -> str:
    found = re.search(r'/findings/([0-9a-f]+)/places"', page)
    assert found, "the card leads to the places of its sentence"
    return found[1]


def _form(page: str) -> dict[str, object]:
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert seen
    return {"seen": seen[1], "chosen": re.findall(r'name="chosen" value="([0-9a-f]+)"', page)}


def test_the_differences_are_shown_and_one_decision_settles_all(twice: str, officer: Browser) -> None:
    before = claim(officer, twice)
    url = f"/review/{twice}/findings/{_alike(officer.get(f'/review/{twice}').text)}/places"
    page = officer.get(url).text
    assert "同一句话有 2 处" in page and "前面是学术会议" in page and "后面是随访" in page
    form = _form(page)
    assert officer.post(url, {**form, "outcome": "harmless"}).status_code == 303
    after = officer.get(f"/review/{twice}").text
    assert len(cards(after)) == len(before) - 2 and "和别处一起" in after
    assert officer.post(f"/review/{twice}/findings/{form['chosen'][0]}/undo").status_code == 303  # type: ignore[index]
    assert sorted(cards(officer.get(f"/review/{twice}").text)) == sorted(before), "what was decided together is undone together"


def test_a_place_left_out_stays_open(twice: str, officer: Browser) -> None:
    before = claim(officer, twice)
    url = f"/review/{twice}/findings/{_alike(officer.get(f'/review/{twice}').text)}/places"
    form = _form(officer.get(url).text)
    first = form["chosen"][0]  # type: ignore[index]
    assert officer.post(url, {**form, "chosen": [first], "outcome": "change_required", "note": "请写清是哪个项目。"}).status_code == 303
    assert set(before) - set(cards(officer.get(f"/review/{twice}").text)) == {first}


def test_what_changed_meanwhile_is_not_decided_unseen(twice: str, officer: Browser) -> None:
    before = claim(officer, twice)
    key = _alike(officer.get(f"/review/{twice}").text)
    url = f"/review/{twice}/findings/{key}/places"
    form = _form(officer.get(url).text)
    assert decide(officer, twice, form["chosen"][1]) == 303  # type: ignore[index]
    assert officer.post(url, {**form, "outcome": "harmless"}).status_code == 409
    assert len(cards(officer.get(f"/review/{twice}").text)) == len(before) - 1


def test_exceptions_and_empty_choices_are_refused(twice: str, officer: Browser) -> None:
    before = claim(officer, twice)
    url = f"/review/{twice}/findings/{_alike(officer.get(f'/review/{twice}').text)}/places"
    form = _form(officer.get(url).text)
    assert officer.post(url, {**form, "outcome": "exception", "note": "已存档"}).status_code == 422
    assert officer.post(url, {**form, "chosen": [], "outcome": "harmless"}).status_code == 422
    assert officer.post(url, {**form, "outcome": "change_required"}).status_code == 422, "a change wants a word"
    assert cards(officer.get(f"/review/{twice}").text) == before
