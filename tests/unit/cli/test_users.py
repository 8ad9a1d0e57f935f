"""`planner users second-factor`: for whoever lost phone and recovery codes."""

from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner, Result

from planner.cli.audit import audit
from planner.cli.environment import settings
from planner.cli.users import users
from planner.kernel.errors import PlannerError
from planner.services import second_factor, totp
from tests.factories.stage import Cast
from tests.unit.services.conftest import *  # noqa: F403 - the company of the tests of services

pytestmark = pytest.mark.slow


def run(stage: Cast, folder: Path, *words: str) -> Result:
    """The command on the stage's database."""
    settings.cache_clear()
    environment = {"PLANNER_DATA": str(folder), "DATABASE_URL": str(stage.engine.url), "LANG": "en_GB.UTF-8"}
    try:
        runner = CliRunner(env=environment | {"KEY_SECRET": "k" * 32, "AUDIT_SECRET": "a" * 32})
        assert runner.invoke(audit, ["accept", "--why", "a database of the tests, taken over"]).exit_code == 0
        return runner.invoke(users, list(words))
    finally:
        settings.cache_clear()


def test_a_lost_second_factor_is_taken_back(stage: Cast, tmp_path: Path) -> None:
    with stage.act() as session:
        made = totp.new_setup(stage.house, stage.zhou, "t")
        totp.add(session, stage.house, stage.zhou, "t", made.sealed, pyotp.TOTP(made.secret).at(stage.clock.now))
    answer = run(stage, tmp_path, "second-factor", stage.zhou.employee_number)
    assert answer.exit_code == 0 and "is reset" in answer.output
    with stage.act() as session:
        assert not second_factor.has_any(session, stage.zhou.person_id)
    again = run(stage, tmp_path, "second-factor", stage.zhou.employee_number)
    assert isinstance(again.exception, PlannerError) and "nothing to reset" in str(again.exception)
