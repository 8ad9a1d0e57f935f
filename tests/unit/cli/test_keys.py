"""`planner keys`: a key in other hands is revoked, the company's root renewed, each in one plain line."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from planner.cli.audit import audit
from planner.cli.environment import settings
from planner.cli.keys import keys
from planner.kernel.errors import NotFound, PlannerError
from planner.models import Authority, Certificate
from tests.factories.stage import Cast
from tests.unit.services.conftest import *  # noqa: F403 - the company of the tests of services

pytestmark = pytest.mark.slow


def run(stage: Cast, folder: Path, *words: str) -> Result:
    """The command on the stage's database, by the real clock."""
    settings.cache_clear()
    environment = {"PLANNER_DATA": str(folder), "DATABASE_URL": str(stage.engine.url), "LANG": "en_GB.UTF-8"}
    secrets = {"KEY_SECRET": "k" * 32, "AUDIT_SECRET": "a" * 32}
    try:
        runner = CliRunner(env=environment | secrets)
        assert runner.invoke(audit, ["accept", "--why", "a database of the tests, taken over"]).exit_code == 0
        return runner.invoke(keys, list(words))
    finally:
        settings.cache_clear()


def test_a_certificate_is_revoked_from_a_day_on(stage: Cast, tmp_path: Path) -> None:
    answer = run(stage, tmp_path, "revoke", stage.zhou.employee_number, "--since", f"{stage.clock.now:%Y-%m-%d}")
    assert answer.exit_code == 0 and "is revoked" in answer.output
    with stage.act() as session:
        row = session.scalars(select(Certificate).where(Certificate.person_id == stage.zhou.person_id)).one()
        assert row.state == "revoked" and row.revoked_at is not None
        assert timedelta(0) <= stage.clock.now - row.revoked_at < timedelta(days=1)


def test_nobody_and_a_day_ahead_are_refused(stage: Cast, tmp_path: Path) -> None:
    assert isinstance(run(stage, tmp_path, "revoke", "HY9999").exception, NotFound)
    ahead = run(stage, tmp_path, "revoke", stage.zhou.employee_number, "--since", "2199-01-01")
    assert isinstance(ahead.exception, PlannerError) and "ahead" in str(ahead.exception)


def test_the_root_is_renewed(stage: Cast, tmp_path: Path) -> None:
    answer = run(stage, tmp_path, "renew")
    assert answer.exit_code == 0 and "new root" in answer.output
    with stage.act() as session:
        assert len(session.scalars(select(Authority)).all()) == 2
