"""What the company's account is worth here: one person, one second factor less or not, one signature."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from planner.compliance.policy import Policy
from planner.kernel.errors import Invalid, NotAllowed
from planner.models import AuditEvent, Confirmation
from planner.seeds.company import PASSWORD, PIN
from planner.services import oidc, pins, proving, second_step, sign_in, totp
from planner.services.oidc_provider import Provider, Said
from planner.services.pins import Consent
from planner.services.policy import set_policy
from planner.services.sign_in import SignIn
from tests.factories.stage import Cast

HERE = "10.0.0.1"
PROVIDER = Provider("https://id.example", "us", "secret", "公司账号")
ZHOU = Said("https://id.example", "0f3", "zhou.yining@hengyu.example", False)
TEXT = "a" * 64


def with_provider(stage: Cast, **settings: object) -> Cast:
    known = replace(PROVIDER, **settings)  # type: ignore[arg-type]
    return replace(stage, house=replace(stage.house, company_sign_in=known))


def come(stage: Cast, said: Said = ZHOU) -> SignIn:
    provider = stage.house.company_sign_in or PROVIDER
    with stage.act() as session:
        return oidc.enter(session, stage.house, provider, said, HERE)


def confirm(stage: Cast, token: str, purpose: str, said: Said = ZHOU) -> None:
    with stage.act() as session:
        oidc.confirm(session, stage.house, stage.zhou, PROVIDER, said, token, purpose)


def sign(stage: Cast, token: str, text: str = TEXT, pin: str = PIN, password: str | None = None) -> pins.Hand:
    return pins.take_hand(stage.transaction, stage.house, stage.zhou, Consent(pin, password, token, text))


def test_a_second_factor_is_asked_unless_the_word_of_the_company_counts(stage: Cast) -> None:
    with stage.act() as session:
        set_policy(session, stage.house, None, Policy(second_factor_roles=("representative",)))
    assert come(with_provider(stage)).waits_for == "setup"
    assert come(with_provider(stage), replace(ZHOU, mfa=True)).waits_for == "setup", "nobody said that its word counts"
    trusting = with_provider(stage, trusts_mfa=True)
    assert come(trusting).waits_for == "setup"
    assert come(trusting, replace(ZHOU, mfa=True)).waits_for == ""


def test_one_confirmation_signs_one_text_once(stage: Cast) -> None:
    stage = with_provider(stage, only=True, break_glass="fang.yinan@hengyu.example")
    token = come(stage).token or ""
    with pytest.raises(Invalid) as refused:
        sign(stage, token)
    assert "password" in refused.value.errors
    with pytest.raises(Invalid):
        sign(stage, token, password=PASSWORD)  # passwords are off
    confirm(stage, token, TEXT)
    with pytest.raises(Invalid):
        sign(stage, token, text="b" * 64)
    with pytest.raises(Invalid) as refused:
        sign(stage, token, pin="000000")
    assert "pin" in refused.value.errors
    assert sign(stage, token).certificate_id, "a wrong PIN does not use it up"
    stage.clock.now += timedelta(minutes=31)
    with pytest.raises(Invalid) as refused:
        sign(stage, token)
    assert "password" in refused.value.errors, "the sitting is over, the confirmation used"


def test_a_confirmation_holds_for_minutes_and_for_its_own_session(stage: Cast) -> None:
    stage = with_provider(stage)
    token, other = come(stage).token or "", come(stage).token or ""
    confirm(stage, token, TEXT)
    with pytest.raises(Invalid):
        sign(stage, other)
    stage.clock.now += oidc.CONFIRMED_FOR
    with pytest.raises(Invalid):
        sign(stage, token)
    assert sign(stage, token, password=PASSWORD).certificate_id, "a password still counts where passwords are on"


def test_only_the_own_account_confirms(stage: Cast) -> None:
    stage = with_provider(stage)
    token = come(stage).token or ""
    come(stage, Said("https://id.example", "77", "ye.zhiqiu@hengyu.example", False))
    for said in (Said("https://id.example", "77", "", False), Said("https://id.example", "99", ZHOU.email, False)):
        with pytest.raises(NotAllowed):
            confirm(stage, token, TEXT, said)
    with stage.act() as session:
        assert session.scalars(select(Confirmation)).all() == []


def test_a_pin_is_set_without_a_password_once_for_each_confirmation(stage: Cast) -> None:
    stage = with_provider(stage, only=True, break_glass="fang.yinan@hengyu.example")
    token = come(stage).token or ""

    def set_pin() -> None:
        pins.set_pin(stage.transaction, stage.house, stage.zhou, password="", pin="604219", token=token)

    with pytest.raises(NotAllowed):
        set_pin()
    confirm(stage, token, TEXT)
    with pytest.raises(NotAllowed):
        set_pin()
    confirm(stage, token, oidc.PIN)
    set_pin()
    with pytest.raises(NotAllowed):
        set_pin()


def test_factors_may_be_changed_after_signing_in_anew_with_all_that_somebody_has(stage: Cast) -> None:
    stage = with_provider(stage)
    token = come(stage).token or ""
    with stage.act() as session:
        made = totp.new_setup(stage.house, stage.zhou, "t")
        totp.add(session, stage.house, stage.zhou, "t", made.sealed, pyotp.TOTP(made.secret).at(stage.clock.now))
    stage.clock.now += timedelta(minutes=20)
    with stage.act() as session:
        assert not proving.fresh(session, stage.house, token)
    with pytest.raises(NotAllowed), stage.act() as session:
        oidc.again(session, stage.house, stage.zhou, PROVIDER, replace(ZHOU, subject="77"), token, "")
    with stage.act() as session:
        half = oidc.again(session, stage.house, stage.zhou, PROVIDER, ZHOU, token, "")
    assert half.waits_for == "factor" and half.token != token
    with stage.act() as session:
        assert sign_in.resume(session, stage.house, token, HERE) is None, "the session of before is over"
        assert not proving.fresh(session, stage.house, half.token or "")
        waiting = sign_in.half(session, stage.house, half.token or "", HERE)
        assert waiting is not None
        whole = second_step.try_code(session, stage.house, waiting, pyotp.TOTP(made.secret).at(stage.clock.now))
        assert proving.fresh(session, stage.house, whole.token or "")


def test_after_unlinking_the_next_account_with_the_address_is_linked(stage: Cast) -> None:
    stage = with_provider(stage)
    come(stage)
    moved = replace(ZHOU, subject="new")
    assert come(stage, moved).token is None
    with stage.act() as session:
        assert oidc.unlink(session, stage.house, " hy0101 ") and not oidc.unlink(session, stage.house, "HY0101")
    assert come(stage, moved).token
    with stage.act() as session:
        events = list(session.scalars(select(AuditEvent.event).order_by(AuditEvent.seq.desc()).limit(3)))
    assert events == ["person.sign_in", "person.identity_link", "person.identity_unlink"]
