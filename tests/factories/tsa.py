"""Starts the timestamp server of the tests and tells it how to behave."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from tests.factories.counterpart import started


@dataclass(frozen=True)
class TimestampServer:
    """A running server.

    :param certificate: its own, and the root of it
    """

    url: str
    certificate: x509.Certificate
    folder: Path

    def behave(self, mode: str) -> None:
        """See tsa_server.py."""
        (self.folder / "mode").write_text(mode)

    def set_clock(self, moment: datetime) -> None:
        """What time it tells from now on."""
        (self.folder / "clock").write_text(moment.isoformat())

    @property
    def asked(self) -> int:
        """How often it was asked."""
        counted = self.folder / "asked"
        return int(counted.read_text() or 0) if counted.exists() else 0


@dataclass(frozen=True)
class ListedServer(TimestampServer):
    """A server whose certificate an authority made that speaks of it.

    :param certificate: the authority's
    """

    key: rsa.RSAPrivateKey

    def word(self, said: str) -> None:
        """What is said of its certificate, see tsa_server.py."""
        (self.folder / "word").write_text(said)

    @property
    def word_asked(self) -> int:
        """How often somebody asked for that."""
        counted = self.folder / "word-asked"
        return int(counted.read_text() or 0) if counted.exists() else 0

    def certify(self, since: datetime, days: int, *, by_ocsp: bool = False) -> None:
        """Give the server a new key and certificate, good for so many days."""
        where = x509.UniformResourceIdentifier(self.url + ("ocsp" if by_ocsp else "list.crl"))
        pointer: x509.ExtensionType = x509.CRLDistributionPoints([x509.DistributionPoint([where], None, None, None)])
        if by_ocsp:
            pointer = x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, where)])
        key = rsa.generate_private_key(65537, 2048)
        certificate = _certificate("Timestamps", self.certificate, self.key, key, since, days, [(_STAMPING, True), (pointer, False)])
        _write(self.folder, "key.pem", "certificate.pem", key, certificate)


_STAMPING = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])


@contextmanager
def running(folder: Path, since: datetime) -> Generator[TimestampServer]:
    """A server with a key of its own, good from a day before `since`."""
    key = rsa.generate_private_key(65537, 2048)
    certificate = _certificate("Timestamps", None, key, key, since, 4000, [(_STAMPING, True)])
    folder.mkdir(exist_ok=True)
    _write(folder, "key.pem", "certificate.pem", key, certificate)
    with started("tests.factories.tsa_server", folder) as url:
        yield TimestampServer(f"{url}/", certificate, folder)


@contextmanager
def running_below(folder: Path, since: datetime, days: int, *, by_ocsp: bool = False) -> Generator[ListedServer]:
    """A server whose certificate ends after some days and points at word of it, by a list or by OCSP."""
    key = rsa.generate_private_key(65537, 2048)
    rights = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    extensions: list[tuple[x509.ExtensionType, bool]] = [(x509.BasicConstraints(True, 0), True), (rights, True)]
    above = _certificate("Timestamp authority", None, key, key, since, 9000, extensions)
    folder.mkdir(exist_ok=True)
    _write(folder, "authority-key.pem", "authority.pem", key, above)
    with started("tests.factories.tsa_server", folder) as url:
        server = ListedServer(f"{url}/", above, folder, key)
        server.certify(since, days, by_ocsp=by_ocsp)
        yield server


def _certificate(
    name: str,
    above: x509.Certificate | None,
    signer: rsa.RSAPrivateKey,
    key: rsa.RSAPrivateKey,
    since: datetime,
    days: int,
    extensions: list[tuple[x509.ExtensionType, bool]],
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(above.subject if above else subject)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(since - timedelta(days=1)).not_valid_after(since + timedelta(days=days))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(signer, hashes.SHA256())


def _write(folder: Path, key_name: str, name: str, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
    (folder / key_name).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / name).write_bytes(certificate.public_bytes(Encoding.PEM))
