"""Tables that only ever grow: the database itself refuses to change or delete their rows.

Alembic's batch mode on SQLite drops triggers without a word when it rebuilds a table, so
the migrations lay them on again after every run.
"""

from typing import Any

from sqlalchemy import Connection, event, inspect

from planner.models.administration import CompanyChange
from planner.models.audit import AuditEvent
from planner.models.base import Base
from planner.models.issue import IssuedFile
from planner.models.library import LibraryChange
from planner.models.review import Decision
from planner.models.rulebook import PolicyVersion, RulebookVersion, RuleRevision

TABLES = tuple(
    table.__tablename__
    for table in (AuditEvent, IssuedFile, Decision, RuleRevision, RulebookVersion, LibraryChange, CompanyChange, PolicyVersion)
)


def lay_triggers(connection: Connection) -> None:
    """Put the refusing triggers on the tables of `TABLES` that exist, replacing those already there."""
    for table in sorted(set(TABLES) & set(inspect(connection).get_table_names())):
        for statement in _statements(table, connection.dialect.name):
            connection.exec_driver_sql(statement)


def _statements(table: str, dialect: str) -> list[str]:
    if dialect == "postgresql":
        return [
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' only grows'; END $$",
            f"DROP TRIGGER IF EXISTS {table}_only_grows ON {table}",
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]
    statements = []
    for act in ("update", "delete"):
        statements.append(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
        statements.append(f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} only grows'); END")
    return statements


def _after_create(target: object, connection: Connection, **_: Any) -> None:
    lay_triggers(connection)


event.listen(Base.metadata, "after_create", _after_create)
