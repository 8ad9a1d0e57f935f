"""/team: plans of the team by state, filters in the address, one state as a list; nobody else's."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from planner.seeds import play
from planner.seeds.play import Stage
from planner.web.extensions import db
from tests.web.conftest import DAYS, Browser


def _drafts(stage: Stage, n: int) -> None:
    who = stage.actor("zhou.yining@hengyu.example")
    for _ in range(n):
        play.write_plan(stage, who, days=DAYS, product="禾屿单抗注射液", through="basics")


def test_each_plan_stands_in_the_column_of_its_state(submitted: str, manager: Browser) -> None:
    page = manager.get("/team").text
    assert page.index("合规在看") < page.index(f'href="/plans/{submitted}"') < page.index("等待批准 <")
    assert "没有等你批准的计划" in page


def test_it_is_filtered_by_person_and_kind_in_the_address(submitted: str, manager: Browser, stage: Stage) -> None:
    who = stage.actor("zhou.yining@hengyu.example").person_id
    assert submitted in manager.get(f"/team?who={who}&kind=launch").text
    assert submitted not in manager.get("/team?kind=turnaround").text
    assert submitted in manager.get("/team?kind=nonsense&who=x&after=99999999999999").text


def test_one_state_is_a_list_of_its_own_page_by_page(
    submitted: str, manager: Browser, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.web.team.pages.ON_PAGE", 2)
    monkeypatch.setattr("planner.web.team.pages.IN_COLUMN", 1)
    _drafts(stage, 3)
    assert "还有 2 份" in manager.get("/team").text
    first = manager.get("/team?state=draft").text
    assert first.count("pw-board__card") == 2 and 'rel="next"' in first
    address = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = manager.get(address).text
    assert second.count("pw-board__card") == 1 and 'rel="next"' not in second and "回到最前" in second


def test_more_plans_ask_no_more_of_the_database(submitted: str, manager: Browser, stage: Stage) -> None:
    def asked() -> int:
        seen: list[str] = []
        with manager.client.application.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", listener := lambda *args: seen.append(args[2]))
        assert manager.get("/team").status_code == 200
        event.remove(engine, "before_cursor_execute", listener)
        return len(seen)

    _drafts(stage, 1)
    asked()
    few = asked()
    _drafts(stage, 4)
    assert asked() == few < 40


def test_it_is_the_managers_page_and_shows_no_other_team(submitted: str, signed_in: Callable[..., Browser]) -> None:
    assert submitted not in signed_in("tang.yuan").get("/team").text
    for other in ("zhou.yining", "lu.zhiwei", "fang.yinan"):
        assert signed_in(other).get("/team").status_code == 404
