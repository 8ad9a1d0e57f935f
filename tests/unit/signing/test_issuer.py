"""An issuer given by file or token issues as the company's own does, or is refused with what is wrong with it."""

import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from planner.signing.authority import Authority, Revocation
from planner.signing.issuer import BadIssuer, anchors, certificates_in, checked, issued, open_pkcs12, open_token
from planner.signing.keys import new_private_key
from planner.signing.token_key import Token, TokenError
from tests.factories import issuers
from tests.factories.issuers import Hierarchy, Made, made, token_with
from tests.unit.signing.conftest import COMPANY, START

CURVE, RSA = "curve", "rsa"


@pytest.fixture(scope="module")
def given() -> Hierarchy:
    return issuers.hierarchy(START)


def person_of(authority: Authority) -> x509.Certificate:
    return authority.issue_person(
        name="周亦宁",
        employee_number="HY0001",
        company=COMPANY,
        public_key=new_private_key().public_key(),
        crl_url="https://plans.example/crl",
        moment=START,
    )


def check_issues(authority: Authority, given: Hierarchy) -> None:
    """Certificates and lists by this authority verify under the issuer's certificate."""
    person = person_of(authority)
    person.verify_directly_issued_by(given.issuer.certificate)
    assert authority.certificates == (given.issuer.certificate, given.root.certificate)
    found = x509.load_der_x509_crl(authority.create_crl([Revocation(person.serial_number, START)], number=3, moment=START))
    public = given.issuer.certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) and found.is_signature_valid(public)
    assert found.get_revoked_certificate_by_serial_number(person.serial_number) is not None


@pytest.mark.parametrize("kind", [CURVE, RSA])
def test_a_pkcs12_file_issues_certificates_and_lists(kind: str, given: Hierarchy) -> None:
    hierarchy = given if kind == CURVE else issuers.hierarchy(START, issuers.rsa_key())
    check_issues(open_pkcs12(hierarchy.pkcs12(), issuers.PASSWORD, [], START), hierarchy)


def test_a_root_by_itself_is_a_given_issuer_too(given: Hierarchy) -> None:
    alone = Hierarchy(given.root, given.root)
    assert open_pkcs12(alone.pkcs12(whole=False), issuers.PASSWORD, [], START).chain == ()


def test_what_the_file_lacks_comes_from_the_chain(given: Hierarchy) -> None:
    with pytest.raises(BadIssuer, match="missing"):
        open_pkcs12(given.pkcs12(whole=False), issuers.PASSWORD, [], START)
    check_issues(open_pkcs12(given.pkcs12(whole=False), issuers.PASSWORD, [given.root.certificate], START), given)


def test_a_wrong_password_and_no_file_of_that_kind_are_refused_alike(given: Hierarchy) -> None:
    for data, password in ((given.pkcs12(), "not this one"), (given.pkcs12(), ""), (b"no such file", issuers.PASSWORD)):
        with pytest.raises(BadIssuer, match="wrong password, or no PKCS#12") as refused:
            open_pkcs12(data, password, [], START)
        assert not password or password not in str(refused.value)


def unfit(given: Hierarchy) -> dict[str, Made]:
    day = START - timedelta(days=1)
    return {
        "no authority": made("x", given.root, day, ca=False, cert_sign=False),
        "no right to sign certificates": made("x", given.root, day, cert_sign=False),
        "no word of its rights": made("x", given.root, day, usage=False),
        "has run out": made("x", given.root, START - 2 * issuers.YEAR, years=1),
        "is not valid yet": made("x", given.root, START + timedelta(days=1)),
        "too weak": made("x", given.root, day, key=ec.generate_private_key(ec.SECP192R1())),
    }


@pytest.mark.parametrize(
    "fault", ["no authority", "no right to sign certificates", "no word of its rights", "has run out", "is not valid yet", "too weak"]
)
def test_an_issuer_that_may_not_issue_is_refused(fault: str, given: Hierarchy) -> None:
    with pytest.raises(BadIssuer):
        open_pkcs12(Hierarchy(given.root, unfit(given)[fault]).pkcs12(), issuers.PASSWORD, [], START)


