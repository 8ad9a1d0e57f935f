"""The nightly proof: it ends well on what is whole, names what is not, goes on where a lost worker was, and comes once a night."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, text, update

from planner.models import AuditEvent, IssuedFile, Job, Notice, RemovedFile, Revision
from planner.services import chores, jobs, proof
from planner.services.job_kinds import PROOF
from planner.services.jobs import Lost, Stopping
from planner.services.working import work_one
from tests.factories.stage import Cast
from tests.factories.tampered_rows import change_anyway

NIGHT = datetime(2026, 12, 1, 19, 0, tzinfo=UTC)  # three in the morning in Shanghai


def begun(stage: Cast) -> int:
    with stage.act() as session:
        row = jobs.enqueue_due(session, stage.house, PROOF, 0, timedelta(0))
        assert row is not None
        return row.id


def row(stage: Cast, job: int) -> Job:
    with stage.act() as session:
        return session.get_one(Job, job)


def around_the_guard(stage: Cast, table: str, statement: object) -> None:
    """Change what only grows, as somebody with the database's password would."""
    with stage.act() as session:
        change_anyway(session, table, statement)


def test_what_is_whole_is_proved_event_by_event_and_piece_by_piece(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "EVENTS", 3)
    stage.draft(stage.zhou, through="basics")
    job = begun(stage)
    assert work_one(stage.transaction, stage.house)
    found = row(stage, job)
    with stage.act() as session:
        events = session.query(AuditEvent).count()
        standing = proof.last(session)
    assert found.state == "done" and found.found["events"] == events and found.found["wrong"] == []
    assert standing is not None and standing.whole and standing.events == events > 3


def test_a_changed_event_fails_it_and_administrators_are_told(stage: Cast) -> None:
    around_the_guard(stage, "audit_event", update(AuditEvent).where(AuditEvent.seq == 2).values(address="10.0.0.1"))
    job = begun(stage)
    assert work_one(stage.transaction, stage.house)
    found = row(stage, job)
    assert found.state == "failed" and "第 2 条" in found.failure and "event 2" in found.failure
    with stage.act() as session:
        assert session.scalars(select(AuditEvent.detail).where(AuditEvent.event == "proof.fail")).one() == {"job": job, "count": 1}
        told = session.scalars(select(Notice.person_id).where(Notice.kind == "proof_failed")).all()
    assert told == [stage.fang.person_id]


@pytest.mark.slow
def test_a_changed_file_and_a_changed_paper_are_named_by_their_plan(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    job = begun(stage)
    assert work_one(stage.transaction, stage.house)
    whole = row(stage, job)
    assert (whole.state, whole.found["signatures"]) == ("done", 1) and whole.found["files"] >= 3
    around_the_guard(stage, "issued_file", update(IssuedFile).where(IssuedFile.signatures == 3).values(data=b"%PDF-other"))
    with stage.act() as session:
        session.execute(update(Revision).values(content=b'{"trail": {"count": 1, "head": "0"}}'))
    job = begun(stage)
    work_one(stage.transaction, stage.house)
    failure = row(stage, job).failure
    assert f"{number} r1 里写的记录位置" in failure and f"{number} 的文件" in failure and "2 处" in failure


@pytest.mark.slow
def test_a_file_that_is_gone_is_missed_and_a_removal_nobody_recorded_is_named(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    with stage.act() as session:
        first, last = session.scalars(select(IssuedFile).where(IssuedFile.kind == "plan").order_by(IssuedFile.id)).all()[::2]
    around_the_guard(stage, "issued_file", delete(IssuedFile).where(IssuedFile.id == last.id))
    job = begun(stage)
    work_one(stage.transaction, stage.house)
    assert f"{number} 少了一个签发过的文件" in row(stage, job).failure and "1 处" in row(stage, job).failure
    with stage.act() as session:  # as if its time were over: the database lets a file go that is entered so
        for file in (first, last):
            session.add(
                RemovedFile(
                    sha256=file.sha256, kind="plan", number=number, revision=1, signatures=file.signatures, state="approved",
                    issued_at=file.at, removed_at=stage.clock.now,
                )
            )  # fmt: skip
    job = begun(stage)
    work_one(stage.transaction, stage.house)
    assert f"{number} 的移除没有记录" in row(stage, job).failure and "is not in the trail" in row(stage, job).failure


def test_another_worker_goes_on_where_a_silent_one_was(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "EVENTS", 2)
    job = begun(stage)
    dead, looks = jobs.take(stage.transaction, stage.house), iter([False, False, True])
    assert dead is not None
    with pytest.raises(Stopping):
        proof.make(stage.transaction, stage.house, dead, lambda: next(looks))
    assert row(stage, job).found["events"] == 2
    stage.clock.now += jobs.SILENT + timedelta(minutes=2)
    taken = jobs.take(stage.transaction, stage.house)
    assert taken is not None and taken.found["events"] == 2
    around_the_guard(stage, "audit_event", update(AuditEvent).where(AuditEvent.seq == 1).values(address="x"))  # read already
    proof.make(stage.transaction, stage.house, taken, lambda: False)
    assert row(stage, job).state == "done"
    with pytest.raises(Lost):
        proof.make(stage.transaction, stage.house, dead, lambda: False)


def test_it_is_due_once_a_night_and_at_any_hour_when_it_is_late(stage: Cast) -> None:
    stage.clock.now = NIGHT - timedelta(hours=2)
    with stage.act() as session:
        assert not proof.due(session, stage.house)
    stage.clock.now = NIGHT
    for _ in range(2):
        chores.look(stage.transaction, stage.house, mails=False)
    with stage.act() as session:
        assert session.query(Job).filter_by(kind=PROOF).count() == 1
    assert work_one(stage.transaction, stage.house)
    stage.clock.now += timedelta(hours=1)
    with stage.act() as session:
        assert not proof.due(session, stage.house)
    stage.clock.now = NIGHT + timedelta(hours=12)
    with stage.act() as session:
        assert not proof.due(session, stage.house)
    stage.clock.now = NIGHT + proof.LATE + timedelta(minutes=1)
    with stage.act() as session:
        assert proof.due(session, stage.house)


def test_two_of_a_kind_are_refused_by_the_database_itself(stage: Cast) -> None:
    begun(stage)
    with stage.act() as session:
        assert jobs.enqueue_due(session, stage.house, PROOF, 0, timedelta(0)) is None
    with pytest.raises(Exception, match=r"UNIQUE|uq_job_of_the_clock"), stage.act() as session:
        session.execute(text("insert into job select id + 1, kind, arguments, owner_id, state, done, total, attempts, holder,"
                             " beat_at, created_at, finished_at, failure, name, sha256, size, offered_until, found from job"))  # fmt: skip


def test_what_somebody_stopped_is_not_begun_again_for_an_hour(stage: Cast) -> None:
    job = begun(stage)
    with stage.act() as session:
        assert jobs.stop(session, stage.house, job)
    with stage.act() as session:
        assert jobs.enqueue_due(session, stage.house, PROOF, 0, timedelta(0)) is None
    stage.clock.now += jobs.HELD
    assert begun(stage) != job
