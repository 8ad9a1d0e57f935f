"""After a return: what was decided stands and says by whom, wherever its sentence went; only new sentences are lit; lost words are listed."""

import re
from datetime import timedelta
from typing import Any

import pytest

from planner.seeds import play
from planner.seeds.play import Stage
from planner.services import wizard
from planner.services.wizard import Change, base_of
from tests.factories.flagged import AUTHOR, FAVOUR, OFFICER, ORDERS, PRODUCT, retype, submit
from tests.factories.stage import DOUBTFUL
from tests.web.conftest import DAYS, Browser, SetClock
from tests.web.review.conftest import cards, claim, decide

pytestmark = pytest.mark.slow  # whole acts with real keys and papers

GONE = "午间会议盒饭"


def _type(stage: Stage, number: str, path: str, typed: str) -> None:
    """Put these words into a field, whatever it held."""
    author, slug = stage.actor(AUTHOR), path.split(".")[0]
    with stage.act() as session:
        answers: Any = wizard.open_step(session, stage.house, author, number, slug).answers
        parts = path.split(".")[1:]
        held = answers[parts[0]] if len(parts) == 1 else next(row for row in answers[parts[0]] if row["id"] == parts[1]).get(parts[2])
        saved = wizard.save_fields(session, stage.house, author, number, slug, [Change(path, typed, base_of(held))])
    assert not saved.errors and not saved.clashes


def _rows(stage: Stage, number: str, slug: str = "risks") -> list[dict[str, Any]]:
    author = stage.actor(AUTHOR)
    with stage.act() as session:
        return list(wizard.open_step(session, stage.house, author, number, slug).answers[slug])


@pytest.fixture
def number(stage: Stage, clock: SetClock) -> str:
    """A plan with doubtful sentences in a text and in two rows."""
    number = play.write_plan(stage, stage.actor(AUTHOR), days=DAYS, product=PRODUCT)
    first, second, _ = _rows(stage, number)
    _type(stage, number, f"risks.risks.{first['id']}.response", f"{FAVOUR}。")
    _type(stage, number, f"risks.risks.{second['id']}.response", DOUBTFUL)
    retype(stage, number, "launch-phase.objective", lambda text: f"{text}先开学术会议。{FAVOUR}。{ORDERS}。")
    submit(stage, number)
    clock.now = stage.clock.now + timedelta(minutes=1)
    return number


def _write_anew(stage: Stage, number: str) -> None:
    """Edit a neighbour, move a row, take a row out and write it again, heed the change, add one doubtful sentence, drop the remark's words."""
    author = stage.actor(AUTHOR)
    retype(
        stage,
        number,
        "launch-phase.objective",
        lambda text: text.replace("先开学术会议。", "先开两场学术会议，再看情况。").replace(f"{ORDERS}。", ""),
    )
    first, second, _ = _rows(stage, number)
    with stage.act() as session:
        wizard.move_row(session, stage.house, author, number, "risks", "risks.risks", second["id"], 1)
    with stage.act() as session:
        wizard.remove_row(session, stage.house, author, number, "risks", "risks.risks", first["id"])
    with stage.act() as session:
        _, again = wizard.add_row(session, stage.house, author, number, "risks", "risks.risks")
    for name in ("name", "risk", "likelihood", "impact", "response", "owner"):
        _type(stage, number, f"risks.risks.{again}.{name}", first.get(name) or "")
    assert again != first["id"] and [row["id"] for row in _rows(stage, number)].index(second["id"]) == 1
    retype(stage, number, "growth.objective", lambda text: f"{text}{FAVOUR}。")
    meal = next(row for row in _rows(stage, number, "resources") if row["justification"].startswith(GONE))
    _type(stage, number, f"resources.resources.{meal['id']}.justification", "按医院收费标准。")


def test_only_what_is_new_is_lit_and_the_rest_says_by_whom(number: str, officer: Browser, stage: Stage, clock: SetClock) -> None:
    keys = claim(officer, number)
    page = officer.get(f"/review/{number}").text
    orders = next(key for key in keys if f"“{ORDERS}" in page.split(f'id="finding-{key}"')[1][:600])
    for key in keys:
        assert decide(officer, number, key, "change_required" if key == orders else "harmless", note="已核对。") == 303
    meal = next(row for row in _rows(stage, number, "resources") if row["justification"].startswith(GONE))
    form = {"path": f"resources.resources.{meal['id']}.justification", "quote": GONE, "text": "请写明标准。"}
    assert officer.post(f"/review/{number}/remarks", form).status_code == 303
    assert officer.post(f"/review/{number}/return").status_code == 303
    stage.clock.now = clock.now
    _write_anew(stage, number)
    submit(stage, number)
    clock.now = stage.clock.now + timedelta(minutes=1)
    fresh = claim(officer, number)
    page = officer.get(f"/review/{number}").text
    assert len(fresh) == 1 and fresh[0] not in keys, "one new sentence, in another field"
    lit = re.findall(r'<mark class="pw-mark pw-mark--(?:block|review)[^"]*" data-finding="([0-9a-f]+)"', page)
    assert set(lit) == set(fresh), "and nothing else is lit"
    kept = [key for key in keys if key != orders]
    for key in kept:
        settled = page.split(f'id="finding-{key}"')[1][:1500]
        assert "无问题，陆知微，11月24日" in settled, "earlier decisions stand and say by whom"
    assert ORDERS not in page and orders not in page
    assert "上次说过的" in page and "请写明标准。" in page and "原文里找不到这句话了" in page, "the orphan is listed"
    assert stage.actor(OFFICER).name in page
    assert decide(officer, number, fresh[0]) == 303 and cards(officer.get(f"/review/{number}").text) == []
