"""Each test gets a copy of a database with the demo company: real tables, real keys, no web."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.models.engine import make_engine
from planner.services.database import upgrade
from tests.factories.stage import Cast, cast_in, on_stage


@pytest.fixture(scope="session")
def company_file(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A database file with the company; test processes of one run share it, the first that needs it makes it."""
    shared = tmp_path_factory.getbasetemp()
    folder = (shared if worker_id == "master" else shared.parent) / "company"
    folder.mkdir(exist_ok=True)
    file = folder / "company.sqlite"
    if not file.exists():
        own = tmp_path_factory.mktemp("making") / "company.sqlite"
        upgrade(f"sqlite:///{own}")
        engine = make_engine(f"sqlite:///{own}")
        cast_in(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        own.replace(file)
    return file


@pytest.fixture
def stage(company_file: Path, tmp_path: Path) -> Iterator[Cast]:
    """The company, ready to act."""
    copy = tmp_path / "planner.sqlite"
    shutil.copy(company_file, copy)
    engine = make_engine(f"sqlite:///{copy}")
    yield on_stage(engine, company_file.parent)
    engine.dispose()
