"""Signing PINs: each person's own key, opened for one signature and kept nowhere."""

from dataclasses import dataclass
from datetime import timedelta

from cryptography import x509
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid, NotAllowed, NotFound
from planner.kernel.i18n import Text
from planner.models import Certificate, Person, SignInSession
from planner.services import attempts
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.authority import company_authority, crl_address
from planner.services.house import House, Transaction
from planner.services.sign_in import password_fits, token_digest
from planner.signing.authority import from_pem, to_pem
from planner.signing.keys import SealedKey, WrongPin, check_pin, new_private_key, open_key, seal_key
from planner.signing.sign import LocalSigner

SITTING = timedelta(minutes=30)
"""After password and PIN were given, the PIN alone signs for this long."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a signing form sends.

    :param pin: six digits
    :param password: asked for the first signature of a sitting, else None
    :param token: the session cookie's token; None where there is no browser (the command line asks for both)
    :param content_sha256: digest of what the form showed; a signature counts for exactly that text
    """

    pin: str
    password: str | None
    token: str | None
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who may sign right now: an opened key with its certificate."""

    signer: LocalSigner
    certificate_id: int
    root: x509.Certificate


_NO_PIN = Text("你还没有设置签名 PIN，先到“我的账号”里设置。", "You have no signing PIN yet. Set one under “My account”.")
_REVOKED = Text(
    "你的签名证书已经吊销，先到“我的账号”里设新的 PIN，换一张新证书。",
    "Your signing certificate was revoked. Set a new PIN under “My account” to get a new one.",
)
_RAN_OUT = Text(
    "你的签名证书已经过期，先到“我的账号”里设新的 PIN，换一张新证书。",
    "Your signing certificate has run out. Set a new PIN under “My account” to get a new one.",
)


def has_pin(session: Session, person_id: int) -> bool:
    """True when the person has a key to sign with."""
    return _active(session, person_id) is not None


def set_pin(transaction: Transaction, house: House, actor: Actor, *, password: str, pin: str) -> None:
    """Give a person a new key and certificate under a new PIN; an earlier key is retired, what it signed stays good.

    Wrong passwords are counted together with those at the door. Hashing and making the key happen outside any transaction.

    :raises NotAllowed: the password is wrong
    :raises Locked: it was wrong too often
    :raises Invalid: the PIN is not acceptable
    """
    check_pin(pin)
    with transaction() as session:
        account = attempts.door_subjects(session, house, actor.email, actor.address)[0]
        attempts.reserve(session, house, "password", account)
        person, authority = session.get(Person, actor.person_id), company_authority(session, house)
        crl_url = crl_address(session, house)
        if person is None:
            raise NotFound
        session.expunge(person)
    if not password_fits(person, password):
        raise NotAllowed(Text("登录密码不对。", "The password is wrong."))
    with transaction() as session:
        attempts.note(session, house, "password", True, account)
    key, now = new_private_key(), house.clock()
    sealed = seal_key(key, pin, house.key_secret)
    certificate = authority.issue_person(
        name=person.name,
        employee_number=person.employee_number,
        company=house.company,
        public_key=key.public_key(),
        crl_url=crl_url,
        moment=now,
    )
    serial = f"{certificate.serial_number:x}"
    with transaction() as session:
        if (old := _active(session, person.id)) is not None:
            old.state = "retired"
        session.add(
            Certificate(
                person_id=person.id,
                serial=serial,
                pem=to_pem(certificate),
                key_blob=sealed.blob,
                key_salt=sealed.salt,
                key_params=sealed.params,
                not_after=certificate.not_valid_after_utc,
                issued_at=now,
            )
        )
        session.flush()
        record(session, house, Event.PIN_SET, actor, serial=serial)


def sitting_open(session: Session, house: House, token: str | None) -> bool:
    """True when the PIN alone will do: password and PIN were both given in this session a short while ago."""
    row = session.get(SignInSession, token_digest(token)) if token else None
    return row is not None and row.ended_at is None and row.signing_since is not None and house.clock() - row.signing_since < SITTING


def take_hand(transaction: Transaction, house: House, actor: Actor, consent: Consent) -> Hand:
    """Open a person's key for one signature.

    Every try is counted before it is looked at, in a transaction of its own: a failed one is not forgotten with the rest,
    and of many at once no more than the limit are looked at.
    Opening takes a tenth of a second on purpose and happens outside any transaction.

    :raises Locked: too many wrong tries
    :raises NotAllowed: password missing or wrong, PIN wrong (the message says how many tries are left), no PIN set
    """
    account = f"person:{actor.person_id}"
    with transaction() as session:
        attempts.reserve(session, house, "pin", account)
        row, person = _active(session, actor.person_id), session.get(Person, actor.person_id)
        needs_password = not sitting_open(session, house, consent.token)
        authority = company_authority(session, house)
        if row is None or person is None:
            raise NotAllowed(_REVOKED if _was_revoked(session, actor.person_id) else _NO_PIN)
        if row.not_after <= house.clock():
            raise NotAllowed(_RAN_OUT)
        sealed = SealedKey(row.key_blob, row.key_salt, row.key_params)
        pem, certificate_id, password_hash_owner = row.pem, row.id, person
        if needs_password and not consent.password:  # inside: nothing was tried, so nothing is counted
            raise Invalid({"password": Text("这次签名还要输入登录密码。", "This signature also needs your password.")})
        session.expunge(person)
    good = not needs_password or password_fits(password_hash_owner, consent.password or "")
    try:
        key = open_key(sealed, consent.pin, house.key_secret) if good else None
    except WrongPin:
        key = None
    with transaction() as session:
        if key is not None:
            attempts.note(session, house, "pin", True, account)
        left = attempts.tries_left(session, house, "pin", account)
        if key is None:
            record(session, house, Event.PIN_FAILED, actor)
        elif consent.token and needs_password and (sitting := session.get(SignInSession, token_digest(consent.token))):
            sitting.signing_since = house.clock()
    if key is None:
        field = "pin" if good else "password"
        wrong = Text("PIN 不对", "The PIN is wrong") if good else Text("登录密码不对", "The password is wrong")
        raise Invalid({field: Text(f"{wrong.zh}，还可以试 {left} 次。", f"{wrong.en}. Tries left: {left}.")})
    return Hand(LocalSigner(from_pem(pem), (authority.certificate,), key, house.stamping), certificate_id, authority.certificate)


def _active(session: Session, person_id: int) -> Certificate | None:
    return session.scalar(select(Certificate).where(Certificate.person_id == person_id, Certificate.state == "active"))


def _was_revoked(session: Session, person_id: int) -> bool:
    newest = select(Certificate.state).where(Certificate.person_id == person_id).order_by(Certificate.id.desc()).limit(1)
    return session.scalar(newest) == "revoked"
