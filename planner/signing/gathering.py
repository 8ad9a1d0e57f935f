"""Word of timestamp servers' own certificates, fetched where these say it is: revocation lists and OCSP answers.

What is fetched is kept only when it proves that the certificates were good when the timestamp was made; then it goes
into the file, so that whoever looks at it years later need ask nobody.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPException

from asn1crypto import cms  # type: ignore[import-untyped]
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from pyhanko_certvalidator import CertificateValidator, ValidationContext

from planner.kernel.asking import ask
from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text
from planner.signing.stamping import Stamping, token_chain

log = logging.getLogger(__name__)

LARGEST = 4 * 1024 * 1024
"""Bytes of a revocation list."""
_MOST_PLACES = 3
_SILENT = Text("时间戳服务的吊销信息取不到。", "The revocation data of the timestamp server cannot be had.")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What vouches for timestamps, to be put into a file.

    :param certificates: of the servers and those above them
    """

    certificates: tuple[asn1_x509.Certificate, ...] = ()
    crls: tuple[asn1_crl.CertificateList, ...] = ()
    ocsps: tuple[asn1_ocsp.OCSPResponse, ...] = ()


def gather(tokens: Iterable[cms.SignedData], stamping: Stamping) -> Gathered:
    """Fetch what the certificates of these timestamps point at; of a server whose certificates point nowhere, nothing.

    :raises Unavailable: it cannot be had, or does not prove the certificates good
    """
    certificates: dict[bytes, asn1_x509.Certificate] = {}
    crls: dict[bytes, asn1_crl.CertificateList] = {}
    answers: dict[bytes, asn1_ocsp.OCSPResponse] = {}
    for token in tokens:
        chain = token_chain(token)
        certificates |= {each.dump(): each for each in chain}
        for certificate, issuer in _pairs(chain, stamping):
            if certificate.issuer_serial in (each.issuer_serial for each in stamping.asn1_roots):
                continue
            lists, found = _word_of(certificate, issuer, stamping)
            crls |= {each.dump(): each for each in lists}
            answers |= {each.dump(): each for each in found}
        moment = token["encap_content_info"]["content"].parsed["gen_time"].native
        context = ValidationContext(
            trust_roots=stamping.asn1_roots,
            moment=moment,
            allow_fetching=False,
            crls=list(crls.values()),
            ocsps=list(answers.values()),
            revocation_mode="hard-fail",  # asked for wherever a certificate says that there is word of it
            retroactive_revinfo=True,
        )
        try:
            validator = CertificateValidator(chain[0], chain[1:], validation_context=context)
            asyncio.run(validator.async_validate_usage(set(), {"time_stamping"}))  # type: ignore[no-untyped-call]
        except Exception as failure:  # of many kinds, and all of them mean the same
            log.warning("a timestamp server's certificate is not proved good: %s", type(failure).__name__)
            raise Unavailable(_SILENT) from failure
    return Gathered(tuple(certificates.values()), tuple(crls.values()), tuple(answers.values()))


def _pairs(chain: list[asn1_x509.Certificate], stamping: Stamping) -> Iterator[tuple[asn1_x509.Certificate, asn1_x509.Certificate | None]]:
    known = [*chain, *stamping.asn1_roots]
    for certificate in chain:
        if certificate.subject != certificate.issuer:
            yield certificate, next((each for each in known if each.subject == certificate.issuer), None)


def _word_of(
    certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate | None, stamping: Stamping
) -> tuple[list[asn1_crl.CertificateList], list[asn1_ocsp.OCSPResponse]]:
    """An OCSP answer where one is to be had, else the list."""
    for url in list(certificate.ocsp_urls)[:_MOST_PLACES]:
        try:
            data = _fetch(url, stamping, None if issuer is None else _question(certificate, issuer))
            answer = asn1_ocsp.OCSPResponse.load(data, strict=True)
            if answer["response_status"].native == "successful" and answer.basic_ocsp_response is not None:
                return [], [answer]
        except (OSError, ValueError, TypeError, HTTPException) as failure:
            log.warning("no OCSP answer from %s: %s", url, type(failure).__name__)
    for url in _list_urls(certificate)[:_MOST_PLACES]:
        try:
            return [asn1_crl.CertificateList.load(_fetch(url, stamping), strict=True)], []
        except (OSError, ValueError, TypeError, HTTPException) as failure:
            log.warning("no revocation list from %s: %s", url, type(failure).__name__)
    return [], []


def _list_urls(certificate: asn1_x509.Certificate) -> list[str]:
    return [str(point.url) for point in certificate.crl_distribution_points if point.url]


def _question(certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate) -> bytes:
    ours, above = (x509.load_der_x509_certificate(each.dump()) for each in (certificate, issuer))
    return ocsp.OCSPRequestBuilder().add_certificate(ours, above, hashes.SHA1()).build().public_bytes(Encoding.DER)  # noqa: S303 - what responders know


def _fetch(url: str, stamping: Stamping, asked: bytes | None = None) -> bytes:
    """One whole answer.

    :raises OSError, ValueError, HTTPException: none came
    """
    headers = {"Content-Type": "application/ocsp-request"} if asked is not None else {}
    return ask(url, asked, headers, seconds=stamping.seconds, most=LARGEST).data
