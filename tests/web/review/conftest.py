"""A plan with findings, submitted once per run and copied for each test."""

import re

import pytest

from planner.seeds.play import Stage
from tests.factories.flagged import write_flagged
from tests.web.conftest import DAYS, Browser, Place, SetClock


@pytest.fixture
def flagged(place: Place, stage: Stage, clock: SetClock) -> str:
    """Number of a plan of 周亦宁 with a block finding and review findings; name it before the browsers."""

    def make() -> None:
        write_flagged(stage, DAYS)

    place.go_to("flagged", make)
    clock.pass_(hours=1)
    stage.clock.now = clock.now
    return "2026-LA-0001"


def cards(page: str) -> list[str]:
    """Fingerprints of the open cards, in the order of the page."""
    return re.findall(r'data-card="([0-9a-f]+)"', page)


def claim(officer: Browser, number: str) -> list[str]:
    """Take the plan; the fingerprints to decide."""
    assert officer.post(f"/review/{number}/claim").status_code == 303
    return cards(officer.get(f"/review/{number}").text)


def decide(officer: Browser, number: str, fingerprint: str, outcome: str = "harmless", **more: str) -> int:
    """Decide one finding; the status."""
    answer = officer.post(f"/review/{number}/findings/{fingerprint}/decide", {"outcome": outcome, **more})
    return answer.status_code
