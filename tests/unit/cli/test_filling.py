"""A first start that is broken off leaves nothing half done."""

from pathlib import Path

import pytest
from sqlalchemy import insert

from planner.cli import filling
from planner.cli.environment import settings
from planner.models import Territory
from planner.services.database import is_empty, upgrade
from planner.services.house import House, Transaction


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PLANNER_DATA", str(tmp_path))
    settings.cache_clear()
    url = f"sqlite:///{tmp_path / 'planner.db'}"
    upgrade(url)
    return url


def one_territory(transaction: Transaction, _: House) -> None:
    with transaction() as session:
        session.execute(insert(Territory).values(name="全国", path="/1/"))


def test_what_was_made_stands_in_its_place_and_nothing_beside_it(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "load_demo", one_territory)
    filling.fill(url)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "planner.db", "secrets"]
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
