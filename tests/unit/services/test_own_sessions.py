"""One's own sessions, and what ends them (T13)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.kernel.errors import Invalid, Locked
from planner.models import AuditEvent, Notice, Person
from planner.seeds.company import PASSWORD
from planner.services import administration_people, own_sessions, people, sign_in
from tests.factories.stage import Cast

NEW = "四个不相干的词 and more"


def enter(stage: Cast, password: str = PASSWORD, device: str = "Firefox/140") -> str:
    with stage.act() as session:
        return sign_in.try_sign_in(session, stage.house, login="HY0101", password=password, address="10.0.0.1", device=device).token or ""


def opens(stage: Cast, token: str) -> bool:
    with stage.act() as session:
        return sign_in.resume(session, stage.house, token, "10.0.0.1") is not None


def change(stage: Cast, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> str:
    return own_sessions.change_password(stage.transaction, stage.house, stage.zhou, old=old, new=new, again=again, device="").token or ""


def test_everybody_sees_where_they_are_signed_in_and_ends_the_others(stage: Cast) -> None:
    here, there = enter(stage), enter(stage, device="Chrome/140")
    with stage.act() as session:
        listed = own_sessions.own(session, stage.house, stage.zhou, here)
        assert [(one.device, one.here) for one in listed] == [("Firefox/140", True), ("Chrome/140", False)]
        own_sessions.end_others(session, stage.house, stage.zhou, here)
    assert (opens(stage, here), opens(stage, there)) == (True, False)
    stage.clock.now += sign_in.IDLE + timedelta(minutes=1)
    with stage.act() as session:
        assert own_sessions.own(session, stage.house, stage.zhou, here) == [], "an idle one is none any more"


def test_the_house_says_how_long_a_session_lasts(stage: Cast) -> None:
    short = replace(stage.house, idle=timedelta(minutes=10), absolute=timedelta(hours=1))
    token = enter(stage)

    def lasts(minutes: int) -> bool:
        stage.clock.now += timedelta(minutes=minutes)
        with stage.act() as session:
            stays = sign_in.resume(session, short, token, "") is not None
            sign_in.touch(session, short, token)
            return stays

    assert [lasts(9) for _ in range(6)] == [True] * 6
    assert not lasts(9), "an hour is over, however busy"
    token = enter(stage)
    assert not lasts(11)


def test_a_new_password_ends_every_session_and_opens_one(stage: Cast) -> None:
    old = [enter(stage), enter(stage)]
    token = change(stage)
    assert [opens(stage, one) for one in (*old, token)] == [False, False, True]
    assert not enter(stage) and enter(stage, NEW)
    with stage.act() as session:
        assert session.scalar(select(AuditEvent.actor_id).where(AuditEvent.event == "person.password_set")) == stage.zhou.person_id
        assert session.scalar(select(Notice.person_id).where(Notice.kind == "door_changed")) == stage.zhou.person_id, (
            "in case it was not they"
        )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"old": "x"}, "password"),
        ({"new": "short", "again": "short"}, "new_password"),
        ({"new": "x" * 1001, "again": "x" * 1001}, "new_password"),
        ({"new": PASSWORD, "again": PASSWORD}, "new_password"),
        ({"again": "other"}, "new_password_again"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said_at_its_field(stage: Cast, form: dict[str, str], field: str) -> None:
    token = enter(stage)
    with pytest.raises(Invalid) as refusal:
        change(stage, **form)
    assert list(refusal.value.errors) == [field] and opens(stage, token)


@pytest.mark.slow
def test_guessing_the_old_password_is_counted_with_the_door(stage: Cast) -> None:
    for _ in range(5):
        with pytest.raises(Invalid):
            change(stage, old="x")
    with pytest.raises(Locked):
        change(stage)


@pytest.mark.slow
@pytest.mark.parametrize("by", ["console password", "console disabling", "administrator disabling"])
def test_a_session_is_dead_after(stage: Cast, by: str) -> None:
    token = enter(stage)
    with stage.act() as session:
        if by == "console password":
            people.set_password(session, stage.house, "HY0101", NEW)
        elif by == "console disabling":
            people.disable_person(session, stage.house, "HY0101")
        else:
            version = session.get_one(Person, stage.zhou.person_id).version
            administration_people.disable(session, stage.house, stage.fang, stage.zhou.person_id, version)
    assert not opens(stage, token)
