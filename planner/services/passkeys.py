"""Passkeys (WebAuthn): a key in the device, opened by finger, face or the device's own PIN."""

import hmac
import ipaddress
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from planner.kernel.canonical import sha256_hex
from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.models import FactorChallenge, Passkey
from planner.models.engine import rows_met
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.house import House, Transaction

LASTS = timedelta(minutes=5)
"""How long a challenge may be answered."""
MOST = 20
LONGEST_NAME = 60
ADD, USE = "add", "use"

_NOT_TAKEN = Text("这个通行密钥没有加上，请再试一次。", "This passkey was not added; please try again.")
_REFUSED = (WebAuthnException, ValueError, TypeError, KeyError)
"""What py_webauthn raises for an answer that does not fit, and for one that is no answer at all."""


def possible(house: House) -> bool:
    """True where browsers offer passkeys: under a name, by https or on this very machine; never under a bare number."""
    parts = urlsplit(house.public_url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return parts.scheme == "https" or host == "localhost" or host.endswith(".localhost")
    return False


def creation(session: Session, house: House, actor: Actor, token: str) -> str:
    """What the browser's `credentials.create` takes, as JSON; a challenge for this session is kept until it is answered."""
    options = webauthn.generate_registration_options(
        rp_id=_host(house),
        rp_name=house.company,
        user_id=hmac.digest(house.key_secret, f"passkey:{actor.person_id}".encode(), "sha256"),
        user_name=actor.email,
        user_display_name=actor.name,
        challenge=_new_challenge(session, house, token, ADD),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in _ids(session, actor.person_id)],
    )
    return webauthn.options_to_json(options)


def add(transaction: Transaction, house: House, actor: Actor, token: str, credential: str, name: str) -> None:
    """Keep the public half of a new passkey.

    :param credential: the browser's answer, JSON
    :raises Invalid: under `name` or `credential`; the challenge is used up all the same
    """
    with transaction() as session:
        challenge = _take_challenge(session, house, token, ADD)
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid({"name": Text("给它起个名字，最多 60 个字。", "Give it a name of at most 60 characters.")})
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(house),
            expected_origin=house.public_url,
            require_user_verification=True,
        )
    except _REFUSED as refusal:
        raise Invalid({"credential": _NOT_TAKEN}) from refusal
    with transaction() as session:
        if len(_ids(session, actor.person_id)) >= MOST:
            raise Invalid({"name": Text("最多 {n} 个，先删掉不用的。", "At most {n}; remove one you do not use.").with_(n=MOST)})
        if session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)) is not None:
            raise Invalid({"credential": Text("这个通行密钥已经加过了。", "This passkey was added before.")})
        row = Passkey(person_id=actor.person_id, credential_id=made.credential_id, public_key=made.credential_public_key, name=name)
        row.sign_count, row.added_at = made.sign_count, house.clock()
        session.add(row)
        session.flush()
        record(session, house, Event.FACTOR_ADD, actor, factor="passkey")


def request(session: Session, house: House, person_id: int, token: str) -> str:
    """What the browser's `credentials.get` takes, as JSON; names the passkeys of this person alone."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(house),
        challenge=_new_challenge(session, house, token, USE),
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in _ids(session, person_id)],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def use(session: Session, house: House, person_id: int, token: str, credential: str) -> bool:
    """True when a passkey of this person signed the challenge of this session, just now and for the first time.

    A counter that does not grow means a copied key, and is refused.
    """
    challenge = _take_challenge(session, house, token, USE)
    try:
        raw = webauthn.helpers.parse_authentication_credential_json(credential).raw_id
        row = session.scalar(select(Passkey).where(Passkey.person_id == person_id, Passkey.credential_id == raw))
        if row is None:
            return False
        seen = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(house),
            expected_origin=house.public_url,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except _REFUSED:
        return False
    counted = update(Passkey).where(Passkey.id == row.id, Passkey.sign_count == row.sign_count)
    return bool(rows_met(session, counted.values(sign_count=seen.new_sign_count, last_used_at=house.clock())))


def _new_challenge(session: Session, house: House, token: str, purpose: str) -> bytes:
    now, key = house.clock(), sha256_hex(token.encode())
    session.execute(delete(FactorChallenge).where(FactorChallenge.made_at < now - LASTS))
    session.execute(delete(FactorChallenge).where(FactorChallenge.token_sha256 == key, FactorChallenge.purpose == purpose))
    value = secrets.token_bytes(32)
    session.add(FactorChallenge(token_sha256=key, purpose=purpose, value=value, made_at=now))
    session.flush()
    return value


def _take_challenge(session: Session, house: House, token: str, purpose: str) -> bytes:
    """The challenge that waits, gone from now on; random bytes that nobody signed when none does."""
    mine = FactorChallenge.token_sha256 == sha256_hex(token.encode()), FactorChallenge.purpose == purpose
    row = session.scalar(select(FactorChallenge).where(*mine).with_for_update())
    if row is None:
        return secrets.token_bytes(32)
    value, fresh = row.value, house.clock() - row.made_at <= LASTS
    session.delete(row)
    session.flush()
    return value if fresh else secrets.token_bytes(32)


def _ids(session: Session, person_id: int) -> list[bytes]:
    return list(session.scalars(select(Passkey.credential_id).where(Passkey.person_id == person_id).order_by(func.lower(Passkey.name))))


def _host(house: House) -> str:
    return urlsplit(house.public_url).hostname or ""
