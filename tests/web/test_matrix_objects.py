"""What belongs to somebody, and is no plan, is there for nobody else: one object of each kind, and everybody at its addresses."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from planner.kernel.clock import local_date
from planner.models import TrayPassage
from planner.seeds.play import Stage
from planner.services import delegation, intake, jobs, queue_saved
from planner.services.rules.drafting import create_rule
from planner.workflow import Role
from tests.factories.rules import ASSESSED
from tests.factories.word_file import launch_docx
from tests.web.matrix_people import PEOPLE, World
from tests.web.test_matrix import world as world

pytestmark = pytest.mark.slow

LINES: dict[str, tuple[str, str, str]] = {
    "jobs.show": ("GET", "/downloads/{job}", "m"),
    "jobs.file": ("GET", "/downloads/{job}/file", ""),  # not made yet
    "jobs.cancel": ("POST", "/downloads/{job}/cancel", "m"),
    "today.drop_filter": ("POST", "/queue/filters/{filter}/remove", "o"),
    "delegations.end": ("POST", "/delegations/{loan}/end", "ho"),
    "plans.choose_kind": ("GET", "/plans/new/file/{offer}", "a"),
    "plans.begin": ("POST", "/plans/new/file/{offer}", "a"),
    "plans.taken_in": ("GET", "/plans/{draft}/intake", "a"),
    "plans.tray": ("GET", "/plans/{draft}/tray", "a"),
    "plans.place": ("GET", "/plans/{draft}/tray/{passage}", "a"),
    "wizard.step": ("GET", "/plans/{draft}/steps/basics", "a"),
    "rulebook.own_rule": ("GET", "/rulebook/company/{rule}", "oxh"),
    "rulebook.edit_rule": ("GET", "/rulebook/company/{rule}/edit", "oxh"),
    "rulebook.start_trial": ("POST", "/rulebook/company/{rule}/trial", "oxh"),
}
"""Endpoint → method, address, who is let in; for everybody else it is not there."""


@dataclass(frozen=True, slots=True)
class Things:
    """The addresses' parts by name."""

    world: World
    names: dict[str, Any]


@pytest.fixture
def things(app: Flask, world: World, stage: Stage) -> Things:
    """One of each: a job of 韩牧之, a filter of 陆知微, a loan of 顾清和, files and a rule."""

    def actor(name: str) -> Any:
        return stage.actor(f"{name}@hengyu.example")

    zhou, lu, gu, han = (actor(name) for name in ("zhou.yining", "lu.zhiwei", "gu.qinghe", "han.muzhi"))
    names: dict[str, Any] = {}
    with stage.act() as session:
        names["job"] = jobs.enqueue(session, stage.house, han, "bundle", {}, 0).id
        queue_saved.keep(session, stage.house, lu, "我的", "kind=launch")
        names["filter"] = queue_saved.kept(session, lu)[0].id
        today = local_date(stage.house.clock())
        names["loan"] = delegation.give(
            session,
            stage.house,
            gu,
            taker_id=lu.person_id,
            role=Role.HEAD_OF_COMPLIANCE,
            territory_id=None,
            from_on=today,
            until_on=today + timedelta(days=6),
            reason="年假",
        ).id
    names["offer"] = intake.offer(stage.act, stage.house, zhou, launch_docx(), "plan.docx")
    taken = intake.offer(stage.act, stage.house, zhou, launch_docx(), "plan.docx")
    names["draft"] = intake.begin(stage.act, stage.house, zhou, taken, "launch")
    with stage.act() as session:
        names["passage"] = session.scalars(select(TrayPassage.id).order_by(TrayPassage.id)).first()
    names["rule"] = create_rule(stage.act, stage.house, lu, ASSESSED).rule_id.partition(".")[2]
    world.keep()
    return Things(world, names)


def test_what_is_somebodys_is_not_there_for_others(things: Things) -> None:
    wrong = []
    for endpoint, (method, address, let_in) in LINES.items():
        for who in PEOPLE:
            got = things.world.gets(who, method, address.format(**things.names))
            due = "door" if who in "sz" else "in" if who in let_in else "nothing"
            if got != due:
                wrong.append(f"{endpoint}: {who} gets {got}, not {due}")
    assert wrong == []
