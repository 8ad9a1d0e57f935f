"""How long somebody stays signed in."""

from datetime import timedelta

import pytest

from planner.settings.sessions import SessionSettings
from planner.settings.wrong import BadSetting


def test_an_hour_without_doing_anything_and_half_a_day_at_most() -> None:
    assert SessionSettings.from_env({}) == SessionSettings(timedelta(minutes=60), timedelta(hours=12))
    assert SessionSettings.from_env({"SESSION_IDLE_MINUTES": "15", "SESSION_HOURS": "8"}).absolute == timedelta(hours=8)


@pytest.mark.parametrize(
    "given", [{"SESSION_IDLE_MINUTES": "4"}, {"SESSION_IDLE_MINUTES": "x"}, {"SESSION_HOURS": "25"}, {"SESSION_HOURS": "0"}]
)
def test_what_is_no_sensible_time_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match=next(iter(given))):
        SessionSettings.from_env(given)
