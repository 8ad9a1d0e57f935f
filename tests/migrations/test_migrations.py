"""The migrations lead to the models, there and back, and leave the guards standing. SQLite here, PostgreSQL in tests/postgres."""

import shutil
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
from planner.models.append_only import TABLES, guarded
from planner.models.engine import make_engine
from planner.services.database import configuration, is_current, migrating, upgrade


@pytest.fixture
def engine(tmp_path: Path, migrated_file: Path) -> Iterator[Engine]:
    """A database as the migrations leave it."""
    shutil.copy(migrated_file, tmp_path / "planner.db")
    url = f"sqlite:///{tmp_path / 'planner.db'}"
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


def test_findings_from_before_the_living_rulebook_name_the_version_of_their_pack(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'old.db'}")
    config = configuration()
    with migrating(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "82de51708054")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("insert into territory (id, name, path) values (1, '全国', '/1/')")
        connection.exec_driver_sql(
            "insert into person (id, employee_number, email, name, job_title, territory_id, password_hash, filing_number, language, active, "
            "created_at) values (1, 'HY1', 'a@b.example', '周', '代表', 1, 'x', '', '', 1, '2026-01-01')"
        )
        connection.exec_driver_sql(
            "insert into plan (id, number, plan_type, author_id, territory_id, created_at) values (1, '2026-LA-0001', 'launch', 1, 1, '2026-01-01')"
        )
        connection.exec_driver_sql(
            "insert into revision (id, plan_id, number, state, version, title, created_at, saved_at, state_since, round, return_reason, "
            "content_sha256, pack_hash, policy_hash) "
            "values (1, 1, 1, 'in_review', 1, '', '2026-01-01', '2026-01-01', '2026-01-01', 1, '', '', 'h1', '')"
        )
        connection.exec_driver_sql("insert into pack_archive (sha256, version, data, at) values ('h1', '2026.11.1', x'00', '2026-01-01')")
        for key, pack in ((1, "h1"), (2, "h2")):
            connection.exec_driver_sql(
                "insert into finding (id, revision_id, round, position, fingerprint, rule_id, rule_rev, pack_hash, category, severity, "
                f"confidence, path, start, end, quote, detail) values ({key}, 1, 1, {key}, 'f', 'a.b', 1, '{pack}', 'a', 'review', 'high', "
                "'p', 0, 0, '', '{}')"
            )
    upgrade(engine.url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        assert connection.execute(text("select pack_version from finding order by id")).scalars().all() == ["2026.11.1", ""]
    engine.dispose()


HISTORIES = {
    "company_change": "insert into company_change (id, kind, subject_id, act, after, at) values (1, 'person', 1, 'save', '{}', '2026-01-01')",
    "policy_version": "insert into policy_version (id, sha256, document, at) values (1, 'h', '{}', '2026-01-01')",
}


@pytest.mark.parametrize("act", ["update", "delete"])
@pytest.mark.parametrize("table", HISTORIES)
def test_the_history_of_the_company_cannot_be_rewritten(engine: Engine, table: str, act: str) -> None:
    row = HISTORIES[table]
    with engine.begin() as connection:
        connection.exec_driver_sql(row)
    act = {"update": f"update {table} set at = '2027-01-01'", "delete": f"delete from {table}", "truncate": f"truncate {table}"}[act]
    with pytest.raises(DatabaseError, match="only grows"), engine.begin() as connection:
        connection.exec_driver_sql(act)
    with engine.connect() as connection:
        assert connection.scalar(text(f"select count(*) from {table}")) == 1


def test_tables_that_are_current_are_left_alone_unless_a_guard_is_missing(engine: Engine) -> None:
    url = str(engine.url)
    with engine.begin() as connection:
        before = connection.exec_driver_sql("pragma schema_version").scalar()
    upgrade(url)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("pragma schema_version").scalar() == before, "something was laid anew"
        connection.exec_driver_sql("drop trigger audit_event_no_delete")
    upgrade(url)
    with engine.connect() as connection:
        assert guarded(connection)
