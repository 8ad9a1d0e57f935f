"""Which credential at the signing provider is whose: an administrator assigns it, and its owner proves with the PIN that they hold it.

Both are needed. The administrator knows which of two people of one name it was made for; the proof shows that nobody else's was
taken. Asking the provider happens outside any transaction.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale, Unavailable
from planner.kernel.i18n import Text
from planner.models import Certificate, Person, SignInSession
from planner.services import attempts, oidc, pins
from planner.services.actor import Actor
from planner.services.administration import begin, found, kept
from planner.services.audit import Event, in_turn, record
from planner.services.hands import Tries, settled
from planner.services.house import House, Transaction
from planner.services.sign_in import password_fits
from planner.signing.authority import from_pem, to_pem
from planner.signing.csc import Provider
from planner.signing.remote import Credential, RemoteSigner, look

_CHALLENGE = b"planner: the owner of this credential confirms it, form 1\0"
_NOBODYS = Text("证书里的姓名是“{name}”，和这个人对不上。", "The certificate is made out to “{name}”, which is not this person.")
_OTHERS = Text("证书里的编号是另一位同事的工号。", "The number in the certificate is another colleague's.")
_TAKEN = Text("这个签名凭证已经给了别人。", "This credential belongs to somebody else already.")
_SPENT = Text(
    "这张证书以前用过并且停用了，请换一个凭证。", "This certificate was in use before and signs no more. Choose another credential."
)
_NONE = Text("管理员还没有给你签名凭证。", "Your administrator has not assigned you a signing credential yet.")
_OWN = Text("自己的签名凭证由另一位管理员来给。", "Your own credential is assigned by another administrator.")
_MEANWHILE = Text("签名凭证刚刚换了，请再看一次。", "The credential was changed a moment ago. Please look again.")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands with the provider.

    :param credential: what was assigned, empty for nothing
    :param proven: its owner has confirmed it, so that it signs
    :param asks_code: it wants a one-time code beside the PIN
    """

    credential: str
    proven: bool
    asks_code: bool
    not_after: datetime | None


def standing(session: Session, house: House, person_id: int) -> Standing | None:
    """How somebody stands; None in a house that keeps its keys itself."""
    if house.signing_provider is None:
        return None
    assigned = session.scalar(select(Person.credential).where(Person.id == person_id)) or ""
    row = pins.active(session, house, person_id)
    return Standing(assigned, row is not None, row is not None and row.asks_code, row.not_after if row else None)


def assign(transaction: Transaction, house: House, actor: Actor, subject: int, credential: str) -> None:
    """Say which credential is somebody's. Whatever they signed with so far is retired; what it signed stays good.

    :raises NotFound: not an administrator, or no such person, or no provider
    :raises NotAllowed: the own one
    :raises Invalid: under `credential`: no such credential, out of use, made out to somebody else
    """
    provider, credential = _provider(house), credential.strip()
    with transaction() as session:
        begin(session, actor)
        person = found(session, Person, subject)
        if person.id == actor.person_id:
            raise NotAllowed(_OWN)
        session.expunge(person)
    if not re.fullmatch(r"[!-~]{1,200}", credential):
        raise Invalid({"credential": Text("照签名服务给的写，最多 200 个字符，没有空格。", "As the signing service has it: at most 200 characters without spaces.")})  # fmt: skip
    try:
        seen = look(provider, credential, house.clock())
    except Unavailable as away:
        raise Invalid({"credential": away.message}) from away
    except Invalid as no:
        raise Invalid({"credential": next(iter(no.errors.values()))}) from None
    with transaction() as session:
        begin(session, actor)
        person = found(session, Person, subject)
        _refuse_others(session, person, seen)
        if session.scalar(select(Person.id).where(Person.credential == credential, Person.id != subject)) is not None:
            raise Invalid({"credential": _TAKEN})
        _change(session, house, actor, person, credential, Event.KEY_ASSIGN, f"{seen.certificate.serial_number:x}")


