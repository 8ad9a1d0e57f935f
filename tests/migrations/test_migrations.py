"""The migrations lead to the models, there and back, and leave the guards standing. SQLite here, PostgreSQL in tests/postgres."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from planner.models import Base
from planner.models.append_only import TABLES
from planner.models.engine import make_engine
from planner.services.database import configuration, is_current, migrating, upgrade


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'planner.db'}"
    upgrade(url)
    engine = make_engine(url)
    yield engine
    engine.dispose()


def test_the_newest_migration_is_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []
    assert is_current(engine)


def test_down_to_nothing_and_up_again(engine: Engine) -> None:
    config = configuration()
    with migrating(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        connection.rollback()
        command.upgrade(config, "head")
    assert is_current(engine)


def test_every_append_only_table_has_its_triggers(engine: Engine) -> None:
    with engine.connect() as connection:
        found = set(connection.scalars(text("select name from sqlite_master where type = 'trigger'")))
    assert found == {f"{table}_no_{act}" for table in TABLES for act in ("update", "delete")}


@pytest.mark.parametrize("act", ["update audit_event set event = 'x'", "delete from audit_event"])
def test_the_trail_cannot_be_rewritten(engine: Engine, act: str) -> None:
    row = "insert into audit_event values (1, '2026-01-01', 'plan.create', 1, '', '', '{}', '', 'h')"
    with engine.begin() as connection:
        connection.exec_driver_sql(row)
    with pytest.raises(DatabaseError, match="only grows"), engine.begin() as connection:
        connection.exec_driver_sql(act)
    with engine.connect() as connection:
        assert connection.scalar(text("select event from audit_event")) == "plan.create"


def test_a_second_upgrade_keeps_the_data(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("insert into territory (id, name, path) values (1, '全国', '/1/')")
    upgrade(engine.url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        assert connection.scalar(text("select name from territory")) == "全国"


@pytest.mark.slow
def test_two_servers_starting_at_once_both_come_up(tmp_path: Path) -> None:
    start = f"from planner.services.database import upgrade; upgrade('sqlite:///{tmp_path / 'planner.db'}')"
    servers = [subprocess.Popen([sys.executable, "-c", start], stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(server.communicate()[1], server.returncode) for server in servers] == [("", 0), ("", 0)]
