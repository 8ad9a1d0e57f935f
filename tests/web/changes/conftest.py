"""A plan in force, made once per run and copied for each test, and its amendment."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from planner.seeds import play
from planner.seeds.play import Stage
from planner.services import plans, wizard
from planner.services.wizard import Change, base_of
from tests.web.conftest import SetClock, _settle

AUTHOR, OFFICER, MANAGER = (f"{name}@hengyu.example" for name in ("zhou.yining", "lu.zhiwei", "han.muzhi"))


@pytest.fixture
def approved(_place: tuple[Flask, Path, Path], submitted: str, stage: Stage, clock: SetClock) -> str:
    """Number of a launch plan of 周亦宁 in force, 2027-01 to 2028-06; name it before the browsers."""
    app, used, clean = _place
    kept = clean.with_name("approved.db")
    if not kept.exists():
        play.pass_on(stage, stage.actor(OFFICER), submitted)
        play.approve(stage, stage.actor(MANAGER), submitted)
        _settle(app)
        shutil.copy(used, kept)
    _settle(app)
    for path in used.parent.glob("used.db*"):
        path.unlink()
    shutil.copy(kept, used)
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
