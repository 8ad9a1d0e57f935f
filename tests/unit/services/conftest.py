"""Each test gets a copy of a database with the demo company: real tables, real keys, no web."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.models.engine import make_engine
from tests.factories.sharing import made_once
from tests.factories.stage import Cast, cast_in, on_stage


@pytest.fixture(scope="session")
def company_file(of_the_run: Path, migrated_file: Path) -> Path:
    """A database file with the company."""

    def make(file: Path) -> None:
        shutil.copy(migrated_file, file)
        engine = make_engine(f"sqlite:///{file}")
        cast_in(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()

    return made_once(of_the_run / "company.sqlite", make)


@pytest.fixture
def stage(company_file: Path, tmp_path: Path) -> Iterator[Cast]:
    """The company, ready to act."""
    copy = tmp_path / "planner.sqlite"
    shutil.copy(company_file, copy)
    engine = make_engine(f"sqlite:///{copy}")
    yield on_stage(engine, company_file.parent)
    engine.dispose()
