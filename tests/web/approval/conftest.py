"""A plan that compliance has passed, made once per run and copied for each test."""

import pytest

from planner.seeds import play
from planner.seeds.play import Stage
from tests.factories.flagged import OFFICER, write_flagged
from tests.web.conftest import DAYS, Place, SetClock


@pytest.fixture
def passed(place: Place, stage: Stage, clock: SetClock) -> str:
    """Number of a plan of 周亦宁 passed by 陆知微; name it before the browsers."""

    def make() -> None:
        number = write_flagged(stage, DAYS)
        play.pass_on(stage, stage.actor(OFFICER), number)

    place.go_to("passed", make)
    clock.pass_(hours=2)
    stage.clock.now = clock.now
    return "2026-LA-0001"
