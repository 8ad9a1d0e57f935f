"""Jobs: one worker at a time, none lost with a worker that dies, none seen by others."""

import threading
from datetime import timedelta

import pytest

from planner.kernel.errors import Locked, NotFound
from planner.kernel.i18n import Text
from planner.models import Job, JobPart
from planner.services import job_desk, jobs, working
from planner.services.jobs import Lost, Made, Taken
from tests.factories.stage import Cast

MADE = Made("a.zip", "0" * 64, 6)


def asked(stage: Cast, total: int = 2) -> int:
    with stage.act() as session:
        return jobs.enqueue(session, stage.house, stage.han, "bundle", {"revisions": []}, total).id


def taken(stage: Cast) -> Taken:
    found = jobs.take(stage.transaction, stage.house)
    assert found is not None
    return found


def row(stage: Cast, job: int) -> Job:
    with stage.act() as session:
        return session.get_one(Job, job)


def parts(stage: Cast, job: int) -> list[bytes]:
    with stage.act() as session:
        return list(jobs.pieces(session, job))


def test_a_job_is_taken_once_and_in_turn(stage: Cast) -> None:
    first, second = asked(stage), asked(stage)
    assert [taken(stage).id, taken(stage).id] == [first, second]
    assert jobs.take(stage.transaction, stage.house) is None


def test_it_tells_how_far_it_is_and_then_offers_its_file(stage: Cast) -> None:
    job = asked(stage)
    mine = taken(stage)
    jobs.beat(stage.transaction, stage.house, mine, 1)
    assert (row(stage, job).state, row(stage, job).done) == ("running", 1)
    jobs.keep(stage.transaction, stage.house, mine, iter([b"abc", b"def"]))
    with stage.act() as session:
        jobs.finish(session, stage.house, mine, MADE)
    found = row(stage, job)
    assert (found.state, found.done, found.name, found.size) == ("done", 2, "a.zip", 6)
    assert parts(stage, job) == [b"abc", b"def"] and jobs.offered(found, stage.clock.now)


def test_a_silent_worker_loses_its_job_to_the_next_and_writes_nothing_more(stage: Cast) -> None:
    job = asked(stage)
    dead = taken(stage)
    jobs.keep(stage.transaction, stage.house, dead, iter([b"half"]))
    stage.clock.now += jobs.SILENT + timedelta(seconds=1)
    alive = taken(stage)
    assert alive.id == job and alive.holder != dead.holder and parts(stage, job) == []
    with pytest.raises(Lost):
        jobs.beat(stage.transaction, stage.house, dead, 1)
    with pytest.raises(Lost):
        jobs.keep(stage.transaction, stage.house, dead, iter([b"more"]))
    with pytest.raises(Lost), stage.act() as session:
        jobs.finish(session, stage.house, dead, MADE)
    jobs.fail(stage.transaction, stage.house, dead, Text("坏了", "broken"))
    assert (row(stage, job).state, row(stage, job).attempts) == ("running", 2)


def test_a_worker_that_keeps_beating_keeps_its_job(stage: Cast) -> None:
    asked(stage)
    mine = taken(stage)
    for _ in range(3):
        stage.clock.now += jobs.SILENT - timedelta(seconds=5)
        jobs.beat(stage.transaction, stage.house, mine, 1)
        assert jobs.take(stage.transaction, stage.house) is None


def test_a_job_that_costs_every_worker_its_life_is_given_up(stage: Cast) -> None:
    job = asked(stage)
    for _ in range(jobs.MOST_ATTEMPTS):
        taken(stage)
        stage.clock.now += jobs.SILENT + timedelta(seconds=1)
    assert jobs.take(stage.transaction, stage.house) is None
    assert row(stage, job).state == "failed" and "系统管理员" in row(stage, job).failure


def test_a_cancelled_job_stops_its_worker_and_keeps_nothing(stage: Cast) -> None:
    job = asked(stage)
    mine = taken(stage)
    jobs.keep(stage.transaction, stage.house, mine, iter([b"abc"]))
    with stage.act() as session:
        job_desk.cancel(session, stage.house, stage.han, job)
    with pytest.raises(Lost):
        jobs.beat(stage.transaction, stage.house, mine, 1)
    assert row(stage, job).state == "cancelled" and parts(stage, job) == []
    with stage.act() as session:
        job_desk.cancel(session, stage.house, stage.han, job)  # again: nothing happens


def test_a_worker_asked_to_stop_hands_the_job_back_without_counting_it(stage: Cast) -> None:
    job = asked(stage)
    jobs.put_back(stage.transaction, taken(stage))
    assert (row(stage, job).state, row(stage, job).attempts) == ("queued", 0)


def test_a_file_is_thrown_away_when_its_time_is_over(stage: Cast) -> None:
    job = asked(stage)
    mine = taken(stage)
    jobs.keep(stage.transaction, stage.house, mine, iter([b"abc"]))
    with stage.act() as session:
        jobs.finish(session, stage.house, mine, MADE)
        assert not jobs.anything_to_take(session, stage.house)
    stage.clock.now += jobs.OFFERED
    with stage.act() as session:
        assert not jobs.offered(session.get_one(Job, job), stage.clock.now)
        assert jobs.anything_to_take(session, stage.house)
        jobs.sweep(session, stage.house)
        assert session.get(JobPart, (job, 0)) is None and not jobs.anything_to_take(session, stage.house)


def test_a_job_is_its_owners_alone(stage: Cast) -> None:
    job = asked(stage)
    for other in (stage.tang, stage.zhou, stage.fang):
        with stage.act() as session:
            assert job_desk.own_jobs(session, other, "bundle") == []
            with pytest.raises(NotFound):
                job_desk.own(session, other, job)
            with pytest.raises(NotFound):
                job_desk.cancel(session, stage.house, other, job)


def test_one_person_does_not_fill_the_line(stage: Cast) -> None:
    for _ in range(jobs.MOST_OPEN):
        asked(stage)
    with pytest.raises(Locked):
        asked(stage)


def test_a_chore_that_goes_wrong_stops_no_work(stage: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(working, "TEND_EVERY", 0)
    stop, called = threading.Event(), []

    def chore() -> None:
        called.append(1)
        if len(called) > 1:
            stop.set()
        raise RuntimeError("no mail server")

    job = asked(stage)
    working.work(stage.engine, stage.transaction, stage.house, stop, tend=chore)
    assert len(called) == 2 and row(stage, job).state == "failed" and "due by the clock" in caplog.text
