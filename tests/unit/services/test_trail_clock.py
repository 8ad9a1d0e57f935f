"""T16: no act is written with a time before that of the act before it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.kernel.errors import Unavailable
from planner.models import AuditEvent
from planner.services import audit
from planner.services.audit import CLOCK_BACK, Event
from tests.factories.stage import Cast


def note(cast: Cast, event: Event = Event.FILE_EXPORT) -> None:
    with cast.act() as session:
        audit.record(session, cast.house, event, cast.zhou)


def test_a_clock_set_back_a_day_stops_every_act_until_it_is_right_again(stage: Cast) -> None:
    note(stage)
    stage.clock.now -= timedelta(days=1)
    with pytest.raises(Unavailable) as refused:
        note(stage)
    assert refused.value.message == CLOCK_BACK
    with pytest.raises(Unavailable):
        stage.draft(stage.zhou, through="basics")
    stage.clock.now += timedelta(days=1)
    note(stage)


def test_hosts_whose_clocks_lie_a_little_apart_can_work(stage: Cast) -> None:
    note(stage)
    stage.clock.now -= timedelta(seconds=100)
    note(stage)
    with stage.act() as session:
        assert audit.verify_chain(session, stage.house.audit_key).whole


def test_people_can_still_sign_in_to_see_what_is_wrong(stage: Cast) -> None:
    note(stage)
    stage.clock.now -= timedelta(days=1)
    note(stage, Event.SIGN_IN)


def test_many_small_steps_back_do_not_add_up(stage: Cast) -> None:
    """Each is measured against the latest event, which the steps before have made earlier: the newest time of all must hold."""
    note(stage)
    stage.clock.now -= timedelta(seconds=100)
    note(stage)
    stage.clock.now -= timedelta(seconds=100)
    with pytest.raises(Unavailable):
        note(stage)
    with stage.act() as session:
        assert len(session.scalars(select(AuditEvent.at).where(AuditEvent.event == Event.FILE_EXPORT.value)).all()) == 2
