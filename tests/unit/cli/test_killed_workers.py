"""Every kind of job outlives its worker: `kill -9` in the middle of it, and another worker brings it to its one end.

Zips are killed in test_worker.py.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from planner.kernel.canonical import sha256_hex
from planner.kernel.clock import utc_now
from planner.models import AuditEvent, IssuedFile, Job, Mail, Notice, Plan, Revision, RulePreview
from planner.models.engine import make_engine
from planner.seeds.company import load_company
from planner.services import jobs
from planner.services.audit import verify_chain
from planner.services.database import upgrade
from planner.services.house import open_house
from planner.services.job_kinds import LENGTHEN, MAIL, PREVIEW, PROOF
from planner.services.plans import create_plan
from planner.services.rules import preview
from planner.services.rules.changes import Activate
from planner.settings import Settings, make_demo_secrets
from planner.signing.authority import to_pem
from tests.factories.rules import tried
from tests.factories.stage import Cast, transactions
from tests.factories.tsa import running

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Place:
    """A demo company in a folder, and workers as processes on it."""

    environ: dict[str, str]
    cast: Cast

    def worker(self, *options: str, **more: str) -> "subprocess.Popen[bytes]":
        """Start one."""
        with (Path(self.environ["PLANNER_DATA"]) / "worker.log").open("ab") as out:
            return subprocess.Popen([sys.executable, "-m", "planner.cli.main", "worker", *options], env=self.environ | more, stderr=out)

    def job(self, kind: str) -> Job | None:
        """The one job of a kind."""
        with Session(self.cast.engine) as session:
            return session.scalars(select(Job).where(Job.kind == kind)).one_or_none()

    def killed(self, kind: str, reached: Callable[[Job], bool], **more: str) -> Job:
        """Kill a worker once a job has come so far; what it leaves is still under way."""
        worker = self.worker(**more)
        until = time.monotonic() + 240
        while (row := self.job(kind)) is None or not reached(row):
            assert worker.poll() is None and time.monotonic() < until, f"not reached: {row and (row.state, row.done, row.failure)}"
            time.sleep(0.005)
        worker.send_signal(signal.SIGKILL)
        worker.wait(60)
        left = self.job(kind)
        assert left is not None and left.state == "running", "it was done before it could be killed"
        return left

    def go_on(self, kind: str, **more: str) -> Job:
        """As if its worker had been silent for long: another one takes what waits, and ends."""
        with self.cast.act() as session:
            session.execute(update(Job).where(Job.state == "running").values(beat_at=utc_now() - jobs.SILENT * 2))
        assert self.worker("--until-idle", **more).wait(300) == 0
        row = self.job(kind)
        assert row is not None
        return row


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PLANNER_", "PUBLIC_"))}
    environ["PLANNER_DATA"] = str(tmp_path)
    make_demo_secrets(tmp_path)
    found = Settings.from_env(environ)
    upgrade(found.database_url)
    engine = make_engine(found.database_url)
    secrets = {"key_secret": found.key_secret.encode(), "audit_key": found.audit_secret.encode()}
    house = open_house(public_url=found.public_url, demo=True, checkpoint=found.checkpoint, **secrets)  # type: ignore[arg-type]
    load_company(transactions(engine), house)  # type: ignore[arg-type]
    yield Place(environ, Cast(transactions(engine), house, house.clock, engine))  # type: ignore[arg-type]
    engine.dispose()


def test_a_preview_goes_on_and_every_plan_counts_once(place: Place) -> None:
    cast, plans = place.cast, 300
    author = cast.ye
    with cast.act() as session:
        for _ in range(plans):
            create_plan(session, cast.house, author, "launch")
    change = Activate(tried(cast, cast.lu), 1)
    number = preview.start(cast.transaction, cast.house, cast.lu, change)
    with cast.act() as session:
        session.execute(update(Mail).values(state="dropped"))
    place.killed(PREVIEW, lambda row: 0 < row.done < plans)
    row = place.go_on(PREVIEW)
    assert (row.state, row.done, row.attempts) == ("done", plans, 2)
    with cast.act() as session:
        found = session.get_one(RulePreview, number)
        assert (found.state, found.done) == ("done", plans)


def test_mails_that_wait_are_sent_once_each(place: Place) -> None:
    cast, mails, long_ago = place.cast, 90, utc_now() - timedelta(hours=1)
    with cast.act() as session:
        session.execute(update(Mail).values(state="dropped"))
        for n in range(mails):  # a batch of its own for each, so that each is one message
            told = Notice(person_id=cast.ye.person_id, kind="handed_over", plan_number="", detail={}, key=f"k{n}", at=utc_now())
            session.add(told)
            session.flush()
            batch = {"state": "sending", "batch": f"{n:032d}", "taken_at": long_ago, "next_try": long_ago}
            session.add(Mail(notice_id=told.id, person_id=told.person_id, **batch))
    place.killed(MAIL, lambda row: row.done >= 5)
    with cast.act() as session:
        sent = session.scalar(select(func.count()).select_from(Mail).where(Mail.state == "sent")) or 0
        session.execute(update(Mail).where(Mail.state == "sending").values(taken_at=long_ago))  # the one on its way waits for its own lease
    assert 5 <= sent < mails
    row = place.go_on(MAIL)
    assert (row.state, row.attempts) == ("done", 2) and mails - sent - 1 <= row.done <= mails - sent
    with cast.act() as session:
        assert session.scalar(select(func.count()).select_from(Mail).where(Mail.state == "sent")) == mails
    assert len(list(Path(place.environ["PLANNER_DATA"]).rglob("*.eml"))) == mails


def test_a_later_timestamp_is_fetched_by_the_next_worker_and_issued_once(place: Place, tmp_path: Path) -> None:
    cast = place.cast
    cast.approved(cast.zhou, cast.lu, cast.han)
    with cast.act() as session:
        session.execute(update(Mail).values(state="dropped"))
    with running(tmp_path / "tsa", utc_now()) as tsa:
        (tmp_path / "tsa.pem").write_bytes(to_pem(tsa.certificate))
        stamped = {"SIGNATURE_PROFILE": "B-T", "TSA_URLS": tsa.url, "TSA_ROOTS": str(tmp_path / "tsa.pem")}
        tsa.behave("hang")
        place.killed(LENGTHEN, lambda row: tsa.asked > 0, **stamped)
        tsa.behave("good")
        row = place.go_on(LENGTHEN, **stamped)
    assert (row.state, row.done, row.attempts) == ("done", 1, 2)
    with cast.act() as session:
        assert session.scalars(select(IssuedFile.profile).where(IssuedFile.signatures == 3)).all() == ["B-B", "B-T"]
        assert session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.event == "file.lengthen")) == 1
        assert verify_chain(session, cast.house.audit_key).whole


def test_the_nightly_proof_goes_on_where_it_was(place: Place) -> None:
    cast, files, now = place.cast, 3000, utc_now()
    author = cast.zhou
    with cast.act() as session:
        session.execute(update(Mail).values(state="dropped"))
        plan = Plan(number="2026-LA-9001", plan_type="launch", author_id=author.person_id, territory_id=1, created_at=now)
        revision = Revision(number=1, state="in_review", round=1, title="", territory_id=1)
        revision.created_at = revision.saved_at = revision.state_since = now
        revision.plan = plan
        session.add(revision)
        session.flush()
        for n in range(files):
            data = n.to_bytes(2000)
            session.add(
                IssuedFile(
                    revision_id=revision.id, round=1, kind="record", signatures=0, sha256=sha256_hex(data), data=data, pages=1, at=now
                )
            )
        jobs.enqueue_due(session, cast.house, PROOF, 0, timedelta(0))
    left = place.killed(PROOF, lambda row: row.found.get("files", 0) >= 50)
    assert left.found["files"] < files
    row = place.go_on(PROOF)
    assert (row.state, row.failure, row.attempts) == ("done", "", 2)
    assert row.found["files"] == files and row.found["seen"] == row.total
