"""The bell: it wakes, it is heard once, and nothing depends on it."""

import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from planner.models import Job
from planner.services import bell, jobs, working
from planner.services.bell import Bell
from planner.services.job_kinds import BUNDLE
from tests.factories.stage import Cast


@pytest.fixture
def redis_port(tmp_path: Path) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """A Redis of the test's own, from Debian's redis-server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)], stdout=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.02)
    yield port, server
    server.kill()
    server.wait()


def test_a_ring_wakes_one_that_waits_and_is_heard_once(tmp_path: Path) -> None:
    rings, hears, stop = Bell(tmp_path / "queue.db"), Bell(tmp_path / "queue.db"), threading.Event()
    rings(BUNDLE, 7)
    assert hears.wait(stop, 60) and not hears.wait(stop, 0.1) and rings.standing() == "file"


def test_messages_nobody_reads_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "FULL", 3)
    ring, stop = Bell(tmp_path / "queue.db"), threading.Event()
    for n in range(10):
        ring(BUNDLE, n)
    assert [ring.wait(stop, 60) for _ in range(3)] == [True, True, True]
    assert not ring.wait(stop, 0.05)


def test_asking_for_work_succeeds_while_redis_is_away_and_the_work_is_done(stage: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        ring = Bell(Path("unused"), f"redis://127.0.0.1:{port}")
        house = replace(stage.house, bell=ring)
        with stage.act() as session:
            job = jobs.enqueue(session, house, stage.han, BUNDLE, {"revisions": []}, 0).id
        assert ring.standing() == "away" and "look for themselves" in caplog.text
        working.work(stage.engine, stage.transaction, house, threading.Event(), until_idle=True)
    with stage.act() as session:
        assert session.get_one(Job, job).attempts == 1


def test_a_lost_and_a_doubled_message_change_nothing(stage: Cast, tmp_path: Path) -> None:
    ring, stop = Bell(tmp_path / "queue.db"), threading.Event()
    house = replace(stage.house, bell=ring)
    with stage.act() as session:
        job = jobs.enqueue(session, house, stage.han, BUNDLE, {"revisions": []}, 0).id
    assert ring.wait(stop, 60)  # heard by one that died with it
    ring(BUNDLE, job)
    ring(BUNDLE, job)
    working.work(stage.engine, stage.transaction, house, stop, until_idle=True)
    with stage.act() as session:
        assert session.get_one(Job, job).attempts == 1


def test_nothing_rings_for_what_was_rolled_back(stage: Cast, tmp_path: Path) -> None:
    ring = Bell(tmp_path / "queue.db")
    house = replace(stage.house, bell=ring)
    with Session(stage.engine) as session:
        jobs.enqueue(session, house, stage.han, BUNDLE, {"revisions": []}, 0)
        session.rollback()
    assert not ring.wait(threading.Event(), 0.05)


@pytest.mark.slow
def test_redis_carries_json_and_comes_back_after_it_was_away(redis_port: tuple[int, "subprocess.Popen[bytes]"]) -> None:
    import redis

    port, server = redis_port
    rings, hears, stop = (
        Bell(Path("unused"), f"redis://127.0.0.1:{port}"),
        Bell(Path("unused"), f"redis://127.0.0.1:{port}"),
        threading.Event(),
    )
    rings(BUNDLE, 7)
    with redis.Redis(port=port) as seen:
        assert json.loads(seen.lrange("huey.redis.planner", 0, -1)[0])[6] == [BUNDLE, 7]  # no pickle: nothing in it can be run
        seen.rpush("huey.redis.planner", b"not a message")
    assert not hears.wait(stop, 0.5)  # thrown away with a warning
    hears._not_before = 0.0
    assert hears.wait(stop, 60) and rings.standing() == "redis"
    server.kill()
    server.wait()
    assert rings.standing() == "away"
