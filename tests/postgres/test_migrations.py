"""The same migrations on PostgreSQL."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from planner.models import Base
from planner.models.engine import make_engine
from planner.services.database import configuration, is_current


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = make_engine(postgres_url)
    yield engine
    engine.dispose()


def test_the_newest_migration_is_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []
    assert is_current(engine)


def test_down_to_nothing_and_up_again(engine: Engine) -> None:
    config = configuration()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        connection.rollback()
        command.upgrade(config, "head")
    assert is_current(engine)


@pytest.mark.parametrize("act", ["update audit_event set event = 'x'", "delete from audit_event", "truncate audit_event"])
def test_the_trail_cannot_be_rewritten(engine: Engine, act: str) -> None:
    row = "insert into audit_event values (1, '2026-01-01', 'plan.create', 1, '', '', '{}', '', 'h')"
    with engine.begin() as connection:
        connection.execute(text(row))
    with pytest.raises(DBAPIError, match="only grows"), engine.begin() as connection:
        connection.execute(text(act))
    with engine.connect() as connection:
        assert connection.scalar(text("select event from audit_event")) == "plan.create"


HISTORIES = {
    "company_change": "insert into company_change (id, kind, subject_id, act, after, at) values (1, 'person', 1, 'save', '{}', '2026-01-01')",
    "policy_version": "insert into policy_version (id, sha256, document, at) values (1, 'h', '{}', '2026-01-01')",
}


@pytest.mark.parametrize("act", ["update", "delete", "truncate"])
@pytest.mark.parametrize("table", HISTORIES)
def test_the_history_of_the_company_cannot_be_rewritten(engine: Engine, table: str, act: str) -> None:
    row = HISTORIES[table]
    with engine.begin() as connection:
        connection.execute(text(row))
    act = {"update": f"update {table} set at = '2027-01-01'", "delete": f"delete from {table}", "truncate": f"truncate {table}"}[act]
    with pytest.raises(DBAPIError, match="only grows"), engine.begin() as connection:
        connection.execute(text(act))
    with engine.connect() as connection:
        assert connection.scalar(text(f"select count(*) from {table}")) == 1
