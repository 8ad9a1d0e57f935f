"""Alembic's way in. The connection is handed over by planner/services/database.py; there is no ini file and no app."""

from typing import Any

from alembic import context
from sqlalchemy import Connection

from planner.models import Base
from planner.models.append_only import lay_triggers
from planner.models.base import UtcDateTime

ONE_AT_A_TIME = 7_305_118_264  # any fixed number: several servers starting at once migrate in turn


def render_item(kind: str, thing: Any, _: Any) -> str | bool:
    """Write our column types as plain ones: a migration must not change when our code does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


def run(connection: Connection) -> None:
    """Migrate within one transaction, then lay the append-only triggers again and look for orphans."""
    with connection.begin():
        sqlite = connection.dialect.name == "sqlite"
        if not sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=sqlite,
            render_item=render_item,
            compare_type=True,
        )
        context.run_migrations()
        lay_triggers(connection)
        if sqlite and (orphans := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            raise RuntimeError(f"rows without their parents after migrating: {orphans[:5]}")


run(context.config.attributes["connection"])
