"""Open the database with the settings each engine needs, and bring its tables up to date. No web app is involved."""

import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError

from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text

MIGRATIONS = Path(__file__).parents[2] / "migrations"
WAIT_MS = 10_000  # how long a writer waits for another one on SQLite


def open_engine(url: str) -> Engine:
    """Return an engine, ready for sessions; see `prepare`.

    :param url: SQLAlchemy URL, SQLite or PostgreSQL
    """
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    prepare(engine)
    return engine


def prepare(engine: Engine) -> None:
    """Give an engine what its database needs; harmless on PostgreSQL.

    SQLite: write-ahead log, `synchronous=FULL`, foreign keys, patience with other writers, and
    transactions that take the write lock at once, because one that reads first and writes
    later fails at once when somebody else wrote in between. A transaction that only reads may
    say `connection.execution_options(sqlite_begin="DEFERRED")`.

    Source: https://www.sqlite.org/lang_transaction.html#deferred_immediate_and_exclusive_transactions
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)


def upgrade(url: str) -> None:
    """Bring the tables up to the newest migration; safe when several processes start at once.

    :raises Unavailable: the database cannot be reached; nothing was changed
    """
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_migrating)
        event.listen(engine, "begin", _sqlite_begin)
    config = configuration()
    try:
        with _connect(engine) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def is_current(engine: Engine) -> bool:
    """Whether the tables are those of the newest migration."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def configuration() -> Config:
    """Return the set-up of Alembic, which has no file of its own."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(rev)s_%%(slug)s")
    config.set_main_option("timezone", "UTC")
    return config


def _connect(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except OperationalError as failure:
        raise Unavailable(
            Text("数据库打不开：{why}", "The database cannot be opened: {why}").with_(why=str(failure.orig).strip())
        ) from failure


def _sqlite_connect(connection: sqlite3.Connection, _: Any) -> None:
    _sqlite_migrating(connection, _)
    connection.execute("PRAGMA foreign_keys = ON")


def _sqlite_migrating(connection: sqlite3.Connection, _: Any) -> None:
    """As for work, but without foreign keys: rebuilding a table would empty those that refer to it."""
    connection.isolation_level = None  # transactions are begun by us, never by the driver
    connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _sqlite_begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")
