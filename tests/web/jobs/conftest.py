"""A plan in force, made once per run and copied for each test."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from planner.seeds import play
from planner.seeds.play import Stage
from tests.factories.flagged import MANAGER, OFFICER, write_flagged
from tests.web.conftest import DAYS, SetClock, _settle


@pytest.fixture
def approved(_place: tuple[Flask, Path, Path], stage: Stage, clock: SetClock) -> str:
    """Number of a plan of 周亦宁 approved by 韩牧之; name it before the browsers."""
    app, used, clean = _place
    kept = clean.with_name("approved.db")
    if not kept.exists():
        number = write_flagged(stage, DAYS)
        play.pass_on(stage, stage.actor(OFFICER), number)
        play.approve(stage, stage.actor(MANAGER), number)
        _settle(app)
        shutil.copy(used, kept)
    _settle(app)
    for path in used.parent.glob("used.db*"):
        path.unlink()
    shutil.copy(kept, used)
    clock.pass_(hours=3)
    stage.clock.now = clock.now
    return "2026-LA-0001"
