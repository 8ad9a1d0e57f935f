"""With a timestamp server the signature carries its token and says so; whatever the server does, somebody can sign."""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta

import pytest

from planner.signing.roles import SIGNING_ORDER
from planner.signing.sign import LocalSigner, reached
from planner.signing.stamping import Profile, Stamping
from planner.signing.verify import examine
from tests.factories.tsa import TimestampServer, running
from tests.unit.signing.conftest import START, Company

AUTHOR = SIGNING_ORDER[0]


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Generator[TimestampServer]:
    with running(tmp_path_factory.mktemp("tsa") / "server", START) as server:
        yield server


def _signer(company: Company, tsa: TimestampServer, role: str = AUTHOR, *before: str, seconds: float = 20) -> LocalSigner:
    """Asks the addresses before, then the server."""
    return replace(company.signers[role], stamping=Stamping(Profile.T, (*before, tsa.url), (tsa.certificate,), seconds))


def test_a_timestamp_is_embedded_and_believed_only_from_a_trusted_server(tsa: TimestampServer, prepared: bytes, company: Company) -> None:
    tsa.behave("good")
    pdf = prepared
    for role in SIGNING_ORDER:
        request = company.request(role)
        tsa.set_clock(request.moment + timedelta(seconds=2))
        pdf = _signer(company, tsa, role).sign(pdf, request)
        assert reached(pdf) is Profile.T
    roots = [company.authority.certificate]
    found = examine(pdf, roots, tsa_roots=[tsa.certificate])
    assert found.all_problems == ()
    assert found.profile == "B-T"
    assert [s.timestamped for s in found.signatures] == [True, True, True]
    stranger = examine(pdf, roots)
    assert not stranger.sound
    assert not any(s.timestamped for s in stranger.signatures)
    assert stranger.unaltered


def test_the_next_server_is_asked_when_the_first_does_not_answer(tsa: TimestampServer, prepared: bytes, company: Company) -> None:
    tsa.behave("good")
    tsa.set_clock(START)
    asked = tsa.asked
    assert reached(_signer(company, tsa, AUTHOR, "http://127.0.0.1:9/").sign(prepared, company.request(AUTHOR))) is Profile.T
    assert tsa.asked > asked


@pytest.mark.parametrize("mode", ["refuse", "junk", "error", "moved", "wrong", "3600", "-3600"])
def test_an_answer_that_does_not_hold_leaves_a_signature_without_timestamp(
    mode: str, tsa: TimestampServer, prepared: bytes, company: Company
) -> None:
    tsa.behave(mode)
    tsa.set_clock(START)
    pdf = _signer(company, tsa).sign(prepared, company.request(AUTHOR))
    assert reached(pdf) is Profile.B
    assert examine(pdf, [company.authority.certificate]).profile == "B-B"


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["hang", "drip"])
def test_a_server_that_keeps_people_waiting_is_given_up(mode: str, tsa: TimestampServer, prepared: bytes, company: Company) -> None:
    tsa.behave(mode)
    assert reached(_signer(company, tsa, seconds=1.0).sign(prepared, company.request(AUTHOR))) is Profile.B


def test_a_server_nobody_trusts_gives_no_timestamp(tsa: TimestampServer, prepared: bytes, company: Company) -> None:
    tsa.behave("good")
    tsa.set_clock(START)
    stamping = Stamping(Profile.T, (tsa.url,), (company.authority.certificate,), 20)
    assert reached(replace(company.signers[AUTHOR], stamping=stamping).sign(prepared, company.request(AUTHOR))) is Profile.B


def test_a_profile_without_timestamps_asks_nobody(tsa: TimestampServer, prepared: bytes, company: Company) -> None:
    asked = tsa.asked
    stamping = Stamping(Profile.B, (tsa.url,), (tsa.certificate,))
    assert reached(replace(company.signers[AUTHOR], stamping=stamping).sign(prepared, company.request(AUTHOR))) is Profile.B
    assert tsa.asked == asked
