"""The demo's plans name materials of the demo's library that are right for them."""

from datetime import date
from typing import Any

import pytest

from planner.seeds import play
from planner.seeds.demo import HEYU, LANRUI, SAMPLES, SONGYA
from planner.seeds.library import load_library
from planner.services import submission
from tests.factories.stage import DAYS, Cast

pytestmark = pytest.mark.slow
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.kind)
def test_a_sample_of_every_kind_names_fitting_materials(stage: Cast, sample: Any) -> None:
    load_library(stage, TODAY)
    stage.clock.set(TODAY)
    author = stage.actor(f"{sample.cast[0]}@hengyu.example")
    number = play.write_sample(stage, author, sample.kind, start=date(2027, 1, 1), months=sample.months, product=sample.product)
    assert _about_materials(stage, author, number) == set()


@pytest.mark.parametrize("product", [HEYU, LANRUI, SONGYA])
def test_the_launch_plan_names_the_material_of_its_product(stage: Cast, product: str) -> None:
    load_library(stage, TODAY)
    stage.clock.set(TODAY)
    number = play.write_plan(stage, stage.zhou, days=DAYS, product=product, through="launch-phase")
    assert _about_materials(stage, stage.zhou, number) == set()


def _about_materials(stage: Cast, author: play.Actor, number: str) -> set[str]:
    with stage.act() as session:
        view = submission.open_submission(session, stage.house, author, number)
        return {finding.rule_id for finding in view.findings if finding.rule_id.startswith("digital.material")}
