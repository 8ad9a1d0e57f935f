"""A company's own hierarchy for tests: a root, an issuer below it, as PKCS#12 file and as key in a SoftHSM token."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID

from planner.signing.authority import IssuerKey
from planner.signing.token_key import Token

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PASSWORD = "a password of the tests"
PIN = "4711-of-tests"
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Made:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: IssuerKey

    @property
    def pem(self) -> bytes:
        """The certificate, PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        """The key in clear, as a token imports it."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """One for all tests: making it takes a while."""
    return rsa.generate_private_key(65537, 2048)


def made(
    name: str,
    above: Made | None,
    since: datetime,
    *,
    years: int = 10,
    key: IssuerKey | None = None,
    ca: bool = True,
    depth: int | None = None,
    cert_sign: bool = True,
    usage: bool = True,
) -> Made:
    """A certificate with the given rights; a root when nothing is above it."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "衡屿医药"), x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(above.certificate.subject if above else subject)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(since).not_valid_after(since + years * YEAR)
    builder = builder.add_extension(x509.BasicConstraints(ca, depth), True)
    if usage:
        rights = x509.KeyUsage(not cert_sign, False, False, False, False, cert_sign, cert_sign, False, False)
        builder = builder.add_extension(rights, True)
    return Made(builder.sign(above.key if above else key, hashes.SHA256()), key)


@dataclass(frozen=True)
class Hierarchy:
    """A root of the company's that is kept elsewhere, and the issuer it made for people."""

    root: Made
    issuer: Made

    def pkcs12(self, password: str = PASSWORD, *, whole: bool = True) -> bytes:
        """The issuer as a file; `whole` with the root in it."""
        above = [self.root.certificate] if whole else []
        return pkcs12.serialize_key_and_certificates(
            b"issuer", self.issuer.key, self.issuer.certificate, above, BestAvailableEncryption(password.encode())
        )

    @property
    def chain(self) -> bytes:
        """The issuer's certificate and the root's, as a PEM file has them."""
        return self.issuer.pem + self.root.pem


def hierarchy(since: datetime, key: IssuerKey | None = None) -> Hierarchy:
    """A fresh one, good from a day before."""
    root = made("集团根证书", None, since - timedelta(days=1))
    return Hierarchy(root, made("签名签发证书", root, since - timedelta(days=1), key=key, depth=0))


@contextmanager
def token_with(key: Made, folder: Path, label: str = "planner") -> Iterator[Token]:
    """A SoftHSM token that holds a key; SOFTHSM2_CONF says where for as long as this lasts."""
    store = folder / "tokens"
    store.mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {store}\nobjectstore.backend = file\nlog.level = ERROR\n")
    before, os.environ["SOFTHSM2_CONF"] = os.environ.get("SOFTHSM2_CONF"), str(conf)
    try:
        clear = folder / "key.pem"
        clear.write_bytes(key.key_pem)
        tool = ["softhsm2-util", "--pin", PIN]
        subprocess.run([*tool, "--init-token", "--free", "--label", label, "--so-pin", "so-" + PIN], check=True, capture_output=True)
        subprocess.run([*tool, "--import", clear, "--token", label, "--label", "issuer", "--id", "01"], check=True, capture_output=True)
        clear.unlink()
        yield Token(MODULE, label, "issuer", PIN, seconds=200)
    finally:
        if before is None:
            os.environ.pop("SOFTHSM2_CONF")
        else:
            os.environ["SOFTHSM2_CONF"] = before