def take_back(session: Session, house: House, actor: Actor, subject: int) -> None:
    """Take a credential away: lost, forgotten, somebody else's. What it signed stays good.

    :raises Invalid: there is none
    :raises NotAllowed: the own one
    """
    _provider(house)
    begin(session, actor)
    person = found(session, Person, subject)
    if person.id == actor.person_id:
        raise NotAllowed(_OWN)
    if not person.credential:
        raise Invalid({"credential": Text("还没有签名凭证。", "There is no credential.")})
    _change(session, house, actor, person, None, Event.KEY_END, "")


def prove(
    transaction: Transaction, house: House, actor: Actor, *, password: str, pin: str, code: str | None, token: str | None = None
) -> None:
    """Show that the assigned credential is one's own: with it, the provider signs a few random bytes for this person's PIN.

    :param token: of the session, in which the company's account may have vouched instead of the password
    :raises Invalid: by field: `password`, `pin`, `code`, or `signer`
    :raises Locked: tried too often
    """
    provider = _provider(house)
    with transaction() as session:
        vouched = oidc.use_up(session, house, token, oidc.PIN)
        account = attempts.door_subjects(session, house, actor.email, actor.address)[0]
        attempts.reserve(session, house, "password", account)
        person = session.get(Person, actor.person_id)
        if person is None:
            raise NotFound
        credential = person.credential
        if not credential:
            raise Invalid({"signer": _NONE}, _NONE)
        session.expunge(person)
    if not vouched and not (password_fits(person, password) and house.password_counts(person.email)):
        raise Invalid({"password": Text("登录密码不对。", "The password is wrong.")})
    with transaction() as session:
        attempts.note(session, house, "password", True, account)
    now = house.clock()

    def try_it() -> Credential:
        seen = look(provider, credential, now)
        RemoteSigner(provider, credential, seen.certificate, pin, code).prove(seen, now, _CHALLENGE + secrets.token_bytes(32))
        return seen

    seen = settled(Tries(transaction, house, actor), try_it)
    with transaction() as session:
        in_turn(session)
        person = session.get(Person, actor.person_id)
        if person is None or person.credential != credential:
            raise Stale(_MEANWHILE)
        _refuse_others(session, person, seen)
        _keep(session, house, person, seen, credential)
        record(session, house, Event.KEY_PROVE, actor, serial=f"{seen.certificate.serial_number:x}")


def _keep(session: Session, house: House, person: Person, seen: Credential, credential: str) -> None:
    """Make this certificate the one the person signs with; the same one may come back after it was taken away."""
    pins.retire(session, person.id)
    serial = f"{seen.certificate.serial_number:x}"
    row = session.scalar(select(Certificate).where(Certificate.serial == serial))
    if row is None:
        row = Certificate(person_id=person.id, serial=serial, pem=to_pem(seen.certificate), key_blob=b"", key_salt=b"", key_params="",
                          credential=credential, not_after=seen.certificate.not_valid_after_utc, issued_at=house.clock())  # fmt: skip
        session.add(row)
    elif row.person_id != person.id or row.state == "revoked" or from_pem(row.pem) != seen.certificate:
        raise Invalid({"signer": _SPENT}, _SPENT)
    row.state, row.credential, row.asks_code = "active", credential, bool(seen.code)
    session.flush()


def _change(session: Session, house: House, actor: Actor, person: Person, credential: str | None, event: Event, serial: str) -> None:
    before = {"credential": person.credential or ""}
    person.credential = credential
    pins.retire(session, person.id)
    session.execute(update(SignInSession).where(SignInSession.person_id == person.id).values(signing_since=None))
    session.flush()
    kept(session, house, actor, event, person, before, {"credential": credential or ""}, serial=serial or None)


def _refuse_others(session: Session, person: Person, seen: Credential) -> None:
    """A certificate must name the person, and must not carry a colleague's number.

    :raises Invalid: it does not
    """
    if "".join(seen.name.split()) != "".join(person.name.split()):
        words = Text(_NOBODYS.in_("zh", name=seen.name[:60]), _NOBODYS.in_("en", name=seen.name[:60]))
        raise Invalid({"credential": words}, words)
    other = session.scalar(select(Person.id).where(Person.employee_number == seen.number, Person.id != person.id))
    if other is not None:
        raise Invalid({"credential": _OTHERS}, _OTHERS)


def _provider(house: House) -> Provider:
    if house.signing_provider is None:
        raise NotFound
    return house.signing_provider
