"""The authority issues what others can check, and its own key opens only with the server's secret."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtensionOID, NameOID

from planner.signing.authority import Authority, Revocation, from_pem, short_serial, short_serial_of, to_pem
from planner.signing.keys import new_private_key

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SECRET = secrets.token_bytes(32)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.create("衡屿医药有限公司", moment=NOW)


@pytest.fixture(scope="module")
def person(authority: Authority) -> x509.Certificate:
    return authority.issue_person(
        name="周亦宁",
        employee_number="HY0007",
        company="衡屿医药有限公司",
        public_key=new_private_key().public_key(),
        crl_url="https://plans.example/crl",
        moment=NOW,
    )


def test_the_root_may_sign_certificates_and_lists_and_nothing_else(authority: Authority) -> None:
    root = authority.certificate
    usage = root.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert (usage.value.key_cert_sign, usage.value.crl_sign, usage.value.digital_signature) == (True, True, False)
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value == x509.BasicConstraints(ca=True, path_length=0)
    root.verify_directly_issued_by(root)
    assert timedelta(days=7304) < root.not_valid_after_utc - NOW < timedelta(days=7306)


def test_a_persons_certificate_names_the_person(person: x509.Certificate) -> None:
    names = {each.oid: each.value for each in person.subject}
    assert names[NameOID.COMMON_NAME] == "周亦宁"
    assert names[NameOID.SERIAL_NUMBER] == "HY0007"
    assert names[NameOID.ORGANIZATION_NAME] == "衡屿医药有限公司"


def test_a_persons_certificate_is_for_signing_only(person: x509.Certificate, authority: Authority) -> None:
    person.verify_directly_issued_by(authority.certificate)
    usage = person.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert not person.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert timedelta(days=1095) < person.not_valid_after_utc - NOW < timedelta(days=1097)


def test_a_persons_certificate_says_where_revocations_are_listed(person: x509.Certificate) -> None:
    points = person.extensions.get_extension_for_oid(ExtensionOID.CRL_DISTRIBUTION_POINTS).value
    assert isinstance(points, x509.CRLDistributionPoints)
    assert [name.value for name in points[0].full_name or []] == ["https://plans.example/crl"]


def test_no_certificate_outlives_the_root(authority: Authority) -> None:
    late = authority.issue_person(
        name="周亦宁",
        employee_number="1",
        company="衡屿医药有限公司",
        public_key=new_private_key().public_key(),
        crl_url="https://plans.example/crl",
        moment=NOW + timedelta(days=19 * 365),
    )
    assert late.not_valid_after_utc == authority.certificate.not_valid_after_utc


def test_the_stored_authority_opens_with_the_secret(authority: Authority) -> None:
    stored = authority.sealed_key(SECRET)
    assert b"ENCRYPTED PRIVATE KEY" in stored
    again = Authority.open(authority.certificate_pem, stored, SECRET)
    again.create_crl([], number=1, moment=NOW)
    assert again.certificate == authority.certificate


def test_the_stored_authority_does_not_open_with_another_secret(authority: Authority) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Authority.open(authority.certificate_pem, authority.sealed_key(SECRET), secrets.token_bytes(32))


def test_a_key_of_another_authority_is_noticed(authority: Authority) -> None:
    other = Authority.create("衡屿医药有限公司", moment=NOW)
    with pytest.raises(ValueError, match="does not belong"):
        Authority.open(authority.certificate_pem, other.sealed_key(SECRET), SECRET)


def test_the_revocation_list_names_certificate_date_and_reason(authority: Authority, person: x509.Certificate) -> None:
    since = NOW - timedelta(days=1)
    der = authority.create_crl([Revocation(person.serial_number, since), Revocation(77, NOW, compromised=False)], number=3, moment=NOW)
    crl = x509.load_der_x509_crl(der)
    assert crl.is_signature_valid(authority.certificate.public_key())  # type: ignore[arg-type]
    entry = crl.get_revoked_certificate_by_serial_number(person.serial_number)
    assert entry is not None
    assert entry.revocation_date_utc == since
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason is x509.ReasonFlags.key_compromise
    assert len(list(crl)) == 2
    assert crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 3
    assert crl.next_update_utc == NOW + timedelta(days=30)


def test_a_certificate_survives_pem(person: x509.Certificate) -> None:
    assert from_pem(to_pem(person)) == person


def test_a_certificate_of_another_authority_is_told_apart(person: x509.Certificate) -> None:
    other = Authority.create("衡屿医药有限公司", moment=NOW)
    with pytest.raises(InvalidSignature):
        person.verify_directly_issued_by(other.certificate)


def test_the_short_serial_is_eight_digits_in_two_groups(person: x509.Certificate) -> None:
    assert short_serial_of(0x4A1F09C2 << 128) == "4A1F 09C2"
    assert short_serial_of(5) == "0000 0000"
    assert short_serial(person) == short_serial_of(person.serial_number)
