"""What somebody with the database's own password could do, and see."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.orm import Session


def without_guard(connection: Connection, table: str) -> None:
    """Take the trigger off a table that only grows, or whose rows never change."""
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql(f"select name from sqlite_master where type = 'trigger' and tbl_name = '{table}'")
        for name in names.scalars().all():
            connection.exec_driver_sql(f"drop trigger {name}")
    else:
        connection.exec_driver_sql(f"alter table {table} disable trigger user")


def change_anyway(session: Session, table: str, statement: object) -> None:
    """Change what the guard of a table would keep."""
    without_guard(session.connection(), table)
    session.execute(statement)  # type: ignore[call-overload]


def everything_written(engine: Engine) -> bytes:
    """Every value of every table, one after another; of SQLite the file as well, with what was overwritten in it."""
    with engine.connect() as connection:
        values = [
            value if isinstance(value, bytes) else str(value).encode()
            for table in inspect(connection).get_table_names()
            for row in connection.exec_driver_sql(f'select * from "{table}"').all()
            for value in row
        ]
        if engine.dialect.name == "sqlite":
            connection.rollback()
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            values.append(Path(str(engine.url.database)).read_bytes())
    return b"\n".join(values)
