"""What may stand behind the last signature: document timestamps and validation data, and nothing else."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis.policy_api import ModificationLevel
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_timestamp
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from planner.signing.permitted import LENGTHENING
from planner.signing.stamping import Profile, token_end


@dataclass(frozen=True, slots=True)
class Tail:
    """What was found behind the last signature.

    :param permitted: only timestamps and validation data were added, and all of it holds
    :param trusted: every timestamp comes from a trusted server
    :param moment: the earliest time a timestamp vouches for, None without one
    :param evidence: True when the file brings a revocation list of the company's that is its own
    :param closed: True when a timestamp covers the whole file
    :param until: when the certificates of the newest timestamp end, None without one
    """

    permitted: bool
    trusted: bool = True
    moment: datetime | None = None
    evidence: bool = False
    closed: bool = False
    until: datetime | None = None

    def profile(self, signatures: Profile) -> Profile:
        """What the whole file reaches, given what its signatures reach by themselves."""
        if self.moment is None and not signatures.reaches(Profile.T):
            return Profile.B
        if not self.evidence:
            return Profile.T
        return Profile.LTA if self.closed else Profile.LT


def has_tail(reader: PdfFileReader) -> bool:
    """True when a file claims to be lengthened; whether it is so properly `examine_tail` says."""
    return bool(reader.embedded_timestamp_signatures) or "/DSS" in reader.root


async def examine_tail(
    pdf: bytes, reader: PdfFileReader, last: EmbeddedPdfSignature, tsa_roots: list[asn1_x509.Certificate], roots: list[x509.Certificate]
) -> Tail:
    """Look at everything behind the last regular signature.

    :raises Exception: of many kinds, on hostile files
    """
    stamps = reader.embedded_timestamp_signatures
    end = _end(last)
    if any(_end(stamp) <= end for stamp in stamps) or not _ends_there(pdf, reader):
        return Tail(False)
    last.compute_integrity_info(diff_policy=LENGTHENING)  # type: ignore[no-untyped-call]
    if getattr(last.diff_result, "modification_level", ModificationLevel.OTHER) > ModificationLevel.LTA_UPDATES:
        return Tail(False)
    moments, trusted = [], True
    for stamp in stamps:
        moment = stamp.signed_data["encap_content_info"]["content"].parsed["gen_time"].native.astimezone(UTC)
        context = ValidationContext(trust_roots=tsa_roots, moment=moment, allow_fetching=False)
        status = await async_validate_pdf_timestamp(stamp, context, skip_diff=True)
        covers = status.coverage in (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)
        if not (status.intact and status.valid and covers):
            return Tail(False)
        trusted = trusted and bool(status.trusted)
        moments.append(moment)
    closed = bool(stamps) and stamps[-1].coverage is SignatureCoverageLevel.ENTIRE_FILE
    evidence = _evidence(reader, roots)
    if not closed and not evidence:
        return Tail(False)  # something behind the last signature or timestamp that serves no purpose
    return Tail(True, trusted, min(moments, default=None), evidence, closed, token_end(stamps[-1].signed_data) if stamps else None)


def _ends_there(pdf: bytes, reader: PdfFileReader) -> bool:
    """True when nothing follows the newest cross-references but the mark of the end; what no timestamp covers must not be longer."""
    newest = reader.xrefs.get_xref_container_info(reader.xrefs.total_revisions - 1)
    return re.fullmatch(rb"\s*(endobj\s*)?startxref\s+%d\s+%%%%EOF\n" % newest.start_location, pdf[newest.end_location :]) is not None


def _end(signature: EmbeddedPdfSignature) -> int:
    _, _, start, length = (int(n) for n in signature.byte_range)
    return start + length


def _evidence(reader: PdfFileReader, roots: list[x509.Certificate]) -> bool:
    """True when the security store holds a revocation list that one of the company's authorities signed."""
    if "/DSS" not in reader.root:
        return False
    for stream in reader.root["/DSS"].get("/CRLs", ()):
        found = x509.load_der_x509_crl(stream.get_object().data)
        for root in roots:
            key = root.public_key()
            if found.issuer == root.subject and isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) and _signed_by(found, key):
                return True
    return False


def _signed_by(found: x509.CertificateRevocationList, key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> bool:
    try:
        return bool(found.is_signature_valid(key))
    except (InvalidSignature, ValueError, TypeError):
        return False
