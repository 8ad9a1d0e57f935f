"""The company gives an issuer of its own: plans are signed under it, and what the embedded authority certified stays good."""

import logging
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from sqlalchemy import select, text

from planner.kernel.errors import Invalid, NotAllowed, Unavailable
from planner.models import Authority, Certificate, Notice
from planner.seeds import play
from planner.seeds.company import PASSWORD, PIN
from planner.services import files, pins, verification
from planner.services.authority import (
    public_pems,
    publish,
    renew_authority,
    revocation_list,
    revocation_lists,
    revoked_since,
    root_pems,
)
from planner.services.certificate_life import revoke
from planner.services.reminders import remind
from planner.services.verification import Verdict
from planner.signing.authority import from_pem
from planner.signing.issuer import GivenIssuer, anchors, certificates_in
from planner.signing.token_key import Token, TokenError
from planner.signing.verify import examine
from tests.factories import issuers
from tests.factories.issuers import Hierarchy, token_with
from tests.factories.stage import MORNING, Cast
from tests.factories.tampered_rows import everything_written

NOTHING = {"pkcs12": None, "password": "", "module": "", "token": "", "key": "", "pin": "", "chain": b""}


@pytest.fixture(scope="module")
def given() -> Hierarchy:
    return issuers.hierarchy(MORNING)


def by_file(stage: Cast, given: Hierarchy) -> Cast:
    """The same house with the issuer in a file."""
    issuer = GivenIssuer.of(stage.house.clock, **(NOTHING | {"pkcs12": given.pkcs12(), "password": issuers.PASSWORD}))
    return replace(stage, house=replace(stage.house, issuer=issuer))


def by_token(stage: Cast, given: Hierarchy, token: Token) -> Cast:
    """The same house with the issuer's key in a token."""
    parts = {"module": token.module, "token": token.label, "key": token.key, "pin": token.pin, "chain": given.chain}
    return replace(stage, house=replace(stage.house, issuer=GivenIssuer.of(stage.house.clock, **(NOTHING | parts))))


def certified_anew(stage: Cast, *who: str) -> None:
    for name in who:
        pins.set_pin(stage.transaction, stage.house, getattr(stage, name), password=PASSWORD, pin=PIN)


def newest(stage: Cast, number: str) -> bytes:
    with stage.act() as session:
        return files.plan_pdf(session, stage.house, stage.zhou, number).data


def look(stage: Cast, data: bytes) -> Verdict:
    return verification.verify_file(stage.transaction, stage.house, data, examine)


def points_of(stage: Cast, who: str) -> list[str]:
    with stage.act() as session:
        person = getattr(stage, who).person_id
        query = select(Certificate.pem).where(Certificate.person_id == person, Certificate.state == "active")
        points = from_pem(session.scalars(query).one()).extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        return [name.value for name in points[0].full_name or []]


def approved(stage: Cast) -> str:
    number = stage.draft(stage.zhou)
    play.submit(stage, stage.zhou, number)
    play.pass_on(stage, stage.lu, number)
    play.approve(stage, stage.han, number)
    return number


@pytest.mark.slow
def test_a_given_issuer_takes_over_and_hands_back_and_every_plan_stays_good(stage: Cast, given: Hierarchy, tmp_path: Path) -> None:
    """The rehearsal: embedded, then a given intermediate, then embedded again; revocation, pdfsig and strangers' eyes in between."""
    old = newest(stage, stage.approved(stage.zhou, stage.lu, stage.han))
    house = by_file(stage, given)
    assert publish(house.transaction, house.house)
    assert look(house, old).good
    certified_anew(house, "zhou", "lu")  # the manager still has one of the embedded authority: both in one plan
    assert points_of(house, "zhou") == ["http://localhost:8000/crl?of=2"]
    mixed = newest(house, approved(house))
    certified_anew(house, "han")
    number = approved(house)
    data = newest(house, number)
    assert look(house, mixed).good and look(house, data).good and look(house, old).good

    with house.act() as session:
        trusted = [from_pem(pem) for pem in root_pems(session)]
        public = certificates_in(b"".join(public_pems(session)))
        lists = revocation_lists(session, house.house)
    assert trusted[0] == given.issuer.certificate and public[:2] == [given.issuer.certificate, given.root.certificate]
    assert anchors(public) == trusted
    assert examine(data, public, crls=lists).sound
    assert examine(data, [given.root.certificate]).sound, "a stranger who knows the company's root alone"
    assert examine(data, trusted).sound, "or the issuer alone"
    assert not examine(data, trusted[1:]).trusted
    cousin = issuers.made("设备证书", given.root, MORNING - timedelta(days=1))
    assert not examine(data, [given.root.certificate, cousin.certificate]).trusted, "the root stands above others, too"
    _looked_at_by_poppler(data, given, tmp_path)

    since = house.clock.now - timedelta(days=2)
    with house.act() as session:
        done = revoke(session, house.house, house.fang, house.han.person_id, since)
    assert number in done.plans and not look(house, data).trusted
    with house.act() as session:
        entry = x509.load_der_x509_crl(revocation_list(session, house.house, 2)).get_revoked_certificate_by_serial_number(
            int(done.serial, 16)
        )
        assert entry is not None and entry.revocation_date_utc == since.replace(microsecond=0)

    assert look(stage, old).good and not look(stage, data).trusted, "handed back: the kept list and the register still say so"
    with pytest.raises(NotAllowed, match="Another authority"):
        pins.take_hand(stage.transaction, stage.house, stage.zhou, stage.consent(""))
    certified_anew(stage, "zhou")
    assert points_of(stage, "zhou") == ["http://localhost:8000/crl"]
    assert pins.take_hand(stage.transaction, stage.house, stage.zhou, stage.consent("")).certificate_id > 0


