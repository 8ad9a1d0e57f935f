"""What is appended after the last signature makes it last, and nothing but that may be appended."""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest

from planner.kernel.errors import Invalid, Unavailable
from planner.signing.authority import Authority
from planner.signing.examination import Examination
from planner.signing.lasting import lengthen
from planner.signing.roles import SIGNING_ORDER
from planner.signing.stamping import Profile, Stamping
from planner.signing.verify import examine
from tests.factories.tsa import TimestampServer, running
from tests.unit.signing import tampering
from tests.unit.signing.conftest import COMPANY, START, Company

LATER = START + timedelta(days=4)


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Generator[TimestampServer]:
    with running(tmp_path_factory.mktemp("tsa") / "server", START) as server:
        server.set_clock(LATER)
        yield server


@pytest.fixture(scope="module")
def crl(company: Company) -> bytes:
    return company.authority.create_crl([], number=1, moment=LATER)


def _stamping(tsa: TimestampServer, profile: Profile) -> Stamping:
    return Stamping(profile, (tsa.url,), (tsa.certificate,), 20)


def _lengthened(pdf: bytes, profile: Profile, tsa: TimestampServer, company: Company, crl: bytes) -> bytes:
    return lengthen(pdf, _stamping(tsa, profile), roots=[company.authority.certificate], crls=[crl])


def _look(pdf: bytes, tsa: TimestampServer, company: Company, crl: bytes) -> Examination:
    return examine(pdf, [company.authority.certificate], crls=[crl], tsa_roots=[tsa.certificate])


@pytest.fixture(scope="module")
def lengthened(signed: bytes, tsa: TimestampServer, company: Company, crl: bytes) -> dict[Profile, bytes]:
    return {profile: _lengthened(signed, profile, tsa, company, crl) for profile in Profile}


@pytest.mark.parametrize("profile", list(Profile))
def test_a_signed_file_reaches_the_profile_asked_for_and_keeps_every_byte(
    profile: Profile, lengthened: dict[Profile, bytes], signed: bytes, tsa: TimestampServer, company: Company, crl: bytes
) -> None:
    pdf = lengthened[profile]
    assert pdf.startswith(signed)
    found = _look(pdf, tsa, company, crl)
    assert found.all_problems == ()
    assert found.sound
    assert found.profile == profile.value
    assert found.vouched_at == (None if profile is Profile.B else LATER)
    assert not any(one.timestamped for one in found.signatures), "nobody vouched for the moment of signing itself"
    assert Examination.from_json(found.to_json()) == found


def test_doing_it_again_changes_nothing(lengthened: dict[Profile, bytes], tsa: TimestampServer, company: Company, crl: bytes) -> None:
    for profile, pdf in lengthened.items():
        assert _lengthened(pdf, profile, tsa, company, crl) == pdf


def test_the_file_brings_its_own_evidence(lengthened: dict[Profile, bytes]) -> None:
    with pikepdf.open(BytesIO(lengthened[Profile.LT])) as pdf:
        assert len(pdf.Root.DSS.CRLs) == 1
        assert len(pdf.Root.DSS.Certs) >= 5  # the root, the timestamp server, three signers
        assert "timestamp1" in {str(field.T) for field in pdf.Root.AcroForm.Fields}


def test_an_archive_timestamp_follows_where_signatures_have_timestamps_already(
    prepared: bytes, tsa: TimestampServer, company: Company, crl: bytes
) -> None:
    pdf = prepared
    for role in SIGNING_ORDER:
        request = company.request(role)
        tsa.set_clock(request.moment)
        pdf = replace(company.signers[role], stamping=_stamping(tsa, Profile.LTA)).sign(pdf, request)
    tsa.set_clock(LATER)
    assert _lengthened(pdf, Profile.T, tsa, company, crl) == pdf
    found = _look(_lengthened(pdf, Profile.LTA, tsa, company, crl), tsa, company, crl)
    assert (found.all_problems, found.profile) == ((), "B-LTA")
    assert all(one.timestamped for one in found.signatures)


@pytest.mark.slow
@pytest.mark.parametrize("profile", [Profile.T, Profile.LT, Profile.LTA])
@pytest.mark.parametrize("kind", [*tampering.APPENDED, "newline added", "text added", "two files in one", "last byte missing"])
def test_nothing_else_may_be_appended(
    kind: str, profile: Profile, lengthened: dict[Profile, bytes], tsa: TimestampServer, company: Company, crl: bytes
) -> None:
    tampered = (tampering.IN_PLACE | tampering.APPENDED)[kind](lengthened[profile])
    found = _look(tampered, tsa, company, crl)
    assert not found.sound
    assert not found.unaltered


@pytest.mark.parametrize("change", ["overlay", "add_note", "change_metadata", "add_security_store"])
def test_what_a_timestamp_covers_must_be_permitted_too(
    change: str, signed: bytes, tsa: TimestampServer, company: Company, crl: bytes
) -> None:
    """A forger may ask the server for a timestamp just as we do."""
    forged = _lengthened(tampering.APPENDED[change](signed), Profile.T, tsa, company, crl)
    assert not _look(forged, tsa, company, crl).unaltered


def test_evidence_of_a_look_alike_authority_is_none(signed: bytes, tsa: TimestampServer, company: Company, crl: bytes) -> None:
    fake = Authority.create(COMPANY, moment=START)
    pdf = lengthen(
        signed, _stamping(tsa, Profile.LT), roots=[company.authority.certificate], crls=[fake.create_crl([], number=2, moment=LATER)]
    )
    assert not _look(pdf, tsa, company, crl).unaltered


def test_a_timestamp_nobody_trusts_is_told_apart(
    lengthened: dict[Profile, bytes], tsa: TimestampServer, company: Company, crl: bytes
) -> None:
    found = examine(lengthened[Profile.T], [company.authority.certificate], crls=[crl])
    assert (found.unaltered, found.complete, found.trusted) == (True, True, False)


def test_an_unfinished_file_is_not_lengthened(prepared: bytes, tsa: TimestampServer, company: Company, crl: bytes) -> None:
    with pytest.raises(Invalid):
        _lengthened(company.sign(prepared, *SIGNING_ORDER[:2]), Profile.T, tsa, company, crl)


def test_without_a_server_nothing_is_made(signed: bytes, company: Company, crl: bytes, tsa: TimestampServer) -> None:
    away = Stamping(Profile.T, ("http://127.0.0.1:9/",), (tsa.certificate,), 2)
    with pytest.raises(Unavailable):
        lengthen(signed, away, roots=[company.authority.certificate], crls=[crl])
