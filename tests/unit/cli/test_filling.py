"""A first start that is broken off leaves nothing half done."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from planner.cli import filling
from planner.cli.environment import settings
from planner.models import Territory
from planner.services import house
from planner.services.database import is_empty
from planner.services.house import House, Transaction
from tests.factories.core import one_pack


@pytest.fixture
def url(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("PLANNER_DATA", str(tmp_path))
    settings.cache_clear()
    shutil.copy(migrated_file, tmp_path / "planner.db")
    with one_pack(house):
        yield f"sqlite:///{tmp_path / 'planner.db'}"
    settings.cache_clear()


def one_territory(transaction: Transaction, _: House) -> None:
    with transaction() as session:
        session.execute(insert(Territory).values(name="全国", path="/1/"))


def test_what_was_made_stands_in_its_place_and_nothing_beside_it(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "load_demo", one_territory)
    filling.fill(url)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["planner.db", "secrets"]
    assert "全国".encode() in (tmp_path / "planner.db").read_bytes()


@pytest.mark.slow
def test_a_broken_start_leaves_an_empty_database_and_the_next_one_works(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(transaction: Transaction, house: House) -> None:
        one_territory(transaction, house)
        raise KeyboardInterrupt

    monkeypatch.setattr(filling, "load_demo", broken)
    with pytest.raises(KeyboardInterrupt):
        filling.fill(url)
    assert is_empty(url)
    assert "全国".encode() not in (tmp_path / "planner.db").read_bytes()
    monkeypatch.setattr(filling, "load_demo", one_territory)
    filling.fill(url)
    assert "全国".encode() in (tmp_path / "planner.db").read_bytes()
