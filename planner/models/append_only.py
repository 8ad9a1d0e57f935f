"""Tables that only ever grow: the database itself refuses to change or delete their rows.

Files and decisions of a plan whose time is over may go, once it stands in the register of what was removed.

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
from planner.models.retention import RemovedFile, RemovedPlan
from planner.models.review import Decision
from planner.models.rulebook import PolicyVersion, RulebookVersion, RuleRevision

TABLES = tuple(
    table.__tablename__
    for table in (
        *(AuditEvent, IssuedFile, Decision, RuleRevision, RulebookVersion, LibraryChange, CompanyChange, PolicyVersion),
        *(RemovedPlan, RemovedFile),
    )
)
REGISTERED = {
    IssuedFile.__tablename__: "SELECT 1 FROM removed_file WHERE removed_file.sha256 = OLD.sha256",
    Decision.__tablename__: "SELECT 1 FROM removed_plan WHERE removed_plan.plan_id = OLD.plan_id",
}
"""What has to be there before a row of these tables may be deleted."""


def lay_triggers(connection: Connection) -> None:
    """Put the refusing triggers on the tables of `TABLES` that exist, replacing those already there."""
    there = set(inspect(connection).get_table_names())
    statements = _on_postgresql if connection.dialect.name == "postgresql" else _on_sqlite
    for table in sorted(set(TABLES) & there):
        registered = REGISTERED.get(table) if RemovedFile.__tablename__ in there else None
        for statement in statements(table, registered):
            connection.exec_driver_sql(statement)


def guarded(connection: Connection) -> bool:
    """True when every table of `TABLES` has its triggers; only looks."""
    if connection.dialect.name == "postgresql":
        found = set(connection.exec_driver_sql("SELECT tgname FROM pg_trigger").scalars())
        wanted = {f"{table}_only_grows" for table in TABLES} | {f"{table}_only_grows_until_removed" for table in REGISTERED}
    else:
        found = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars())
        wanted = {f"{table}_no_{act}" for table in TABLES for act in ("update", "delete")}
    return wanted <= found


def _on_postgresql(table: str, registered: str | None) -> list[str]:
    grows = f"{table}_only_grows"
    kept = [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' only grows'; END $$",
        f"DROP TRIGGER IF EXISTS {grows} ON {table}",
        f"DROP TRIGGER IF EXISTS {grows}_until_removed ON {table}",
        f"CREATE TRIGGER {grows} BEFORE UPDATE {'' if registered else 'OR DELETE '}OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]
    if registered is None:
        return kept
    return [
        *kept,
        f"CREATE OR REPLACE FUNCTION refuse_unregistered_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT EXISTS ({registered}) THEN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' only grows'; END IF; RETURN OLD; END $$",
        f"CREATE TRIGGER {grows}_until_removed BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_unregistered_{table}()",
    ]


def _on_sqlite(table: str, registered: str | None) -> list[str]:
    statements = []
    for act in ("update", "delete"):
        unless = f" WHEN NOT EXISTS ({registered})" if registered and act == "delete" else ""
        statements.append(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
        statements.append(
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table}{unless} BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )
    return statements


def _after_create(target: object, connection: Connection, **_: Any) -> None:
    lay_triggers(connection)


event.listen(Base.metadata, "after_create", _after_create)
