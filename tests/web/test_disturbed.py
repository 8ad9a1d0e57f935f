"""A trail that does not fit its checkpoint: everybody who works on others' plans reads it on every page."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from planner.seeds import play
from planner.seeds.play import Stage
from tests.web.conftest import DAYS, Browser, SetClock
from tests.web.wizard.conftest import form_of

LOUD = "操作记录和库外留存的检查点对不上"


@pytest.fixture
def broken(app: Flask, clock: SetClock, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Give the product a checkpoint that somebody forged, when called; afterwards it has none again."""
    house = app.extensions["house"]

    def forge() -> None:
        file = tmp_path / "trail.json"
        file.write_text('{"count": 1, "head": "x", "signature": "00"}', "utf-8")
        app.extensions["house"] = replace(house, checkpoint=file)
        clock.pass_(minutes=2)

    yield forge
    app.extensions["house"] = house
    app.extensions.pop("trail look", None)


@pytest.fixture
def people(app: Flask, signed_in: Callable[..., Browser]) -> dict[str, Browser]:
    app.extensions.pop("trail look", None)
    return {who: signed_in(who) for who in ("zhou.yining", "lu.zhiwei", "gu.qinghe", "han.muzhi", "fang.yinan")}


def test_all_but_authors_read_it_on_every_page(people: dict[str, Browser], broken: Callable[[], None]) -> None:
    assert all(LOUD not in person.get("/account").text for person in people.values())
    broken()
    for who, person in people.items():
        for address in ("/", "/account", "/verify"):
            assert (LOUD in person.get(address).text) is (who != "zhou.yining"), (who, address)


def test_it_is_looked_up_once_a_minute(people: dict[str, Browser], broken: Callable[[], None], clock: SetClock) -> None:
    broken()
    person = people["lu.zhiwei"]
    person.get("/account")
    calm = clock.now
    clock.pass_(seconds=30)
    assert LOUD in person.get("/account").text
    assert person.client.application.extensions["trail look"].at == calm
    clock.pass_(seconds=31)
    person.get("/account")
    assert person.client.application.extensions["trail look"].at > calm


def test_an_act_is_refused_in_plain_words_and_nothing_is_written(
    submitted: str, people: dict[str, Browser], broken: Callable[[], None]
) -> None:
    broken()
    answer = people["lu.zhiwei"].post(f"/review/{submitted}/claim")
    assert answer.status_code == 503 and LOUD in answer.text and "没有写入任何内容" not in answer.text.split(LOUD)[0]
    answer = people["lu.zhiwei"].post(f"/review/{submitted}/claim", headers={"HX-Request": "true"})
    assert answer.status_code == 503 and answer.headers["HX-Retarget"] == "#toasts" and LOUD in answer.text


def test_drafts_are_still_saved_as_the_sentence_says(stage: Stage, people: dict[str, Browser], broken: Callable[[], None]) -> None:
    number = play.write_plan(stage, stage.actor("zhou.yining@hengyu.example"), days=DAYS, product="禾屿单抗注射液", through="basics")
    broken()
    url = f"/plans/{number}/steps/growth"
    form = form_of(people["zhou.yining"].get(url)) | {"growth.objective": ["写到一半，还没有写完。"]}
    assert people["zhou.yining"].post(url, form).status_code == 303
    assert "写到一半，还没有写完。" in people["zhou.yining"].get(url).text
    loud = people["lu.zhiwei"].get("/account").text
    assert "草稿照常保存" in loud and "只能看" not in loud
