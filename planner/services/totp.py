"""Codes of an app on the phone: six digits that change every half minute (RFC 6238)."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import update
from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.models import TotpSecret
from planner.models.engine import rows_met
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.house import House

STEP = 30
"""Seconds that a code lasts."""
DRIFT = 1
"""Steps before and after the present one that count too: clocks differ, and people type."""
SETUP_LASTS = timedelta(minutes=30)

WRONG = Text("这个验证码不对。等下一个出来再试，并核对手机的时间。", "This code is wrong. Try the next one, and check the phone's clock.")
_OVER = Text("这个二维码已经过期，请扫新的。", "This QR code has expired; scan the new one.")
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Setup:
    """A secret that is shown and not kept yet.

    :param secret: base 32, as an app takes it when typed
    :param uri: the same for a QR code
    :param sealed: travels with the form, so that nothing is kept before the first right code
    """

    secret: str
    uri: str
    sealed: str


def new_setup(house: House, actor: Actor, token: str) -> Setup:
    """A new secret for the own app, bound to this session."""
    secret = pyotp.random_base32()
    until = int((house.clock() + SETUP_LASTS).timestamp())
    return _setup(actor, secret, _seal(house, f"{until} {secret}".encode(), f"setup:{actor.person_id}:{token}").hex())


def same_setup(house: House, actor: Actor, token: str, sealed: str) -> Setup:
    """What a form brought back, to be shown again.

    :raises Invalid: not ours, of another session, or too old
    """
    try:
        until, _, secret = _open(house, bytes.fromhex(sealed), f"setup:{actor.person_id}:{token}").decode().partition(" ")
    except (InvalidTag, ValueError):
        raise Invalid({"code": _OVER}) from None
    if int(until) < house.clock().timestamp():
        raise Invalid({"code": _OVER})
    return _setup(actor, secret, sealed)


def add(session: Session, house: House, actor: Actor, token: str, sealed: str, code: str) -> None:
    """Keep a secret once the app has shown that it knows it; an earlier app of this person counts no more.

    :raises Invalid: under `code`
    """
    secret = same_setup(house, actor, token, sealed).secret
    step = _step_of(house, secret, code)
    if step is None:
        raise Invalid({"code": WRONG})
    if (old := session.get(TotpSecret, actor.person_id)) is not None:
        session.delete(old)
        session.flush()
    kept = _seal(house, secret.encode(), f"totp:{actor.person_id}")
    session.add(TotpSecret(person_id=actor.person_id, sealed=kept, last_step=step, added_at=house.clock()))
    session.flush()
    record(session, house, Event.FACTOR_ADD, actor, factor="totp")


def use(session: Session, house: House, person_id: int, code: str) -> bool:
    """True when this is a code of the present half minute or of one beside it; a code counts once, and none before it after."""
    row = session.get(TotpSecret, person_id)
    if row is None:
        return False
    step = _step_of(house, _open(house, row.sealed, f"totp:{person_id}").decode(), code)
    if step is None:
        return False
    taken = update(TotpSecret).where(TotpSecret.person_id == person_id, TotpSecret.last_step < step)
    return bool(rows_met(session, taken.values(last_step=step, last_used_at=house.clock())))


def looks_like_one(typed: str) -> bool:
    """Six digits, with or without spaces between."""
    digits = "".join(typed.split())
    return len(digits) == 6 and digits.isascii() and digits.isdigit()


def _setup(actor: Actor, secret: str, sealed: str) -> Setup:
    return Setup(secret, pyotp.TOTP(secret).provisioning_uri(name=actor.email, issuer_name="Plan Workbook"), sealed)


def _step_of(house: House, secret: str, typed: str) -> int | None:
    """The half minute that a code belongs to, None when it is none of those that count now."""
    if not looks_like_one(typed):
        return None
    now, code, app = int(house.clock().timestamp()) // STEP, "".join(typed.split()), pyotp.TOTP(secret)
    steps = range(now - DRIFT, now + DRIFT + 1)
    found = [step for step in steps if hmac.compare_digest(app.generate_otp(step), code)]
    return found[-1] if found else None


def _seal(house: House, plain: bytes, what: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key(house)).encrypt(nonce, plain, what.encode())


def _open(house: House, sealed: bytes, what: str) -> bytes:
    return AESGCM(_key(house)).decrypt(sealed[:_NONCE], sealed[_NONCE:], what.encode())


def _key(house: House) -> bytes:
    return hmac.digest(house.key_secret, b"second factor, form 1", "sha256")
