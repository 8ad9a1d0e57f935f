"""The company's certificate authority: one issuer, one certificate per person, one revocation list.

The issuer is a root of our own making, or one the company gives (planner/signing/issuer.py): then its key may live in
a file or a token, and certificates may stand above it. Everything below asks an `Authority`, whatever it is.

A private authority proves identity inside the company; it is no licensed 电子认证服务 (docs say so).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

IssuerKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
"""What certificates and lists are signed with; a key in a token looks the same (planner/signing/token_key.py)."""

ROOT_YEARS = 20
PERSON_YEARS = 3
_SLACK = timedelta(minutes=5)
"""Certificates begin a little early, so that a signature made at once is not dated before its certificate."""


@dataclass(frozen=True, slots=True)
class Revocation:
    """One certificate that no longer counts.

    :param serial: serial number of the certificate
    :param moment: from when on signatures by it do not count; aware
    :param compromised: True when the key may be in other hands, False when it was just retired
    """

    serial: int
    moment: datetime
    compromised: bool = True


@dataclass(frozen=True)
class Authority:
    """An opened authority: its certificate and, in memory only, its private key or the way to it.

    :param chain: certificates above its own up to the root, the nearest first; () for a root
    """

    certificate: x509.Certificate
    _key: IssuerKey = field(repr=False)
    chain: tuple[x509.Certificate, ...] = ()

    @classmethod
    def create(cls, company: str, *, moment: datetime, generation: int = 1) -> Self:
        """Make a new root for a company, good for 20 years from `moment` (aware).

        :param company: legal name of the company, in Chinese, at most 64 characters
        :param generation: which root of the company this is; later ones have the number in their name
        """
        key = ec.generate_private_key(ec.SECP256R1())
        which = "签名根证书" if generation == 1 else f"签名根证书第{generation}代"
        name = _name(company, company[: 64 - len(which)] + which)
        builder = _validity(x509.CertificateBuilder(), moment, ROOT_YEARS).subject_name(name).issuer_name(name)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        for extension, critical in (
            (x509.BasicConstraints(ca=True, path_length=0), True),
            (_key_usage(authority=True), True),
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        ):
            builder = builder.add_extension(extension, critical)
        return cls(builder.sign(key, hashes.SHA256()), key)

    @classmethod
    def open(cls, certificate_pem: bytes, key_pem: bytes, server_secret: bytes) -> Self:
        """Open a stored authority.

        :param key_pem: what `sealed_key` returned
        :raises ValueError: the secret does not open the key, or key and certificate do not belong together
        """
        certificate = x509.load_pem_x509_certificate(certificate_pem)
        key = cast(IssuerKey, load_pem_private_key(key_pem, _passphrase(server_secret)))
        if key.public_key() != certificate.public_key():
            raise ValueError("the authority's key does not belong to its certificate")
        return cls(certificate, key)

    @property
    def certificate_pem(self) -> bytes:
        """Its certificate as PEM: public, what others need to check signatures."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def certificates(self) -> tuple[x509.Certificate, ...]:
        """Its certificate and those above, the root last: what a signature brings along."""
        return (self.certificate, *self.chain)

    def sealed_key(self, server_secret: bytes) -> bytes:
        """The private key as encrypted PKCS#8 PEM; the passphrase is derived from the server secret."""
        encryption = BestAvailableEncryption(_passphrase(server_secret))
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)

    def issue_person(
        self, *, name: str, employee_number: str, company: str, public_key: ec.EllipticCurvePublicKey, crl_url: str, moment: datetime
    ) -> x509.Certificate:
        """Issue the signing certificate of one person, good for three years from `moment` (aware).

        :param name: printed name, becomes CN
        :param employee_number: becomes serialNumber, never given to somebody else
        :param crl_url: where the revocation list will be served for as long as the certificate lives
        """
        subject = _name(company, name, employee_number)
        ends = [each.not_valid_after_utc for each in self.certificates]
        builder = _validity(x509.CertificateBuilder(), moment, PERSON_YEARS, min(ends))
        builder = builder.subject_name(subject).issuer_name(self.certificate.subject)
        builder = builder.public_key(public_key).serial_number(x509.random_serial_number())
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl_url)], None, None, None)
        for extension, critical in (
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_key_usage(authority=False), True),
            (x509.SubjectKeyIdentifier.from_public_key(public_key), False),
            (_issuer_key(self.certificate), False),
            (x509.CRLDistributionPoints([point]), False),
        ):
            builder = builder.add_extension(extension, critical)
        return builder.sign(self._key, hashes.SHA256())

    def create_crl(self, revoked: Iterable[Revocation], *, number: int, moment: datetime, days: int = 30) -> bytes:
        """The signed revocation list as DER.

        :param number: counts up with every list
        :param days: until when the next list is due
        """
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(moment - _SLACK).next_update(moment + timedelta(days=days))
        builder = builder.add_extension(x509.CRLNumber(number), False).add_extension(_issuer_key(self.certificate), False)
        for each in revoked:
            reason = x509.ReasonFlags.key_compromise if each.compromised else x509.ReasonFlags.superseded
            entry = x509.RevokedCertificateBuilder().serial_number(each.serial).revocation_date(each.moment)
            builder = builder.add_revoked_certificate(entry.add_extension(x509.CRLReason(reason), False).build())
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.DER)


def to_pem(certificate: x509.Certificate) -> bytes:
    """A certificate as PEM."""
    return certificate.public_bytes(Encoding.PEM)


def from_pem(pem: bytes) -> x509.Certificate:
    """A certificate from PEM.

    :raises ValueError: it is none
    """
    return x509.load_pem_x509_certificate(pem)


def short_serial(certificate: x509.Certificate) -> str:
    """The first eight hexadecimal digits of the serial number, as printed in stamps: `4A1F 09C2`."""
    return short_serial_of(certificate.serial_number)


def short_serial_of(serial: int) -> str:
    """The same from the number itself."""
    digits = f"{serial:040X}"[:8]
    return f"{digits[:4]} {digits[4:]}"


def _name(company: str, common: str, employee_number: str | None = None) -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, company),
        x509.NameAttribute(NameOID.COMMON_NAME, common),
    ]
    if employee_number is not None:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, employee_number))
    return x509.Name(parts)


def _validity(builder: x509.CertificateBuilder, moment: datetime, years: int, latest: datetime | None = None) -> x509.CertificateBuilder:
    end = moment + timedelta(days=round(365.25 * years))
    return builder.not_valid_before(moment - _SLACK).not_valid_after(end if latest is None else min(end, latest))


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,  # the newer name of nonRepudiation
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _issuer_key(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    try:
        found = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    except x509.ExtensionNotFound:  # an issuer of others' making
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(cast(ec.EllipticCurvePublicKey, issuer.public_key()))
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(found.value)


def _passphrase(server_secret: bytes) -> bytes:
    if len(server_secret) < 32:
        raise ValueError("the server secret needs at least 32 bytes")
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"planner company authority key, form 1").derive(server_secret)
    return derived.hex().encode()
