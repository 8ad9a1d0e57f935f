"""A plan that compliance has passed, made once per run and copied for each test."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from planner.seeds import play
from planner.seeds.play import Stage
from tests.factories.flagged import OFFICER, write_flagged
from tests.web.conftest import DAYS, SetClock, _settle


@pytest.fixture
def passed(_place: tuple[Flask, Path, Path], stage: Stage, clock: SetClock) -> str:
    """Number of a plan of 周亦宁 passed by 陆知微; name it before the browsers."""
    app, used, clean = _place
    kept = clean.with_name("passed.db")
    if not kept.exists():
        number = write_flagged(stage, DAYS)
        play.pass_on(stage, stage.actor(OFFICER), number)
        _settle(app)
        shutil.copy(used, kept)
    _settle(app)
    for path in used.parent.glob("used.db*"):
        path.unlink()
    shutil.copy(kept, used)
    clock.pass_(hours=2)
    stage.clock.now = clock.now
    return "2026-LA-0001"
