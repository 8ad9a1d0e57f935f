"""GET /plans/new: the kinds of plan to choose from."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.wizards.registry import discover
from planner.wizards.schema import PlanType
from tests.web.conftest import Browser

TYPES = list(discover().values())
each_type = pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.slug)
ROOT = Path(__file__).parents[3] / "planner"


def test_all_kinds_are_offered_in_their_order(author: Browser) -> None:
    page = author.get("/plans/new").text
    assert re.findall(r'name="kind" value="([\w-]+)"', page) == [kind.slug for kind in TYPES]
    assert all(kind.title.zh in page and kind.promise.zh in page for kind in TYPES)


def test_the_page_speaks_english(signed_in: Callable[..., Browser]) -> None:
    page = signed_in("zhou.yining", "en").get("/plans/new").text
    assert all(kind.title.en in page and kind.promise.en in page for kind in TYPES)
    assert not any(kind.title.zh in page for kind in TYPES)


def test_only_representatives_choose(officer: Browser) -> None:
    assert officer.get("/plans/new").status_code == 404


@each_type
def test_each_kind_has_a_drawing_and_an_icon_of_its_own(kind: PlanType) -> None:
    assert (ROOT / f"templates/components/drawings/{kind.drawing}.html").exists()
    assert kind.drawing == "sheet" or f'id="kind-{kind.drawing}"' in (ROOT / "static/icons/sprite.svg").read_text("utf-8")


@each_type
def test_every_step_of_a_new_plan_opens_in_both_languages(kind: PlanType, author: Browser, signed_in: Callable[..., Browser]) -> None:
    place = author.post("/plans", {"kind": kind.slug}).headers["Location"]
    assert place.startswith(f"/plans/2026-{kind.code}-0001/steps/")
    english = signed_in("zhou.yining", "en")
    for step in kind.steps:
        for browser, words in ((author, step.title.zh), (english, step.title.en)):
            answer = browser.get(f"{place.rpartition('/')[0]}/{step.slug}")
            assert answer.status_code == 200 and f"<h1>{words}</h1>" in answer.text
    assert author.get(f"/plans/2026-{kind.code}-0001/check-and-submit").status_code == 200
