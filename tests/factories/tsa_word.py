"""What the authority above the timestamp server of the tests says of its certificate: a list, or an answer by OCSP."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import ocsp


def _parts(folder: Path, said: str) -> tuple[x509.Certificate, x509.Certificate, rsa.RSAPrivateKey]:
    own, above = (x509.load_pem_x509_certificate((folder / name).read_bytes()) for name in ("certificate.pem", "authority.pem"))
    key = "key.pem" if said == "stranger" else "authority-key.pem"
    return own, above, cast(rsa.RSAPrivateKey, load_pem_private_key((folder / key).read_bytes(), None))


def revocation_list(folder: Path, said: str, now: datetime) -> bytes:
    """The list, DER."""
    own, above, key = _parts(folder, said)
    builder = x509.CertificateRevocationListBuilder().issuer_name(above.subject)
    builder = builder.last_update(now - timedelta(minutes=1)).next_update(now + timedelta(days=7))
    if said == "revoked":
        entry = x509.RevokedCertificateBuilder().serial_number(own.serial_number).revocation_date(now - timedelta(days=300))
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def answer(folder: Path, said: str, now: datetime, asked: bytes) -> bytes:
    """The answer to a question by OCSP, DER; only about the one certificate there is."""
    own, above, key = _parts(folder, said)
    question = ocsp.load_der_ocsp_request(asked)
    if question.serial_number != own.serial_number:
        return ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED).public_bytes(Encoding.DER)
    gone = said == "revoked"
    made = ocsp.OCSPResponseBuilder().add_response(
        cert=own,
        issuer=above,
        algorithm=question.hash_algorithm,
        cert_status=ocsp.OCSPCertStatus.REVOKED if gone else ocsp.OCSPCertStatus.GOOD,
        this_update=now - timedelta(minutes=1),
        next_update=now + timedelta(days=7),
        revocation_time=now - timedelta(days=300) if gone else None,
        revocation_reason=None,
    )
    return made.responder_id(ocsp.OCSPResponderEncoding.HASH, above).sign(key, hashes.SHA256()).public_bytes(Encoding.DER)
