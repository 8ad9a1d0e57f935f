"""With a timestamp server the signature carries its token and says so; without an answer nothing is signed."""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from planner.kernel.errors import Unavailable
from planner.signing.roles import SIGNING_ORDER
from planner.signing.verify import examine
from tests.unit.signing.conftest import START, Company


@pytest.fixture(scope="module")
def tsa() -> Generator[tuple[str, x509.Certificate]]:
    """Address and certificate of a timestamp server that runs over real HTTP."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Timestamps")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    builder = builder.not_valid_before(START - timedelta(days=1)).not_valid_after(START + timedelta(days=30))
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    certificate = builder.sign(key, hashes.SHA256())
    stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        fixed_dt=START + timedelta(days=2),
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", certificate
    server.shutdown()
    server.server_close()


def test_a_timestamp_is_embedded_and_believed_only_from_a_trusted_server(
    tsa: tuple[str, x509.Certificate], prepared: bytes, company: Company
) -> None:
    address, certificate = tsa
    pdf = prepared
    for role in SIGNING_ORDER:
        pdf = replace(company.signers[role], tsa=address).sign(pdf, company.request(role))
    roots = [company.authority.certificate]
    found = examine(pdf, roots, tsa_roots=[certificate])
    assert found.all_problems == ()
    assert [s.timestamped for s in found.signatures] == [True, True, True]
    stranger = examine(pdf, roots)
    assert not stranger.sound
    assert not any(s.timestamped for s in stranger.signatures)


def test_without_an_answer_nothing_is_signed(prepared: bytes, company: Company) -> None:
    role = SIGNING_ORDER[0]
    with pytest.raises(Unavailable):
        replace(company.signers[role], tsa="http://127.0.0.1:9/").sign(prepared, company.request(role))
