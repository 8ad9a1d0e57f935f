"""An archive timestamp is renewed before it ends, and the timestamp servers' own certificates are vouched for in the file."""

from collections.abc import Generator
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest

from planner.kernel.errors import Unavailable
from planner.signing.lasting import lasts_until, lengthen, renew
from planner.signing.stamping import Profile, Stamping
from planner.signing.verify import examine
from tests.factories.tsa import ListedServer, running_below
from tests.unit.signing import tampering
from tests.unit.signing.conftest import START, Company

LATER = START + timedelta(days=4)
DAYS = 400


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Generator[ListedServer]:
    with running_below(tmp_path_factory.mktemp("tsa") / "server", START, DAYS) as server:
        server.set_clock(LATER)
        yield server


@pytest.fixture(autouse=True)
def behaving(tsa: ListedServer) -> None:
    tsa.behave("good")
    tsa.word("good")
    tsa.set_clock(LATER)


@pytest.fixture(scope="module")
def crl(company: Company) -> bytes:
    return company.authority.create_crl([], number=1, moment=LATER)


def _stamping(tsa: ListedServer, profile: Profile = Profile.LTA) -> Stamping:
    return Stamping(profile, (tsa.url,), (tsa.certificate,), 20)


@pytest.fixture(scope="module")
def archived(signed: bytes, tsa: ListedServer, company: Company, crl: bytes) -> bytes:
    tsa.word("good")
    return lengthen(signed, _stamping(tsa), roots=[company.authority.certificate], crls=[crl])


def _dss(pdf: bytes) -> dict[str, int]:
    with pikepdf.open(BytesIO(pdf)) as file:
        return {name: len(file.Root.DSS.get(f"/{name}", [])) for name in ("CRLs", "OCSPs", "Certs")}


def test_the_list_of_the_timestamp_authority_is_in_the_file(archived: bytes, tsa: ListedServer, company: Company, crl: bytes) -> None:
    assert _dss(archived)["CRLs"] == 2 and _dss(archived)["OCSPs"] == 0
    found = examine(archived, [company.authority.certificate], crls=[crl], tsa_roots=[tsa.certificate])
    assert (found.all_problems, found.profile) == ((), "B-LTA")
    assert found.lasts_until == lasts_until(archived) == START + timedelta(days=DAYS)


def test_an_answer_by_ocsp_does_as_well(signed: bytes, tsa: ListedServer, company: Company, crl: bytes) -> None:
    tsa.certify(START, DAYS, by_ocsp=True)
    try:
        pdf = lengthen(signed, _stamping(tsa), roots=[company.authority.certificate], crls=[crl])
    finally:
        tsa.certify(START, DAYS)
    assert _dss(pdf)["CRLs"] == 1 and _dss(pdf)["OCSPs"] == 1
    assert examine(pdf, [company.authority.certificate], crls=[crl], tsa_roots=[tsa.certificate]).profile == "B-LTA"


@pytest.mark.parametrize("word", ["away", "revoked", "stranger"])
@pytest.mark.parametrize("by_ocsp", [False, True])
def test_without_good_word_of_it_a_file_does_not_call_itself_lasting(
    by_ocsp: bool, word: str, signed: bytes, tsa: ListedServer, company: Company, crl: bytes
) -> None:
    if by_ocsp:
        tsa.certify(START, DAYS, by_ocsp=True)
    tsa.word(word)
    try:
        with pytest.raises(Unavailable):
            lengthen(signed, _stamping(tsa), roots=[company.authority.certificate], crls=[crl])
    finally:
        if by_ocsp:
            tsa.certify(START, DAYS)


def test_renewed_it_lasts_longer_and_keeps_every_byte(archived: bytes, tsa: ListedServer, company: Company, crl: bytes) -> None:
    soon = START + timedelta(days=DAYS - 30)
    tsa.set_clock(soon)
    tsa.certify(soon, DAYS)
    try:
        fresh = company.authority.create_crl([], number=9, moment=soon)
        pdf = renew(archived, _stamping(tsa), roots=[company.authority.certificate], crls=[fresh])
    finally:
        tsa.certify(START, DAYS)
    assert pdf.startswith(archived)
    found = examine(pdf, [company.authority.certificate], crls=[fresh], tsa_roots=[tsa.certificate])
    assert (found.all_problems, found.profile, found.vouched_at) == ((), "B-LTA", LATER)
    assert found.lasts_until == soon + timedelta(days=DAYS) == lasts_until(pdf)
    assert _dss(pdf)["CRLs"] == 4, "what was there, and both lists anew"
    for change in ("overlay", "add_note", "change_metadata"):
        forged = tampering.APPENDED[change](pdf)
        assert not examine(forged, [company.authority.certificate], crls=[fresh], tsa_roots=[tsa.certificate]).unaltered


def test_a_timestamp_that_ends_no_later_is_no_renewal(archived: bytes, tsa: ListedServer, company: Company, crl: bytes) -> None:
    tsa.set_clock(START + timedelta(days=DAYS - 30))
    with pytest.raises(Unavailable, match="end as soon"):
        renew(archived, _stamping(tsa), roots=[company.authority.certificate], crls=[crl])


def test_a_renewal_does_not_wait_for_word_of_the_server(archived: bytes, tsa: ListedServer, company: Company, crl: bytes) -> None:
    soon = START + timedelta(days=DAYS - 30)
    tsa.set_clock(soon)
    tsa.certify(soon, DAYS)
    tsa.word("away")
    try:
        pdf = renew(archived, _stamping(tsa), roots=[company.authority.certificate], crls=[crl])
    finally:
        tsa.certify(START, DAYS)
    assert lasts_until(pdf) == soon + timedelta(days=DAYS)


def test_a_file_without_timestamps_proves_no_time(signed: bytes) -> None:
    assert lasts_until(signed) is None
