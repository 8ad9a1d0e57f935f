"""The second factor: what counts, once; who must have one; what a half session is worth."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from planner.compliance.policy import Policy
from planner.kernel.errors import Invalid, NotAllowed, Stale
from planner.models import AuditEvent, SignInSession
from planner.seeds.company import PASSWORD
from planner.services import passkeys, pins, proving, recovery_codes, second_factor, second_step, sign_in, totp
from planner.services.policy import set_policy
from planner.services.sign_in import Half, SignIn
from tests.factories.passkey import Device
from tests.factories.stage import Cast
from tests.factories.tampered_rows import everything_written

HERE = "10.0.0.1"


def enter(stage: Cast, login: str = "zhou.yining@hengyu.example") -> SignIn:
    with stage.act() as session:
        return sign_in.try_sign_in(session, stage.house, login=login, password=PASSWORD, address=HERE, device="Firefox")


def half(stage: Cast, token: str | None) -> Half | None:
    with stage.act() as session:
        return sign_in.half(session, stage.house, token or "", HERE)


def opens(stage: Cast, token: str | None) -> bool:
    with stage.act() as session:
        return sign_in.resume(session, stage.house, token or "", HERE) is not None


def with_app(stage: Cast) -> pyotp.TOTP:
    """周亦宁 gets a code app; half a minute later its first code is past."""
    with stage.act() as session:
        made = totp.new_setup(stage.house, stage.zhou, "t")
        app = pyotp.TOTP(made.secret)
        totp.add(session, stage.house, stage.zhou, "t", made.sealed, app.at(stage.clock.now))
    stage.clock.now += timedelta(seconds=30)
    return app


def with_codes(stage: Cast) -> list[str]:
    with stage.act() as session:
        return recovery_codes.make(session, stage.house, stage.zhou)


def show(stage: Cast, waiting: Half | None, typed: str) -> SignIn:
    assert waiting is not None
    with stage.act() as session:
        return second_step.try_code(session, stage.house, waiting, typed)


def require(stage: Cast, *roles: str) -> None:
    with stage.act() as session:
        set_policy(session, stage.house, None, Policy(second_factor_roles=roles))


def test_a_password_alone_opens_nothing_for_somebody_with_an_app(stage: Cast) -> None:
    app = with_app(stage)
    first = enter(stage)
    assert first.waits_for == second_factor.FACTOR and not opens(stage, first.token)
    second = show(stage, half(stage, first.token), app.at(stage.clock.now))
    assert opens(stage, second.token) and second.token != first.token
    assert not opens(stage, first.token) and half(stage, first.token) is None, "the id changes with the step, and the old one is dead"


@pytest.mark.slow
@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_half_a_minute_before_and_after(stage: Cast, steps: int, good: bool) -> None:
    app = with_app(stage)
    stage.clock.now += timedelta(minutes=5)
    typed = app.at(stage.clock.now + timedelta(seconds=30 * steps))
    assert opens(stage, show(stage, half(stage, enter(stage).token), f"{typed[:3]} {typed[3:]}").token) is good


def test_a_code_counts_once_and_none_before_it_afterwards(stage: Cast) -> None:
    app = with_app(stage)
    stage.clock.now += timedelta(minutes=5)
    code, earlier = app.at(stage.clock.now), app.at(stage.clock.now - timedelta(seconds=30))
    assert opens(stage, show(stage, half(stage, enter(stage).token), code).token)
    for typed in (code, earlier):
        assert show(stage, half(stage, enter(stage).token), typed).problem == second_step.WRONG


@pytest.mark.slow
def test_the_code_that_set_the_app_up_signs_nobody_in(stage: Cast) -> None:
    app = with_app(stage)
    assert show(stage, half(stage, enter(stage).token), app.at(stage.clock.now - timedelta(seconds=30))).token is None


@pytest.mark.slow
def test_five_wrong_codes_make_the_right_one_wait_too(stage: Cast) -> None:
    app = with_app(stage)
    waiting = half(stage, enter(stage).token)
    for _ in range(5):
        assert show(stage, waiting, "000000").problem == second_step.WRONG
    stage.clock.now += timedelta(minutes=1)
    assert show(stage, half(stage, enter(stage).token), app.at(stage.clock.now)).problem == second_step.WAIT, "a new sign-in counts on"
    stage.clock.now += timedelta(minutes=16)
    assert opens(stage, show(stage, half(stage, enter(stage).token), app.at(stage.clock.now)).token)
    with stage.act() as session:
        assert len(session.scalars(select(AuditEvent).where(AuditEvent.event == "person.factor_failed")).all()) == 5


def test_a_recovery_code_counts_once_however_it_is_typed(stage: Cast) -> None:
    with_app(stage)
    code = with_codes(stage)[3]
    assert opens(stage, show(stage, half(stage, enter(stage).token), code.lower().replace("-", " ")).token)
    assert show(stage, half(stage, enter(stage).token), code).problem == second_step.WRONG
    with stage.act() as session:
        assert second_factor.standing(session, stage.zhou.person_id).codes == 9


@pytest.mark.slow
def test_new_recovery_codes_end_the_old_and_are_of_no_use_to_others(stage: Cast) -> None:
    with_app(stage)
    old = with_codes(stage)[0]
    new = with_codes(stage)[0]
    with stage.act() as session:
        assert not recovery_codes.use(session, stage.house, stage.ye.person_id, new)
    assert show(stage, half(stage, enter(stage).token), old).token is None
    assert show(stage, half(stage, enter(stage).token), new).token is not None


@pytest.mark.slow
def test_half_a_session_lasts_ten_minutes_and_ends_with_the_person(stage: Cast) -> None:
    with_app(stage)
    token = enter(stage).token
    stage.clock.now += timedelta(minutes=11)
    assert half(stage, token) is None
    token = enter(stage).token
    with stage.act() as session:
        sign_in.sign_out_everywhere(session, stage.house, stage.zhou)
    assert half(stage, token) is None


@pytest.mark.slow
def test_half_a_session_that_ended_meanwhile_lets_nobody_in(stage: Cast) -> None:
    app = with_app(stage)
    waiting = half(stage, enter(stage).token)
    with stage.act() as session:
        sign_in.sign_out_everywhere(session, stage.house, stage.zhou)
    with pytest.raises(Stale):
        show(stage, waiting, app.at(stage.clock.now))


def test_whoever_must_have_a_factor_is_led_to_set_one_up(stage: Cast) -> None:
    require(stage, "officer")
    assert enter(stage).waits_for == ""
    waiting = enter(stage, "lu.zhiwei@hengyu.example")
    assert waiting.waits_for == second_factor.SETUP and not opens(stage, waiting.token)
    assert show(stage, half(stage, waiting.token), "000000").problem == second_step.WAIT, "a code is no way round setting up"


@pytest.mark.slow
def test_the_last_factor_of_somebody_who_must_have_one_stays(stage: Cast) -> None:
    with_app(stage)
    require(stage, "representative")
    with pytest.raises(NotAllowed), stage.act() as session:
        second_factor.remove_totp(session, stage.house, stage.zhou)
    require(stage)
    with stage.act() as session:
        second_factor.remove_totp(session, stage.house, stage.zhou)
    assert opens(stage, enter(stage).token)


@pytest.mark.slow
def test_a_setup_form_of_another_session_or_from_yesterday_is_refused(stage: Cast) -> None:
    made = totp.new_setup(stage.house, stage.zhou, "t")
    code = pyotp.TOTP(made.secret).at(stage.clock.now)
    for who, token, later in ((stage.zhou, "other", 0), (stage.ye, "t", 0), (stage.zhou, "t", 31)):
        stage.clock.now += timedelta(minutes=later)
        with pytest.raises(Invalid), stage.act() as session:
            totp.add(session, stage.house, who, token, made.sealed, code)


@pytest.mark.slow
def test_no_secret_of_an_app_and_no_recovery_code_lies_in_the_database_in_clear(stage: Cast) -> None:
    app, codes = with_app(stage), with_codes(stage)
    data = everything_written(stage.engine)
    for secret in (app.secret, app.byte_secret(), *codes):
        assert (secret if isinstance(secret, bytes) else secret.encode()) not in data
    other = replace(stage.house, key_secret=b"x" * 40)
    with pytest.raises(InvalidTag), stage.act() as session:
        totp.use(session, other, stage.zhou.person_id, app.at(stage.clock.now))


@pytest.mark.slow
def test_all_that_somebody_has_is_asked_before_a_factor_changes_and_one_of_it_for_one_act(stage: Cast) -> None:
    app, token = with_app(stage), ""
    token = show(stage, half(stage, enter(stage).token), app.at(stage.clock.now)).token or ""
    stage.clock.now += timedelta(minutes=6)
    with stage.act() as session:
        assert not proving.fresh(session, stage.house, token)
    code = app.at(stage.clock.now)
    for typed, second in (("000000", None), (PASSWORD, ""), (PASSWORD, "000000"), ("x", code), (code, code)):
        with pytest.raises(NotAllowed):
            proving.confirm(stage.transaction, stage.house, stage.zhou, token, typed, second)
    stage.clock.now += timedelta(minutes=16)  # five wrong ones wait
    proving.confirm(stage.transaction, stage.house, stage.zhou, token, app.at(stage.clock.now))
    with stage.act() as session:
        assert not proving.fresh(session, stage.house, token), "for one act, but not to change a factor"
    stage.clock.now += timedelta(minutes=1)
    proving.confirm(stage.transaction, stage.house, stage.zhou, token, PASSWORD, app.at(stage.clock.now))
    with stage.act() as session:
        assert proving.fresh(session, stage.house, token)
        renewed = sign_in.renew(session, stage.house, token)
        assert proving.fresh(session, stage.house, renewed)
    assert opens(stage, renewed) and not opens(stage, token)
    stage.clock.now += stage.house.absolute - timedelta(minutes=5)
    assert not opens(stage, renewed), "it is no younger for that"


@pytest.mark.slow
def test_an_older_session_of_the_browser_ends_with_the_next_sign_in(stage: Cast) -> None:
    first = enter(stage).token
    with stage.act() as session:
        sign_in.try_sign_in(
            session, stage.house, login=stage.zhou.email, password=PASSWORD, address=HERE, device="Firefox", before=first or ""
        )
    assert not opens(stage, first)
    with stage.act() as session:
        assert {row.device for row in session.scalars(select(SignInSession))} == {"Firefox"}


def test_a_code_of_the_app_signs_in_place_of_the_password(stage: Cast) -> None:
    app = with_app(stage)
    token = show(stage, half(stage, enter(stage).token), app.at(stage.clock.now)).token
    stage.clock.now += timedelta(seconds=30)
    code = app.at(stage.clock.now)
    hand = pins.take_hand(stage.transaction, stage.house, stage.zhou, pins.Consent("271828", code, token, ""))
    assert hand.certificate_id
    stage.clock.now += timedelta(hours=1)
    with pytest.raises(Invalid) as refusal:
        pins.take_hand(stage.transaction, stage.house, stage.zhou, pins.Consent("271828", code, token, ""))
    assert "password" in refusal.value.errors, "used once, and long past"


@pytest.mark.slow
def test_a_passkey_stands_in_for_the_password_for_one_signature_of_one_text(stage: Cast) -> None:
    house, device = replace(stage.house, public_url="http://localhost"), Device()
    token = enter(stage).token or ""
    with stage.act() as session:
        options = passkeys.creation(session, house, stage.zhou, token)
    passkeys.add(stage.transaction, house, stage.zhou, token, device.create(options), "电脑")
    with stage.act() as session:
        answer = device.get(passkeys.request(session, house, stage.zhou.person_id, token))
        assert proving.confirm_by_passkey(session, house, stage.zhou, token, answer, "a" * 64)
    with pytest.raises(Invalid):
        pins.take_hand(stage.transaction, house, stage.zhou, pins.Consent("271828", None, token, "b" * 64))
    assert pins.take_hand(stage.transaction, house, stage.zhou, pins.Consent("271828", None, token, "a" * 64)).certificate_id
    stage.clock.now += timedelta(minutes=31)
    with pytest.raises(Invalid):
        pins.take_hand(stage.transaction, house, stage.zhou, pins.Consent("271828", None, token, "a" * 64))