def test_a_level_more_than_the_path_length_allows_is_refused(given: Hierarchy) -> None:
    below = made("y", given.issuer, START - timedelta(days=1))  # its issuer has a path length of 0
    with pytest.raises(BadIssuer, match="path length"):
        open_pkcs12(Hierarchy(given.issuer, below).pkcs12(), issuers.PASSWORD, [given.root.certificate], START)


def test_a_key_of_another_certificate_or_of_another_kind_is_refused(given: Hierarchy) -> None:
    with pytest.raises(BadIssuer, match="belong together"):
        checked(Authority(given.issuer.certificate, new_private_key(), (given.root.certificate,)), START)
    odd = pkcs12.serialize_key_and_certificates(
        None, ed25519.Ed25519PrivateKey.generate(), None, None, issuers.BestAvailableEncryption(issuers.PASSWORD.encode())
    )
    with pytest.raises(BadIssuer):
        open_pkcs12(odd, issuers.PASSWORD, [], START)


def test_nobody_outlives_the_issuer_or_what_stands_above_it(given: Hierarchy) -> None:
    root = made("old root", None, START - 9 * issuers.YEAR)
    issuer = made("issuer", root, START - timedelta(days=1))
    authority = open_pkcs12(Hierarchy(root, issuer).pkcs12(), issuers.PASSWORD, [], START)
    assert person_of(authority).not_valid_after_utc == root.certificate.not_valid_after_utc


def test_anchors_are_those_that_people_hang_on(given: Hierarchy) -> None:
    own = Authority.create(COMPANY, moment=START).certificate
    assert anchors([given.root.certificate, own, given.issuer.certificate]) == [own, given.issuer.certificate]
    assert anchors([given.root.certificate]) == [given.root.certificate]
    assert issued(given.root.certificate, given.issuer.certificate) and not issued(own, given.issuer.certificate)


def test_a_chain_file_without_certificates_is_refused() -> None:
    for pem in (b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(BadIssuer):
            certificates_in(pem)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [CURVE, RSA])
def test_a_key_in_a_token_issues_and_never_leaves_it(kind: str, tmp_path: Path) -> None:
    hierarchy = issuers.hierarchy(START, None if kind == CURVE else issuers.rsa_key())
    with token_with(hierarchy.issuer, tmp_path) as token:
        authority = open_token(token, certificates_in(hierarchy.chain), START)
        check_issues(authority, hierarchy)
        with pytest.raises(TypeError, match="stays in its token"):
            authority.sealed_key(b"k" * 32)
        assert issuers.PIN not in repr(authority) + repr(token)


@pytest.mark.slow
def test_a_token_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    hierarchy = issuers.hierarchy(START)
    certificates = certificates_in(hierarchy.chain)
    with token_with(hierarchy.issuer, tmp_path) as token:
        faults = {
            "module": replace(token, module="/nowhere.so"),
            "token": replace(token, label="another"),
            "key": replace(token, key="another"),
            "pin": replace(token, pin="another"),
        }
        for why, wrong in faults.items():
            with pytest.raises(TokenError) as refused:
                open_token(wrong, certificates, START)
            assert refused.value.why == why
            assert wrong.pin not in refused.value.message.en + refused.value.message.zh
        strangers = issuers.hierarchy(START)
        with pytest.raises(BadIssuer, match="belong together"):
            open_token(token, certificates_in(strangers.chain), START)
        open_token(token, certificates, START)
        subprocess.run(["softhsm2-util", "--delete-token", "--token", token.label], check=True, capture_output=True)
        with pytest.raises(TokenError) as refused:
            open_token(token, certificates, START)
        assert refused.value.why == "token"


def test_a_token_that_does_not_answer_is_given_up(given: Hierarchy) -> None:
    patience = Token(issuers.MODULE, "planner", "issuer", issuers.PIN, seconds=0.001)  # no process starts that fast
    with pytest.raises(TokenError) as refused:
        open_token(patience, certificates_in(given.chain), START)
    assert refused.value.why == "silent"
