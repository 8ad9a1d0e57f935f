"""A plan in force, made once per run and copied for each test, and its amendment."""

from collections.abc import Callable

import pytest

from planner.seeds import play
from planner.seeds.play import Stage
from planner.services import plans, wizard
from planner.services.wizard import Change, base_of
from tests.web.conftest import Place, SetClock

AUTHOR, OFFICER, MANAGER = (f"{name}@hengyu.example" for name in ("zhou.yining", "lu.zhiwei", "han.muzhi"))


@pytest.fixture
def approved(place: Place, submitted: str, stage: Stage, clock: SetClock) -> str:
    """Number of a launch plan of 周亦宁 in force, 2027-01 to 2028-06; name it before the browsers."""

    def make() -> None:
        play.pass_on(stage, stage.actor(OFFICER), submitted)
        play.approve(stage, stage.actor(MANAGER), submitted)

    place.go_to("approved", make)
    clock.pass_(hours=2)
    stage.clock.now = clock.now
    return submitted


@pytest.fixture
def amend(approved: str, stage: Stage) -> Callable[[str, str], None]:
    """`amend("basics.title", "新名称")`: opens the next revision if none is open and changes one field in it."""

    def change(path: str, typed: str) -> None:
        author, slug = stage.actor(AUTHOR), path.split(".")[0]
        with stage.act() as session:
            if not plans.open_plan(session, stage.house, author, approved).writable:
                plans.amend_plan(session, stage.house, author, approved)
        with stage.act() as session:
            view = wizard.open_step(session, stage.house, author, approved, slug)
            was = view.answers.get(path.split(".")[1])
            wizard.save_fields(session, stage.house, author, approved, slug, [Change(path, typed, base_of(was))])

    return change
