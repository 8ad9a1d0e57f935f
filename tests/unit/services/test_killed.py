"""T22: whoever is killed in the middle of an act leaves everything as before it or as after it, and nothing acknowledged is lost.

The act runs in a process of its own, forked from a warm one, that gets SIGKILL at a random moment of its length. KILL_ROUNDS says
how often; `make chaos` runs a hundred rounds of each act on both engines and prints a line for each.
"""

import hashlib
import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, LargeBinary, inspect, select, text
from sqlalchemy.orm import Session

from planner.models.base import Base
from planner.models.engine import make_engine
from planner.seeds import play
from planner.services import approval, audit, backups, intake, outcome, plans, review, submission
from planner.services.deciding import decide
from planner.services.rules import lifecycle
from planner.services.rules.changes import Activate
from tests.factories.races import Act, Mark, patient
from tests.factories.rules import previewed, tried
from tests.factories.shelf import Shelf
from tests.factories.stage import Cast
from tests.factories.word_file import launch_docx
from tests.unit.services.test_races import mark as mark

pytestmark = pytest.mark.slow
ROUNDS = int(os.environ.get("KILL_ROUNDS", "2"))
MEANWHILE = {"attempt", "sign_in_session"}
"""Written on the way and meant to stay: a counted try is counted even if nothing comes of it."""
TOLD = {"id", "state", "number", "event", "role", "round", "signatures", "kind", "version", "fingerprint", "outcome", "step", "answers"}
NAME = re.compile(r"'id': '\w+'")
"""Columns that tell two states apart; names of rows differ from one run to the next."""
Begin = Callable[[Cast], Act]
Target = tuple[str, Callable[[], bool], Callable[[], object]]
"""A database to restore to: its URL, whether there is anything in it, and a way to take it away again."""


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    patient(monkeypatch)


def everything(engine: Engine, key: bytes) -> dict[str, str]:
    """A digest of every table without what differs from one run to the next (bytes, times, random names); the trail must hold."""
    found = {}
    with Session(engine) as session:
        assert audit.verify_chain(session, key).whole
        for name, table in sorted(Base.metadata.tables.items()):
            if name not in MEANWHILE:
                columns = [c for c in table.columns if not isinstance(c.type, LargeBinary) and c.name in TOLD]
                rows = session.execute(select(*columns)).all() if columns else session.execute(select(table.primary_key.columns[0])).all()
                found[name] = f"{len(rows)} " + hashlib.sha256(NAME.sub("", repr(sorted(map(repr, rows)))).encode()).hexdigest()
    return found


def in_a_process(act: Act) -> int:
    """Start an act beside this process; exit status 0 is its acknowledgement."""
    child = os.fork()
    if child:
        return child
    try:
        act()
        os._exit(0)
    finally:
        os._exit(3)


def begin_create(stage: Cast) -> Act:
    def create() -> None:
        with stage.act() as session:
            plans.create_plan(session, stage.house, stage.zhou, "launch")

    return create


def begin_save(stage: Cast) -> Act:
    number = stage.draft(stage.zhou, through="basics")
    return partial(stage.type, stage.zhou, number, "basics.summary", "换一种说法。")


def begin_import(stage: Cast) -> Act:
    offer = intake.offer(stage.act, stage.house, stage.zhou, launch_docx(), "plan.docx")
    return partial(intake.begin, stage.act, stage.house, stage.zhou, offer, "launch")


def begin_submit(stage: Cast) -> Act:
    number = stage.draft(stage.zhou)
    with stage.act() as session:
        for finding in submission.open_submission(session, stage.house, stage.zhou, number).findings:
            submission.explain(session, stage.house, stage.zhou, number, finding.fingerprint, play.EXPLAINED, "explain")
    digest = stage.answers_digest(stage.zhou, number)
    return partial(submission.submit, stage.transaction, stage.house, stage.zhou, number, stage.consent(digest))


def begin_return(stage: Cast) -> Act:
    number = stage.doubtful(stage.zhou)
    with stage.act() as session:
        review.claim(session, stage.house, stage.lu, number)
        item = next(one for one in review.open_desk(session, stage.house, stage.lu, number).items if one.needs_decision)
        decide(session, stage.house, stage.lu, number, item.finding.fingerprint, "change_required", "请改写。")

    def give_back() -> None:
        with stage.act() as session:
            outcome.return_to_author(session, stage.house, stage.lu, number)

    return give_back


def begin_pass(stage: Cast) -> Act:
    number = stage.submitted(stage.zhou)
    play.decide_all(stage, stage.lu, number)
    digest = stage.desk_digest(stage.lu, number)
    return partial(outcome.pass_plan, stage.transaction, stage.house, stage.lu, number, stage.consent(digest))


