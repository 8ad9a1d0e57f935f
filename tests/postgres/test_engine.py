"""What our settings make of PostgreSQL's connections and transactions."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from planner.models import NumberCounter
from planner.models.engine import begin_write, make_engine


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = make_engine(postgres_url)
    with Session(engine) as session, session.begin():
        session.merge(NumberCounter(key="2026-PG", last=0))
    yield engine
    engine.dispose()


def number_of(session: Session) -> int:
    return session.scalars(select(NumberCounter).where(NumberCounter.key == "2026-PG")).one().last


def counted(engine: Engine, to: int) -> None:
    with Session(engine) as session, session.begin():
        session.get_one(NumberCounter, "2026-PG").last = to


def backend(session: Session) -> int:
    return session.execute(text("select pg_backend_pid()")).scalar_one()


def test_a_connection_on_which_the_server_hung_up_is_never_handed_out(engine: Engine) -> None:
    with Session(engine) as session:
        first = backend(session)
    with Session(make_engine(engine.url.render_as_string(hide_password=False))) as other, other.begin():
        other.execute(text("select pg_terminate_backend(:pid, 60000)"), {"pid": first})
    with Session(engine) as session:
        assert backend(session) != first


def test_a_quiet_connection_is_handed_out_again(engine: Engine) -> None:
    with Session(engine) as session:
        first = backend(session)
    with Session(engine) as session:
        assert backend(session) == first


def test_who_read_first_writes_in_the_same_transaction_and_sees_what_others_wrote_meanwhile(engine: Engine) -> None:
    with Session(engine) as session:
        assert number_of(session) == 0
        began = session.execute(text("select now()")).scalar_one()
        counted(engine, 7)
        begin_write(session)
        assert session.execute(text("select now()")).scalar_one() == began
        assert number_of(session) == 7


def test_what_was_never_sent_is_not_written_by_the_writer_after_it(engine: Engine) -> None:
    with Session(engine) as session:
        session.scalars(select(NumberCounter).where(NumberCounter.key == "2026-PG")).one().last = 99
        begin_write(session)
        session.commit()
        assert number_of(session) == 0


def test_a_transaction_that_broke_is_begun_anew(engine: Engine) -> None:
    with Session(engine) as session:
        with pytest.raises(ProgrammingError):
            session.execute(text("select nothing from nowhere"))
        begin_write(session)
        assert number_of(session) == 0
