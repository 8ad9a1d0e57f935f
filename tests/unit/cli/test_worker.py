"""`planner worker` as a real process: it does what waits, and what a killed one leaves behind is finished by another."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from planner.kernel.canonical import sha256_hex
from planner.kernel.clock import utc_now
from planner.models import IssuedFile, Job, Person, Plan, Revision
from planner.models.engine import make_engine
from planner.seeds.company import load_company
from planner.services import bundles, jobs
from planner.services.actor import actor_for
from planner.services.bundles import Range
from planner.services.database import upgrade
from planner.services.house import open_house
from planner.settings import Settings, make_demo_secrets
from tests.factories.stage import transactions

PLANS = 400


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A demo folder of the test's own."""
    found = {name: value for name, value in os.environ.items() if not name.startswith(("PLANNER_", "PUBLIC_"))}
    found["PLANNER_DATA"] = str(tmp_path)
    make_demo_secrets(tmp_path)
    upgrade(Settings.from_env(found).database_url)
    return found


def _asked(environ: dict[str, str], engine: Engine) -> int:
    """The company with many signed plans of few bytes each, and a zip of them asked for."""
    settings = Settings.from_env(environ)
    house = open_house(
        public_url=settings.public_url,
        key_secret=settings.key_secret.encode(),
        audit_key=settings.audit_secret.encode(),
        demo=True,
        checkpoint=settings.checkpoint,
    )
    transaction = transactions(engine)
    load_company(transaction, house)
    now = utc_now()
    with transaction() as session:
        author = session.query(Person).filter_by(email="zhou.yining@hengyu.example").one()
        for n in range(PLANS):
            plan = Plan(
                number=f"2026-LA-{n:04d}", plan_type="launch", author_id=author.id, territory_id=author.territory_id, created_at=now
            )
            row = Revision(number=1, state="approved", round=1, title="=1+1", territory_id=author.territory_id, verify_code=f"CODE-{n}")
            row.created_at = row.saved_at = row.state_since = now
            row.plan = plan
            session.add(row)
            session.flush()
            data = os.urandom(40_000)
            session.add(
                IssuedFile(revision_id=row.id, round=1, kind="plan", signatures=3, sha256=sha256_hex(data), data=data, pages=1, at=now)
            )
        manager = session.query(Person).filter_by(email="han.muzhi@hengyu.example").one()
        return bundles.ask(session, house, actor_for(session, manager.id), Range()).id


def _worker(environ: dict[str, str], *options: str) -> "subprocess.Popen[bytes]":
    with _log(environ).open("ab") as out:
        return subprocess.Popen([sys.executable, "-m", "planner.cli.main", "worker", *options], env=environ, stderr=out)


def _log(environ: dict[str, str]) -> Path:
    return Path(environ["PLANNER_DATA"]) / "worker.log"


def _until(engine: Engine, job: int, state: str, seconds: float, worker: "subprocess.Popen[bytes]") -> Job:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with Session(engine) as session:
            row = session.get_one(Job, job)
            if row.state == state:
                return row
        assert worker.poll() is None, "the worker ended"
        time.sleep(0.01)
    raise AssertionError(f"not {state} in {seconds} seconds, but {row.state}")


@pytest.mark.slow
def test_what_a_killed_worker_leaves_another_one_finishes(environ: dict[str, str]) -> None:
    engine = make_engine(Settings.from_env(environ).database_url)
    job = _asked(environ, engine)
    first = _worker(environ)
    try:
        _until(engine, job, "running", 240, first)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait(60)
    with Session(engine) as session:
        left = session.get_one(Job, job)
        assert left.state == "running", "it was done before it could be killed"
        session.execute(
            text("update job set beat_at = :then").bindparams(then=(utc_now() - jobs.SILENT - timedelta(minutes=1)).replace(tzinfo=None))
        )
        session.commit()
    second = _worker(environ, "--until-idle")
    assert second.wait(300) == 0
    with Session(engine) as session:
        row = session.get_one(Job, job)
        data = b"".join(jobs.pieces(session, job))
        assert (row.state, row.attempts, row.done) == ("done", 2, PLANS) and sha256_hex(data) == row.sha256
        exports = session.scalar(text("select count(*) from audit_event where event = 'file.export'"))
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.testzip() is None and len(found.namelist()) == PLANS + 3
        assert b"'=1+1" in found.read("manifest.csv")
    assert exports == PLANS  # once each, although the work was begun twice
    engine.dispose()


@pytest.mark.slow
def test_a_worker_that_is_asked_to_stop_ends_at_once(environ: dict[str, str]) -> None:
    worker = _worker(environ)
    try:
        while not _log(environ).read_bytes():
            assert worker.poll() is None
            time.sleep(0.05)
        worker.terminate()
        assert worker.wait(120) == 0
    finally:
        worker.kill()
