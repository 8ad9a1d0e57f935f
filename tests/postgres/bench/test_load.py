"""As tests/unit/bench/test_load.py, on a PostgreSQL of the measurement's own."""

import pytest

from bench.load import measure

pytestmark = pytest.mark.postgres


def test_a_short_load_on_postgresql_loses_nothing_and_nothing_fails() -> None:
    found = measure("postgresql", people=6, seconds=6, every=1, floor=False)
    assert found.errors == []
    assert found.lost == 0
    assert len(found.product.seconds["autosave"]) >= 6
