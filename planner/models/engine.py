"""Engines set up so that SQLite and PostgreSQL keep the same promises."""

from select import POLLIN, poll
from threading import Condition
from time import sleep
from typing import Any, cast

from psycopg import Error as PsycopgError
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, CursorResult, Delete, Engine, Update, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session

WRITE = {"planner_write": True}
"""Execution option of a connection whose transaction will write."""

PATIENCE = 15_000
"""Milliseconds that a writer waits for another one on either engine before it is told that the database is busy."""

LOST = ("readonly database", "disk I/O error", "unable to open database file")
"""What SQLite says of a file it can no longer write: opened while the disk was read-only, a connection stays so for ever."""

REOPENING = 10.0
"""Seconds that a new connection waits at most until those that could not write have ended."""

SYNC = "FULL"
"""How SQLite waits for the disk: a commit survives a power cut. The tests' own databases need not."""


def make_engine(url: str) -> Engine:
    """An engine for the embedded or the real database, with our settings.

    :param url: SQLAlchemy URL; `postgresql://` takes psycopg 3
    """
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, hide_parameters=True)
    prepare(engine)
    return engine


def prepare(engine: Engine) -> None:
    """Put our settings on an engine made elsewhere.

    PostgreSQL: a page in the middle of an index costs little more than the next one, as on the disks of today;
    by its own measure, of turning disks, it reads whole tables where a list walks along an index.

    SQLite: write-ahead log, full sync (a commit survives a power cut), foreign keys, and
    `BEGIN IMMEDIATE` for writers: a transaction that reads first and writes later fails at once
    when another writer came in between, whatever the busy timeout.
    """
    if engine.dialect.name == "postgresql":

        @event.listens_for(engine, "connect")
        def _price(connection: Any, _record: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute("set random_page_cost = 1.1")
                cursor.execute(f"set lock_timeout = {PATIENCE}")
            connection.commit()

        @event.listens_for(engine, "checkout")
        def _still_there(connection: Any, _record: Any, _proxy: Any) -> None:
            """As `pool_pre_ping`, but asks the server only when it has said something by itself: mostly that it hangs up."""
            waiting = poll()
            waiting.register(connection.fileno(), POLLIN)
            if waiting.poll(0):
                try:
                    connection.execute("")
                    connection.rollback()
                except PsycopgError as gone:
                    raise InvalidatePoolError from gone

        @event.listens_for(engine, "do_connect")
        def _not_for_ever(_dialect: Any, _record: Any, _arguments: Any, options: dict[str, Any]) -> None:
            options.setdefault("connect_timeout", 5)

    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin ourselves
        cursor = connection.cursor()
        for setting in (f"busy_timeout={PATIENCE}", "journal_mode=WAL", f"synchronous={SYNC}", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    _open_anew(engine)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("planner_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def begin_write(session: Session) -> None:
    """Start the session's transaction as a writer; call before its first query.

    A read transaction that is still open on the session is ended first: its snapshot may be old. PostgreSQL's has no
    snapshot, every statement sees what is committed by then: there it goes on, which saves three ways to the server.
    """
    if session.in_transaction():
        if _goes_on(session):
            session.expire_all()
            return
        session.rollback()
    session.connection(execution_options=WRITE)


def _goes_on(session: Session) -> bool:
    """Whether the session's transaction is one of PostgreSQL's that is whole and has nothing to write yet."""
    connection = session.connection()
    if connection.dialect.name != "postgresql" or session.in_nested_transaction() or session.new or session.dirty or session.deleted:
        return False
    driven: Any = connection.connection.dbapi_connection
    return bool(driven.info.transaction_status == TransactionStatus.INTRANS)


def _open_anew(engine: Engine) -> None:
    """Once SQLite could not write its file, open it anew, and only when nobody in this process has it open any more.

    A file opened while the disk was read-only stays so, and all connections of a process share what the first one found (its `-shm`).
    """
    known, state = Condition(), {"open": 0, "lost": False}

    @event.listens_for(engine, "connect")
    def _opened(_connection: Any, _record: Any) -> None:
        with known:
            state["open"] += 1

    @event.listens_for(engine, "close")
    def _closed(_connection: Any, _record: Any) -> None:
        with known:
            state["open"] -= 1
            known.notify_all()

    @event.listens_for(engine, "handle_error")
    def _on_error(context: ExceptionContext) -> None:
        if any(words in str(context.original_exception) for words in LOST):
            context.is_disconnect = True
            if (asked := context.execution_context) is not None and (cursor := asked.cursor) is not None:
                cursor.close()  # SQLAlchemy leaves it be when the connection is lost, and with it the file is open while anybody keeps the traceback
            with known:
                state["lost"] = True
            engine.dispose()

    @event.listens_for(engine, "checkin")
    def _given_back(connection: Any, record: Any) -> None:
        if state["lost"] and connection is not None:
            record.close()  # it belongs to the pool of before, which would keep it

    @event.listens_for(engine, "do_connect")
    def _wait(_dialect: Any, _record: Any, _arguments: Any, _options: dict[str, Any]) -> None:
        with known:
            if not state["lost"]:
                return
            if known.wait_for(lambda: state["open"] <= 0, timeout=REOPENING):
                state["lost"] = False
        sleep(0.05)  # the event comes a moment before the file is really closed


def rows_met(session: Session, statement: Update | Delete) -> int:
    """Carry out an update or delete that is guarded by its conditions; returns how many rows met them."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
