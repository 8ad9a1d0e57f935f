"""Bring the tables up to date, and say whether they are. No web app is involved."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import OperationalError

from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text
from planner.models import Person
from planner.models.append_only import guarded
from planner.models.engine import WRITE, make_engine

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def upgrade(url: str, to: str = "head") -> None:
    """Bring the tables up to the newest migration; safe when several processes start at once.

    Tables that are current, or of a later version, are left alone: laying a trigger waits for everybody who reads, and others are at work.

    :param url: SQLAlchemy URL, SQLite or PostgreSQL
    :param to: an earlier migration to stop at
    :raises Unavailable: the database cannot be reached; nothing was changed
    """
    engine = make_engine(url)
    config = configuration()
    try:
        with migrating(engine) as connection:
            current = to == "head" and serves(revision_of(connection)) and guarded(connection)
            connection.rollback()
            if not current:
                config.attributes["connection"] = connection
                command.upgrade(config, to)
    finally:
        engine.dispose()


def migrating(engine: Engine) -> Connection:
    """Return a connection for the migrations, one that writes and, on SQLite, looks away from foreign keys.

    Rebuilding a table with foreign keys on would empty those that refer to it.

    :raises Unavailable: the database cannot be reached
    """
    try:
        connection = engine.connect()
    except OperationalError as failure:
        raise Unavailable(
            Text("数据库打不开：{why}", "The database cannot be opened: {why}").with_(why=str(failure.orig).strip())
        ) from failure
    if engine.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.close()
    return connection.execution_options(**WRITE)


def is_current(engine: Engine) -> bool:
    """Whether the tables are those of the newest migration."""
    with engine.connect() as connection:
        return revision_of(connection) == newest()


@cache
def newest() -> str:
    """The newest migration of this version of the product."""
    return ScriptDirectory.from_config(configuration()).get_current_head() or ""


def serves(revision: str) -> bool:
    """Whether this version of the product can work on tables of that migration: its newest, or one it does not know.

    Those are of a later version, and migrations only add while versions change.
    """
    return bool(revision) and revision not in _earlier()


@cache
def _earlier() -> frozenset[str]:
    known = {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}
    return frozenset(known - {newest()})


def revision_of(connection: Connection) -> str:
    """The migration that the tables are of; empty where there are none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def is_empty(url: str) -> bool:
    """Whether nobody is registered in a migrated database."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return connection.scalar(select(Person.id).limit(1)) is None
    finally:
        engine.dispose()


def configuration() -> Config:
    """Return the set-up of Alembic, which has no file of its own."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(rev)s_%%(slug)s")
    config.set_main_option("timezone", "UTC")
    return config
