"""Keys at a provider in another process: what it returns is believed only after it was checked, and every refusal has its words."""

import logging
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from planner.kernel.errors import Invalid, Unavailable
from planner.kernel.i18n import Text
from planner.signing.csc import Provider
from planner.signing.remote import RemoteSigner, WrongFactor, look
from planner.signing.roles import SIGNING_ORDER, SignerRole
from planner.signing.verify import examine
from tests.factories.csc import PIN, Maker, SigningProvider, running
from tests.unit.signing.conftest import START, WORDS, Company

AUTHOR = SignerRole.AUTHOR


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[SigningProvider]:
    with running(tmp_path_factory.mktemp("csc") / "server", START) as provider:
        yield provider


@dataclass
class Bench:
    """The small company with a provider beside it."""

    server: SigningProvider
    company: Company
    pdf: bytes
    provider: Provider

    def signer(self, role: SignerRole = AUTHOR, *, pin: str = PIN, code: str | None = None, **more: object) -> RemoteSigner:
        name = WORDS[role][0]
        own = self.server.enrol(role.value, name, f"HY{SIGNING_ORDER.index(role):04}", **more)  # type: ignore[arg-type]
        return RemoteSigner(self.provider, role.value, own, pin, code)

    def sign(self, signer: RemoteSigner, role: SignerRole = AUTHOR) -> bytes:
        return signer.sign(self.pdf, self.company.request(role))

    def refused(self, signer: RemoteSigner) -> dict[str, Text]:
        """By which field the signature is refused, and in which words."""
        with pytest.raises(Invalid) as no:
            self.sign(signer)
        return no.value.errors


@pytest.fixture
def bench(server: SigningProvider, company: Company, prepared: bytes) -> Bench:
    server.behave("good")
    return Bench(server, company, prepared, server.known)


@pytest.mark.slow
def test_three_people_sign_by_the_provider_and_the_strict_check_takes_it(bench: Bench) -> None:
    pdf = bench.pdf
    before = len(bench.server.asked)
    for role in SIGNING_ORDER:
        pdf = bench.signer(role).sign(pdf, bench.company.request(role))
    calls = ["oauth2/token", "credentials/info", "credentials/authorize", "signatures/signHash"]
    assert bench.server.asked[before:] == calls * 3
    roots = [bench.company.authority.certificate]
    crls = [bench.company.authority.create_crl([], number=1, moment=START)]
    found = examine(pdf, roots, crls=crls, provider_roots=bench.provider.roots)
    assert found.sound, found.all_problems
    assert [one.name for one in found.signatures] == [WORDS[role][0] for role in SIGNING_ORDER]
    assert examine(pdf, [*roots, *bench.provider.roots]).sound  # by hand, without any list, as the verifier of the evidence looks
    assert not examine(pdf, roots, crls=crls).trusted  # without the provider's roots nobody stands behind it


def test_a_certificate_in_the_name_of_the_companys_own_authority_is_not_taken_for_the_providers(bench: Bench) -> None:
    ours = bench.company.authority.certificate
    false = replace(bench.server.maker, middle=ours)  # the company's name as issuer, the provider's key
    own = bench.server.enrol("false", WORDS[AUTHOR][0], "HY0000", maker=false)
    signer = RemoteSigner(replace(bench.provider, roots=(ours,)), "false", own, PIN)
    with pytest.raises(Invalid):
        bench.sign(signer)
    assert issuer_of(own) == ours.subject


def issuer_of(certificate: x509.Certificate) -> x509.Name:
    return certificate.issuer


def test_an_rsa_key_signs_as_well(bench: Bench) -> None:
    signed = bench.sign(bench.signer(key=rsa.generate_private_key(65537, 2048)))
    assert examine(signed, [], provider_roots=bench.provider.roots).signatures[0].sound


@pytest.mark.slow
def test_a_wrong_pin_counts_as_a_try_and_the_provider_locks_after_three(bench: Bench) -> None:
    signer = bench.signer(pin="111222")
    for _ in range(3):
        with pytest.raises(WrongFactor) as wrong:
            bench.sign(signer)
        assert wrong.value.errors["pin"].zh == "PIN 不对"
    errors = bench.refused(replace(signer, pin=PIN))
    assert "锁定" in errors["pin"].zh and "locked" in errors["pin"].en


def test_a_one_time_code_is_asked_for_and_counts_once(bench: Bench) -> None:
    bench.server.codes("424242", "434343")
    signer = bench.signer()
    bench.server.change(AUTHOR.value, code="totp")
    assert "验证码" in bench.refused(signer)["code"].zh
    assert bench.sign(replace(signer, code="424242")).startswith(bench.pdf)
    with pytest.raises(WrongFactor) as wrong:
        bench.sign(replace(signer, code="424242"))
    assert set(wrong.value.errors) == {"code"}
    assert bench.sign(replace(signer, code="434343"))