def begin_approve(stage: Cast) -> Act:
    number = stage.passed(stage.zhou, stage.lu)
    with stage.act() as session:
        approval.open_to_sign(session, stage.house, stage.han, number)
    digest = stage.approval_digest(stage.han, number)
    return partial(approval.approve, stage.transaction, stage.house, stage.han, number, stage.consent(digest))


def begin_withdraw(stage: Cast) -> Act:
    number = stage.approved(stage.zhou, stage.lu, stage.han)

    def withdraw() -> None:
        with stage.act() as session:
            plans.withdraw_plan(session, stage.house, stage.han, number, "产品撤市。")

    return withdraw


def begin_amend(stage: Cast) -> Act:
    number = stage.approved(stage.zhou, stage.lu, stage.han)

    def amend() -> None:
        with stage.act() as session:
            plans.amend_plan(session, stage.house, stage.zhou, number)

    return amend


def begin_publish(stage: Cast) -> Act:
    change = Activate(tried(stage, stage.lu), 1)
    proposal = lifecycle.propose(stage.transaction, stage.house, stage.lu, change, "专项检查的要求。")
    previewed(stage, stage.cheng, change)
    return partial(lifecycle.approve, stage.transaction, stage.house, stage.cheng, proposal)


ACTS: dict[str, Begin] = {name.removeprefix("begin_"): value for name, value in list(globals().items()) if name.startswith("begin_")}


def killed_often(act: str, engine: Engine, do: Act, look: Callable[[], object], back: Callable[[], None]) -> None:
    """Do it once to its end, then again and again with a kill; fails when an outcome is neither before nor after."""
    before, taken = look(), 1000.0
    for _ in range(2):  # the first one warms what processes share, so the shorter one tells how long it takes
        engine.dispose()
        begun = time.monotonic()
        assert os.waitstatus_to_exitcode(os.waitpid(in_a_process(do), 0)[1]) == 0
        taken, after = min(taken, time.monotonic() - begun), look()
        assert after != before
        back()
    chance = random.Random(f"{act} {ROUNDS}")
    ends = {"before": 0, "after": 0, "half": 0, "lost": 0, "refused": 0}
    for _ in range(ROUNDS):
        engine.dispose()
        child = in_a_process(do)
        time.sleep(chance.uniform(0, taken * 1.3))
        os.kill(child, signal.SIGKILL)  # one that has ended waits for us, so that the number is still its own
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        now = look()
        ends["after" if now == after else "before" if now == before else "half"] += 1
        ends["lost"] += code == 0 and now != after
        ends["refused"] += code not in (0, -signal.SIGKILL)
        back()
    told = "  ".join(f"{name} {number:>3}" for name, number in ends.items())
    sys.stdout.write(f"\n{engine.dialect.name:10}  {act:9}  {taken:5.2f} s  rounds {ROUNDS:>3}  {told}\n")
    assert (ends["half"], ends["lost"], ends["refused"]) == (0, 0, 0), ends


@pytest.mark.parametrize("act", ACTS)
def test_killed_at_any_moment_it_is_before_or_after(stage: Cast, mark: Mark, act: str) -> None:
    do = ACTS[act](stage)
    killed_often(act, stage.engine, do, lambda: everything(stage.engine, stage.house.audit_key), mark())


@pytest.fixture
def target(shelf: Shelf) -> Target:
    """Where a backup is put back; PostgreSQL's program outlives whoever called it, so its end is waited for."""
    name = f"restored-{os.getpid()}"
    url = shelf.clear(name)

    def there() -> bool:
        if url.startswith("sqlite"):
            return Path(url.removeprefix("sqlite:///")).exists()
        engine = make_engine(url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:  # a transaction would see the same for ever
            others = text("select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
            while connection.scalar(others):
                time.sleep(0.02)
        found = inspect(engine).get_table_names()
        engine.dispose()
        return bool(found)

    return url, there, lambda: shelf.clear(name)


def test_a_restore_killed_at_any_moment_put_back_everything_or_nothing(stage: Cast, target: Target, tmp_path: Path) -> None:
    stage.approved(stage.zhou, stage.lu, stage.han)
    whole = tmp_path / "whole.zip"
    backups.back_up(stage.engine, stage.transaction, stage.house, whole)
    url, there, clear = target

    def look() -> object:
        if not there():
            return "nothing"
        engine = make_engine(url)
        try:
            return everything(engine, stage.house.audit_key)
        finally:
            engine.dispose()

    killed_often("restore", stage.engine, partial(backups.restore, url, stage.house, whole), look, clear)
