"""`planner keys`: a key in other hands is revoked, the company's root renewed, each in one plain line."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from planner.cli.audit import audit
from planner.cli.environment import settings
from planner.cli.keys import keys
from planner.kernel.errors import NotFound, PlannerError
from planner.models import Authority, Certificate
from tests.factories import issuers
from tests.factories.stage import Cast
from tests.unit.services.conftest import *  # noqa: F403 - the company of the tests of services

pytestmark = pytest.mark.slow


def run(stage: Cast, folder: Path, *words: str, **more: str) -> Result:
    """The command on the stage's database, by the real clock."""
    settings.cache_clear()
    environment = {"PLANNER_DATA": str(folder), "DATABASE_URL": str(stage.engine.url), "LANG": "en_GB.UTF-8"} | more
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


def given(folder: Path, since: datetime, password: str = issuers.PASSWORD) -> dict[str, str]:
    """The settings of an issuer in a file."""
    file = folder / "issuer.p12"
    file.write_bytes(issuers.hierarchy(since).pkcs12())
    file.chmod(0o600)
    return {"AUTHORITY_PKCS12": str(file), "AUTHORITY_PASSWORD": password}


def test_it_says_who_certifies_people_now(stage: Cast, tmp_path: Path) -> None:
    assert "→ 衡屿医药签名根证书, until" in run(stage, tmp_path, "show").output
    answer = run(stage, tmp_path, "show", **given(tmp_path, datetime.now(UTC)))
    assert answer.exit_code == 0
    assert "→ 签名签发证书, until" in answer.output and "/crl?of=2" in answer.output
    assert "  衡屿医药签名根证书, until" in answer.output


@pytest.mark.parametrize(("years_ago", "password", "said"), [(0, "not this one", "wrong password"), (12, issuers.PASSWORD, "run out")])
def test_an_issuer_that_cannot_issue_is_refused_and_changes_nothing(
    years_ago: int, password: str, said: str, stage: Cast, tmp_path: Path
) -> None:
    settings_of = given(tmp_path, datetime.now(UTC) - years_ago * issuers.YEAR, password)
    answer = run(stage, tmp_path, "show", **settings_of)
    assert isinstance(answer.exception, PlannerError) and said in str(answer.exception)
    with stage.act() as session:
        assert len(session.scalars(select(Authority)).all()) == 1


def test_a_given_issuer_is_not_renewed_here(stage: Cast, tmp_path: Path) -> None:
    answer = run(stage, tmp_path, "renew", **given(tmp_path, datetime.now(UTC)))
    assert isinstance(answer.exception, PlannerError) and "AUTHORITY_" in str(answer.exception)


def test_the_server_does_not_start_with_such_an_issuer(tmp_path: Path) -> None:
    environment = {"PLANNER_DATA": str(tmp_path / "data"), "LANG": "en_GB.UTF-8", "PATH": os.environ["PATH"]}
    environment |= given(tmp_path, datetime.now(UTC), "not this one")
    environment["PORT"] = str(free_port())
    command = [sys.executable, "-m", "planner.cli.main", "serve"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 2 and "wrong password" in done.stderr and "not this one" not in done.stderr
    assert not (tmp_path / "data" / "planner.db").exists(), "nothing was written yet"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
