"""A further plan type is one file: it keeps every promise and runs through everything, with no other line changed."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from planner.services import plans, submission
from planner.wizards.registry import discover
from planner.wizards.schema import PlanType
from tests.factories.filling import fill_plan
from tests.factories.seventh import SLUG, seventh_in
from tests.factories.stage import Cast
from tests.unit.wizards.promises import PROMISES

ROOT = Path(__file__).parents[3]
RUNS_OVER_TYPES = (
    "tests/unit/wizards",
    "tests/unit/services/test_every_kind.py",
    "tests/web/plans",
    "tests/web/today",
    "tests/property/test_wizard.py",
)


@pytest.fixture
def seventh(tmp_path: Path) -> Iterator[PlanType]:
    """The type in its file, found like the others."""
    with seventh_in(tmp_path):
        yield discover()[SLUG]


def test_the_file_is_found_and_gone_again(tmp_path: Path) -> None:
    before = list(discover())
    with seventh_in(tmp_path):
        assert list(discover()) == [*before, SLUG]
    assert list(discover()) == before


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_it_keeps_the_promise(seventh: PlanType, promise: Callable[[PlanType], None]) -> None:
    promise(seventh)


def test_it_is_started_filled_in_and_ready(stage: Cast, seventh: PlanType) -> None:
    wider = replace(stage, house=replace(stage.house, plan_types=discover()))
    with wider.act() as session:
        number = plans.create_plan(session, wider.house, wider.zhou, SLUG).number
    assert number == "2026-SY-0001"
    fill_plan(wider, wider.zhou, number, seventh)
    with wider.act() as session:
        view = submission.open_submission(session, wider.house, wider.zhou, number)
    assert view.ready, (view.problems, view.open_blocks)


def test_two_types_do_not_share_a_code(tmp_path: Path) -> None:
    with seventh_in(tmp_path):
        file = tmp_path / "eighth.py"
        file.write_text((tmp_path / f"{SLUG}.py").read_text("utf-8").replace('slug="symposium"', 'slug="eighth"'), "utf-8")
        discover.cache_clear()
        with pytest.raises(TypeError, match="taken"):
            discover()
    sys.modules.pop("planner.wizards.plan_types.eighth", None)


@pytest.mark.slow
def test_everything_that_runs_over_types_passes_with_seven() -> None:
    if os.environ.get("SEVEN_TYPES"):
        pytest.skip("already the run with seven types")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.factories.seventh", "-p", "no:cacheprovider", "-m", "slow or not slow"]
    done = subprocess.run(
        [*command, *RUNS_OVER_TYPES], cwd=ROOT, env={**os.environ, "SEVEN_TYPES": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
