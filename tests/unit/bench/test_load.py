"""A few seconds of the load that `make load` keeps up for minutes: nothing fails, nothing acknowledged is lost."""

import pytest

from bench.load import measure


@pytest.mark.slow
def test_a_short_load_on_sqlite_loses_nothing_and_nothing_fails() -> None:
    found = measure("sqlite", people=6, seconds=6, every=1)
    assert found.errors == []
    assert found.lost == 0
    assert len(found.product.seconds["autosave"]) >= 6
    assert found.floor is not None
    assert len(found.floor.seconds["autosave"]) >= 6
