"""SQLite keeps the promises PostgreSQL makes: no lost update, no broken reference."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from planner.models import Base, NumberCounter, Person
from planner.models.engine import begin_write, make_engine


@pytest.fixture
def engine(tmp_path: Path, shipped_engine: None) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / 'planner.db'}")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_writers_that_read_first_take_turns(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.add(NumberCounter(key="2026-LA", last=0))

    def count() -> None:
        for _ in range(20):
            with Session(engine) as session:
                begin_write(session)
                session.scalars(select(NumberCounter)).one().last += 1
                session.commit()

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        assert session.scalars(select(NumberCounter.last)).one() == 60


def test_a_reference_to_nothing_is_refused(engine: Engine) -> None:
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("insert into role_grant (person_id, role) values (99, 'author')"))
    with Session(engine) as session:
        assert session.scalars(select(Person)).all() == []


def test_a_commit_is_on_the_disk(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2


def test_a_connection_that_could_not_write_is_never_used_again(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/one.sqlite")
    with engine.begin() as connection:
        connection.exec_driver_sql("create table word (said text)")
        connection.exec_driver_sql("pragma query_only = on")  # as one that was opened while the disk was read-only
    with pytest.raises(OperationalError, match="readonly database"), engine.begin() as connection:
        connection.exec_driver_sql("insert into word values ('never')")
    with engine.begin() as connection:
        connection.exec_driver_sql("insert into word values ('kept')")
        assert connection.exec_driver_sql("select said from word").scalars().all() == ["kept"]
    engine.dispose()


def test_a_connection_that_could_not_write_ends_although_somebody_keeps_the_traceback(tmp_path: Path) -> None:
    """While one descriptor is left, all later connections of the process share what the first one found of the disk."""
    file = tmp_path / "one.sqlite"
    engine = make_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.exec_driver_sql("create table word (said text)")
        connection.exec_driver_sql("pragma query_only = on")
    with pytest.raises(OperationalError, match="readonly database") as kept, engine.begin() as connection:
        connection.exec_driver_sql("insert into word values ('never')")
    assert kept.tb is not None
    engine.dispose()
    assert str(file) not in set(map(os.path.realpath, Path("/proc/self/fd").iterdir()))
