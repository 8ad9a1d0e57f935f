"""Signing in and out: the same answer for a wrong password and an unknown account, an end that holds at once."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from planner.kernel.errors import Invalid, Locked, NotAllowed
from planner.models import Person
from planner.seeds.company import PASSWORD
from planner.services import pins, sign_in
from planner.services.sign_in import SignIn
from tests.factories.stage import Cast
from tests.factories.tampered_rows import everything_written


def enter(stage: Cast, login: str = "zhou.yining@hengyu.example", password: str = PASSWORD) -> SignIn:
    with stage.act() as session:
        return sign_in.try_sign_in(session, stage.house, login=login, password=password, address="10.0.0.1")


def who(stage: Cast, token: str | None) -> str | None:
    with stage.act() as session:
        actor = sign_in.resume(session, stage.house, token or "", "10.0.0.1")
        return actor.name if actor else None


@pytest.mark.parametrize("login", ["zhou.yining@hengyu.example", " Zhou.Yining@hengyu.example ", "hy0101"])
def test_by_mail_or_employee_number(stage: Cast, login: str) -> None:
    assert who(stage, enter(stage, login).token) == "周亦宁"


def test_wrong_and_unknown_sound_the_same(stage: Cast) -> None:
    assert enter(stage, password="x").problem == enter(stage, login="nobody@hengyu.example").problem == sign_in.WRONG


def test_after_five_failures_the_account_waits_even_for_the_right_password(stage: Cast) -> None:
    for _ in range(5):
        enter(stage, password="x")
    waiting = enter(stage)
    assert waiting.token is None and waiting.problem != sign_in.WRONG
    stage.clock.now += timedelta(minutes=16)
    assert enter(stage).token is not None


def test_a_session_ends_by_sign_out_idleness_age_and_disabling(stage: Cast) -> None:
    token = enter(stage).token
    with stage.act() as session:
        sign_in.sign_out(session, stage.house, token or "", stage.zhou)
    assert who(stage, token) is None
    token = enter(stage).token
    stage.clock.now += sign_in.IDLE + timedelta(minutes=1)
    assert who(stage, token) is None
    token = enter(stage).token
    with stage.act() as session:
        session.execute(update(Person).where(Person.name == "周亦宁").values(active=False))
    assert who(stage, token) is None
    assert enter(stage).problem == sign_in.WRONG


def test_signing_out_everywhere_ends_all(stage: Cast) -> None:
    tokens = [enter(stage).token for _ in range(2)]
    with stage.act() as session:
        sign_in.sign_out_everywhere(session, stage.house, stage.zhou)
    assert [who(stage, token) for token in tokens] == [None, None]


def test_a_new_pin_needs_the_password_and_retires_the_old_key(stage: Cast) -> None:
    from sqlalchemy import select

    from planner.models import Certificate

    with pytest.raises(NotAllowed):
        pins.set_pin(stage.transaction, stage.house, stage.zhou, password="x", pin="824617")
    with pytest.raises(Invalid):
        pins.set_pin(stage.transaction, stage.house, stage.zhou, password=PASSWORD, pin="123456")
    pins.set_pin(stage.transaction, stage.house, stage.zhou, password=PASSWORD, pin="824617")
    with stage.act() as session:
        states = session.scalars(select(Certificate.state).where(Certificate.person_id == stage.zhou.person_id).order_by(Certificate.id))
        assert list(states) == ["retired", "active"]


def test_guessing_the_password_at_the_pin_form_closes_the_door_too(stage: Cast) -> None:
    for _ in range(5):
        with pytest.raises(NotAllowed):
            pins.set_pin(stage.transaction, stage.house, stage.zhou, password="x", pin="824617")
    with pytest.raises(Locked):
        pins.set_pin(stage.transaction, stage.house, stage.zhou, password=PASSWORD, pin="824617")
    assert enter(stage).token is None


def test_no_key_or_password_lies_in_the_database_in_clear(stage: Cast) -> None:
    data = everything_written(stage.engine)
    assert b"PRIVATE KEY-----" not in data.replace(b"ENCRYPTED PRIVATE KEY-----", b"")
    assert PASSWORD.encode() not in data
