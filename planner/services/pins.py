"""Signing PINs: each person's own key, opened for one signature and kept nowhere."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid, NotAllowed, NotFound
from planner.kernel.i18n import Text
from planner.models import Certificate, Person, SignInSession
from planner.services import attempts, oidc, proving
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.authority import chain_of, company_authority, crl_address
from planner.services.hands import Hand, Tries
from planner.services.house import House, Transaction
from planner.services.sign_in import password_fits, token_digest
from planner.signing.authority import from_pem, to_pem
from planner.signing.keys import SealedKey, WrongPin, check_pin, new_private_key, open_key, seal_key
from planner.signing.remote import RemoteSigner
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
    :param code: one-time code, where the signing provider wants one
    """

    pin: str
    password: str | None
    token: str | None
    content_sha256: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What somebody signs with here.

    :param ready: there is something
    :param provider: a signing provider keeps the keys
    :param code: it wants a one-time code beside the PIN
    """

    ready: bool
    provider: bool
    code: bool


_NO_PIN = Text("你还没有设置签名 PIN，先到“我的账号”里设置。", "You have no signing PIN yet. Set one under “My account”.")
_REVOKED = Text(
    "你的签名证书已经吊销，先到“我的账号”里设新的 PIN，换一张新证书。",
    "Your signing certificate was revoked. Set a new PIN under “My account” to get a new one.",
)
_RAN_OUT = Text(
    "你的签名证书已经过期，先到“我的账号”里设新的 PIN，换一张新证书。",
    "Your signing certificate has run out. Set a new PIN under “My account” to get a new one.",
)


_NOT_PROVEN = Text(
    "你的签名凭证还没有确认，先到“我的账号”里确认。", "Your signing credential is not confirmed yet. Confirm it under “My account”."
)
_CREDENTIAL_REVOKED = Text(
    "你的签名凭证已经停用，不能再签。请管理员换一个。", "Your signing credential signs no more. Ask your administrator for another one."
)
_CREDENTIAL_RAN_OUT = Text(
    "你的签名凭证已经过期，请管理员换一个。", "Your signing credential has run out. Ask your administrator for another one."
)
_KEPT_ELSEWHERE = Text(
    "签名密钥由签名服务保管，PIN 也在那里设。", "Signing keys are kept by the signing service, and the PIN is set there."
)


def has_pin(session: Session, person_id: int) -> bool:
    """True when the person has a key to sign with."""
    return session.scalar(select(Certificate.id).where(Certificate.person_id == person_id, Certificate.state == "active")) is not None


def means(session: Session, house: House, person_id: int) -> Means:
    """What a person signs with; a key that stays from before the house had a provider, or from the provider, is none."""
    row = active(session, house, person_id)
    return Means(row is not None, house.signing_provider is not None, row is not None and row.asks_code)


def set_pin(
    transaction: Transaction, house: House, actor: Actor, *, password: str, pin: str, token: str | None = None, by_link: bool = False
) -> None:
    """Give a person a new key and certificate under a new PIN; an earlier key is retired, what it signed stays good.

    Wrong passwords are counted together with those at the door. Hashing and making the key happen outside any transaction.

    :param token: of the session, in which the company's account may have vouched instead of the password
    :param by_link: the person has just set the password itself by a one-time link
    :raises NotAllowed: the password is wrong, or a signing provider keeps the keys
    :raises Locked: it was wrong too often
    :raises Invalid: the PIN is not acceptable
    """
    if house.signing_provider is not None:
        raise NotAllowed(_KEPT_ELSEWHERE)
    check_pin(pin)
    with transaction() as session:
        vouched = by_link or oidc.use_up(session, house, token, oidc.PIN)
        account = attempts.door_subjects(session, house, actor.email, actor.address)[0]
        attempts.reserve(session, house, "password", account)
        person, authority = session.get(Person, actor.person_id), company_authority(session, house)
        crl_url = crl_address(session, house)
        if person is None:
            raise NotFound
        session.expunge(person)
    if not vouched and not (password_fits(person, password) and house.password_counts(person.email)):
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
        retire(session, person.id)
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
    with transaction() as session:
        attempts.reserve(session, house, "pin", f"person:{actor.person_id}")
        row, person = active(session, house, actor.person_id), session.get(Person, actor.person_id)
        needs_password = not sitting_open(session, house, consent.token)
        if row is None or person is None:
            raise NotAllowed(_none(session, house, actor.person_id))
        if row.not_after <= house.clock():
            raise NotAllowed(_RAN_OUT if row.credential is None else _CREDENTIAL_RAN_OUT)
        chain = chain_of(session, house, from_pem(row.pem)) if row.credential is None else ()
        vouched = needs_password and oidc.confirmed(session, house, consent.token, consent.content_sha256)
        if needs_password and not vouched and not consent.password:  # inside: nothing was tried, so nothing is counted
            raise Invalid({"password": Text("这次签名还要输入登录密码。", "This signature also needs your password.")})
        session.expunge_all()
    tries = Tries(transaction, house, actor, consent.token if needs_password else None)
    if needs_password and not vouched and not proving.fits(transaction, house, person, consent.password or ""):
        raise Invalid({"password": _left(Text("登录密码不对", "The password is wrong"), tries.bad())})
    if row.credential is not None and house.signing_provider is not None:
        _use_up(tries, consent, vouched)
        tries.untried()  # its PIN is looked at by the provider, when it signs
        return Hand(
            RemoteSigner(house.signing_provider, row.credential, from_pem(row.pem), consent.pin, consent.code, house.stamping),
            row.id,
            tries,
        )
    try:
        key = open_key(SealedKey(row.key_blob, row.key_salt, row.key_params), consent.pin, house.key_secret)
    except WrongPin:
        raise Invalid({"pin": _left(Text("PIN 不对", "The PIN is wrong"), tries.bad())}) from None
    _use_up(tries, consent, vouched)
    tries.good()
    return Hand(LocalSigner(from_pem(row.pem), chain, key, house.stamping), row.id)


def _use_up(tries: Tries, consent: Consent, vouched: bool) -> None:
    """The word of the company's account counts for one signature.

    :raises Invalid: another one has just used it
    """
    if vouched:
        with tries.transaction() as session:
            if not oidc.use_up(session, tries.house, consent.token, consent.content_sha256):
                raise Invalid(
                    {"password": Text("刚才的确认已经用过，请再确认一次。", "This confirmation was used already. Please confirm again.")}
                )


def _left(wrong: Text, left: int) -> Text:
    return Text(f"{wrong.zh}，还可以试 {left} 次。", f"{wrong.en}. Tries left: {left}.")


def active(session: Session, house: House, person_id: int) -> Certificate | None:
    """The certificate a person signs with."""
    return session.scalar(select(Certificate).where(Certificate.person_id == person_id, Certificate.state == "active", signs_here(house)))


def signs_here(house: House) -> ColumnElement[bool]:
    """True for certificates of keys that are kept where this house has its keys."""
    return Certificate.credential.is_(None) if house.signing_provider is None else Certificate.credential.is_not(None)


def retire(session: Session, person_id: int) -> None:
    """End whatever a person signed with until now; what it signed stays good."""
    session.execute(update(Certificate).where(Certificate.person_id == person_id, Certificate.state == "active").values(state="retired"))


def _none(session: Session, house: House, person_id: int) -> Text:
    """Why somebody has nothing to sign with."""
    revoked = _was_revoked(session, person_id)
    if house.signing_provider is not None:
        return _CREDENTIAL_REVOKED if revoked else _NOT_PROVEN
    return _REVOKED if revoked else _NO_PIN


def _was_revoked(session: Session, person_id: int) -> bool:
    newest = select(Certificate.state).where(Certificate.person_id == person_id).order_by(Certificate.id.desc()).limit(1)
    return session.scalar(newest) == "revoked"
