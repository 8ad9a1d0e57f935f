"""Starts the timestamp server of the tests and tells it how to behave."""

import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT = Path(__file__).parents[2]


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


@contextmanager
def running(folder: Path, since: datetime) -> Generator[TimestampServer]:
    """A server with a key of its own, good from a day before `since`."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Timestamps")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    builder = builder.not_valid_before(since - timedelta(days=1)).not_valid_after(since + timedelta(days=4000))
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    certificate = builder.sign(key, hashes.SHA256())
    folder.mkdir(exist_ok=True)
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    server = subprocess.Popen([sys.executable, "-m", "tests.factories.tsa_server", str(folder)], cwd=ROOT)
    try:
        port = folder / "port"
        end = time.monotonic() + 60
        while not port.exists():
            assert server.poll() is None and time.monotonic() < end, "the timestamp server did not start"
            time.sleep(0.05)
        yield TimestampServer(f"http://127.0.0.1:{port.read_text()}/", certificate, folder)
    finally:
        server.kill()
        server.wait()
