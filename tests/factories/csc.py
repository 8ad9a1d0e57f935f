"""Starts the signing provider of the tests, enrols people there, and tells it how to behave."""

import base64
import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from planner.signing.csc import Provider
from tests.factories.counterpart import started
from tests.factories.csc_server import BASE, CLIENT, SECRET

PIN = "808017"
"""Of everybody at the provider; not the one of the demo company."""
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Maker:
    """An authority of the provider: a root, and one below it that certifies people."""

    root: x509.Certificate
    middle: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def made(cls, name: str, since: datetime) -> "Maker":
        top, below = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root = certificate(f"{name} root", top, None, top, since, authority=True)
        return cls(root, certificate(f"{name} issuing", below, root, top, since, authority=True), below)


def certificate(
    name: str,
    key: Key,
    issuer: x509.Certificate | None,
    signing: ec.EllipticCurvePrivateKey,
    since: datetime,
    *,
    authority: bool = False,
    number: str = "",
    days: int = 1000,
    serial: int | None = None,
) -> x509.Certificate:
    """A certificate of the provider's world."""
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    parts += [x509.NameAttribute(NameOID.SERIAL_NUMBER, number)] if number else []
    subject = x509.Name(parts)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
    builder = builder.public_key(key.public_key()).serial_number(serial or x509.random_serial_number())
    builder = builder.not_valid_before(since - timedelta(days=30)).not_valid_after(since + timedelta(days=4000 if authority else days))
    builder = builder.add_extension(x509.BasicConstraints(authority, None), True)
    usage = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False)
    own = {"digital_signature": not authority, "content_commitment": not authority, "key_cert_sign": authority, "crl_sign": authority}
    return builder.add_extension(x509.KeyUsage(**usage, **own), True).sign(signing, hashes.SHA256())


@dataclass(frozen=True)
class SigningProvider:
    """A running provider."""

    url: str
    folder: Path
    maker: Maker
    since: datetime

    @property
    def known(self) -> Provider:
        """As the settings would name it; patient, since a busy machine makes nobody's answer wrong."""
        return Provider(self.url, CLIENT, SECRET, (self.maker.root,), seconds=60.0, patience=240.0)

    def let(self, calls: int) -> None:
        """In mode `held`: so many of all calls may be answered."""
        (self.folder / "let").write_text(str(calls))

    def behave(self, mode: str) -> None:
        """See csc_server.py."""
        (self.folder / "mode").write_text(mode)

    def enrol(
        self, credential: str, name: str, number: str, *, key: Key | None = None, maker: Maker | None = None, days: int = 1000, **more: Any
    ) -> x509.Certificate:
        """Give somebody a credential with the PIN of these tests; another one of the same id replaces it."""
        key, maker = key or ec.generate_private_key(ec.SECP256R1()), maker or self.maker
        own = certificate(name, key, maker.middle, maker.key, self.since, number=number, days=days, serial=more.pop("serial", None))
        entry = {
            "key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
            "chain": [base64.b64encode(each.public_bytes(Encoding.DER)).decode() for each in (own, maker.middle, maker.root)],
            "algo": ["1.2.840.113549.1.1.11"] if isinstance(key, rsa.RSAPrivateKey) else ["1.2.840.10045.4.3.2"],
            "pin": PIN,
            "code": "",
            "status": "valid",
            "key_status": "enabled",
            "auth": "explicit",
        }
        self._write({**self._all(), credential: entry | more})
        return own

    def change(self, credential: str, **more: Any) -> None:
        """Another PIN, another status."""
        everybody = self._all()
        self._write({**everybody, credential: everybody[credential] | more})

    def _all(self) -> dict[str, Any]:
        file = self.folder / "credentials.json"
        return dict(json.loads(file.read_text())) if file.exists() else {}

    def _write(self, everybody: dict[str, Any]) -> None:
        part = self.folder / ".credentials"
        part.write_text(json.dumps(everybody))
        part.rename(self.folder / "credentials.json")

    @property
    def asked(self) -> list[str]:
        """The calls so far."""
        file = self.folder / "asked"
        return file.read_text().split() if file.exists() else []

    def codes(self, *good: str) -> None:
        """One-time codes that count, each once."""
        (self.folder / "codes").write_text(" ".join(good))

    @property
    def sent(self) -> str:
        """The code that went to somebody's phone last."""
        return (self.folder / "sent").read_text()


@contextmanager
def running(folder: Path, since: datetime) -> Generator[SigningProvider]:
    """A provider with an authority of its own, good from a month before `since`."""
    with started("tests.factories.csc_server", folder) as address:
        yield SigningProvider(f"{address}{BASE.rstrip('/')}", folder, Maker.made("Signing provider", since), since)