def test_a_code_that_has_to_be_sent_is_sent_on_the_first_try(bench: Bench) -> None:
    signer = bench.signer()
    bench.server.change(AUTHOR.value, code="sent")
    assert "已经发给你" in bench.refused(signer)["code"].zh
    assert bench.sign(replace(signer, code=bench.server.sent)).startswith(bench.pdf)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"key_status": "disabled"}, "停用"),
        ({"status": "revoked"}, "吊销"),
        ({"status": "suspended"}, "暂停"),
        ({"status": "expired"}, "过期"),
        ({"auth": "oauth2code"}, "别的办法"),
        ({"algo": ["1.2.840.113549.1.1.5"]}, "别的办法"),
    ],
)
def test_a_credential_out_of_use_says_why(bench: Bench, change: dict[str, object], words: str) -> None:
    signer = bench.signer()
    bench.server.change(AUTHOR.value, **change)
    assert words in bench.refused(signer)["signer"].zh


def test_expired_replaced_unknown_and_foreign_certificates_sign_nothing(bench: Bench) -> None:
    late = bench.signer(days=-1)
    assert "过期" in bench.refused(late)["signer"].zh
    replaced = bench.signer()
    bench.signer()  # the provider renewed the certificate behind the same credential
    assert "换了证书" in bench.refused(replaced)["signer"].zh
    assert "没有这个签名凭证" in bench.refused(replace(replaced, credential_id="nobody"))["signer"].zh
    stranger = bench.signer(maker=Maker.made("Somebody", START))
    assert "认可" in bench.refused(stranger)["signer"].zh
    nameless = bench.server.enrol(AUTHOR.value, WORDS[AUTHOR][0], "")
    assert "认可" in bench.refused(RemoteSigner(bench.provider, AUTHOR.value, nameless, PIN))["signer"].zh


@pytest.mark.parametrize("mode", ["other", "garbage"])
def test_a_signature_that_does_not_fit_is_not_used(bench: Bench, mode: str) -> None:
    signer = bench.signer()
    bench.server.behave(mode)
    assert "对不上" in bench.refused(signer)["signer"].zh


@pytest.mark.slow
@pytest.mark.parametrize(
    "mode",
    ["junk", "list", "deep", "long", "error", "moved", "pending", "junk@credentials/info", "none@signatures/signHash", "twice", "none"],
)
def test_an_answer_that_is_none_writes_nothing_and_says_so(bench: Bench, mode: str) -> None:
    signer = bench.signer()
    bench.server.behave(mode)
    with pytest.raises(Unavailable) as away:
        bench.sign(signer)
    assert "什么都没有写入" in away.value.message.zh


@pytest.mark.slow
def test_answers_that_are_all_just_in_time_are_too_slow_together(bench: Bench) -> None:
    signer = replace(bench.signer(), provider=replace(bench.provider, seconds=2.0, patience=1.0))
    bench.server.behave("late")
    with pytest.raises(Unavailable):
        bench.sign(signer)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["hang@credentials/authorize", "drip@signatures/signHash"])
def test_a_slow_provider_is_given_up(bench: Bench, mode: str) -> None:
    signer = replace(bench.signer(), provider=replace(bench.provider, seconds=0.6))
    bench.server.behave(mode)
    with pytest.raises(Unavailable):
        bench.sign(signer)


def test_nobody_at_the_address_is_said_as_well(bench: Bench) -> None:
    with pytest.raises(Unavailable):
        look(replace(bench.provider, url="http://127.0.0.1:9/csc/v2"), "author", START + timedelta(days=1))


@pytest.mark.parametrize(("mode", "words"), [("stranger", "不认这个系统"), ("refuse@credentials/authorize", "没有同意")])
def test_a_provider_that_refuses_us_is_told_apart(bench: Bench, mode: str, words: str) -> None:
    signer = bench.signer()
    bench.server.behave(mode)
    assert words in bench.refused(signer)["signer"].zh


def test_neither_pin_nor_secret_reaches_the_log_or_a_printed_object(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    signer = bench.signer(pin="951357", code="864209")
    with pytest.raises(WrongFactor):
        bench.sign(signer)  # the provider's own words repeat the PIN
    bench.server.behave("junk@credentials/authorize")
    with pytest.raises(Unavailable):
        bench.sign(signer)
    told = caplog.text + repr(signer) + repr(bench.provider)
    assert "951357" not in told and "864209" not in told and bench.provider.client_secret not in told
