"""A plan in force, made once per run and copied for each test."""

import pytest

from planner.seeds import play
from planner.seeds.play import Stage
from tests.factories.flagged import MANAGER, OFFICER, write_flagged
from tests.web.conftest import DAYS, Place, SetClock


@pytest.fixture
def approved(place: Place, stage: Stage, clock: SetClock) -> str:
    """Number of a plan of 周亦宁 approved by 韩牧之; name it before the browsers."""

    def make() -> None:
        number = write_flagged(stage, DAYS)
        play.pass_on(stage, stage.actor(OFFICER), number)
        play.approve(stage, stage.actor(MANAGER), number)

    place.go_to("approved-flagged", make)
    clock.pass_(hours=3)
    stage.clock.now = clock.now
    return "2026-LA-0001"