def _looked_at_by_poppler(data: bytes, given: Hierarchy, folder: Path) -> None:
    root, file, store = folder / "root.pem", folder / "plan.pdf", f"sql:{folder}"
    root.write_bytes(given.root.pem)
    file.write_bytes(data)
    subprocess.run(["certutil", "-N", "-d", store, "--empty-password"], check=True, capture_output=True)
    subprocess.run(["certutil", "-A", "-d", store, "-n", "root", "-t", "C,C,C", "-i", root], check=True, capture_output=True)
    said = subprocess.run(["pdfsig", "-nssdir", str(store), file], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 3
    assert said.count("Certificate Validation: Certificate is Trusted.") == 3


@pytest.fixture
def in_token(given: Hierarchy, tmp_path: Path) -> Iterator[Token]:
    with token_with(given.issuer, tmp_path) as token:
        yield token


@pytest.mark.slow
def test_people_get_certificates_from_a_token_and_it_may_be_away_afterwards(
    stage: Cast, given: Hierarchy, in_token: Token, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    house = by_token(stage, given, in_token)
    assert publish(house.transaction, house.house)
    certified_anew(house, "zhou", "lu", "han")
    data = newest(house, approved(house))
    assert look(house, data).good
    assert house.house.issuer is not None
    subprocess.run(["softhsm2-util", "--delete-token", "--token", in_token.label], check=True, capture_output=True)

    with pytest.raises(TokenError):  # and the old PIN goes on
        certified_anew(house, "zhou")
    assert pins.take_hand(house.transaction, house.house, house.zhou, house.consent("")).certificate_id > 0
    with house.act() as session:
        revoke(session, house.house, house.fang, house.han.person_id, house.clock.now - timedelta(days=2))
    assert not publish(house.transaction, house.house)
    verdict = look(house, data)
    assert (verdict.intact, verdict.complete, verdict.trusted) == (True, True, False), "revoked at once, list or no list"
    with house.act() as session:
        listed = x509.load_der_x509_crl(revocation_list(session, house.house, 2))
        assert len(listed) == 0 and len(revoked_since(session)) == 1
    said = caplog.text.encode() + everything_written(house.engine)
    assert issuers.PIN.encode() not in said and given.issuer.key_pem.splitlines()[1] not in said


@pytest.mark.slow
def test_a_token_that_is_away_at_the_start_changes_nothing(stage: Cast, given: Hierarchy, in_token: Token) -> None:
    house = by_token(stage, given, replace(in_token, pin="wrong"))
    with pytest.raises(TokenError):
        certified_anew(house, "zhou")
    assert not publish(house.transaction, house.house)
    with stage.act() as session:
        assert session.scalars(select(Authority.sealed_key)).all() != [b""] and len(root_pems(session)) == 1


def test_the_list_is_signed_once_and_again_when_it_is_old_or_lacks_somebody(stage: Cast, given: Hierarchy) -> None:
    house = by_file(stage, given)

    def kept() -> bytes:
        assert publish(house.transaction, house.house)
        with house.act() as session:
            return revocation_list(session, house.house, 2)

    with house.act() as session:
        session.add(Authority(pem=given.issuer.pem, sealed_key=b"", created_at=house.clock.now))
    with house.act() as session, pytest.raises(Unavailable):
        revocation_list(session, house.house, 2)
    first = kept()
    assert kept() == first
    stage.clock.now += timedelta(hours=13)
    second = kept()
    assert second != first
    certified_anew(house, "zhou")
    with house.act() as session:
        revoke(session, house.house, None, house.zhou.person_id, house.clock.now)
    assert len(x509.load_der_x509_crl(kept())) == 1


def test_a_given_issuer_is_renewed_where_it_is_given(stage: Cast, given: Hierarchy) -> None:
    house = by_file(stage, given)
    with house.act() as session, pytest.raises(Invalid):
        renew_authority(session, house.house)


def test_no_secret_of_a_file_reaches_the_database_or_a_message(stage: Cast, given: Hierarchy) -> None:
    house = by_file(stage, given)
    assert publish(house.transaction, house.house)
    with house.act() as session:
        assert session.scalars(select(Authority.sealed_key).order_by(Authority.id.desc())).first() == b""
        whole = "".join(str(row) for row in session.execute(text("select * from authority")))
    assert issuers.PASSWORD not in whole + repr(house.house.issuer) + repr(house.house)


def test_administrators_hear_when_what_stands_above_the_issuer_ends(stage: Cast) -> None:
    root = issuers.made("集团根证书", None, MORNING - timedelta(days=400), years=5)
    house = by_file(stage, Hierarchy(root, issuers.made("签发证书", root, MORNING - timedelta(days=1))))
    assert publish(house.transaction, house.house)
    stage.clock.now = root.certificate.not_valid_after_utc - timedelta(days=29)
    with stage.act() as session:
        remind(session, house.house)
        told = session.scalars(select(Notice).where(Notice.kind == "authority_ending")).all()
        assert [one.person_id for one in told] == [stage.fang.person_id]
