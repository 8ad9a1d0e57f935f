"""What makes signatures last: appended after the last of them, without touching a byte that was signed.

A document timestamp lifts every signature before it to B-T; certificates and revocation lists in the file to B-LT; a
timestamp over those to B-LTA, and is repeated before the certificates of the one before run out (`renew`).
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

from asn1crypto import cms  # type: ignore[import-untyped]
from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore

from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text
from planner.signing.gathering import Gathered, gather
from planner.signing.refusals import refusal
from planner.signing.roles import SIGNING_ORDER
from planner.signing.stamping import Profile, Stamping, own_stamp, token_end

log = logging.getLogger(__name__)

FIELD = "timestamp"
"""Name of the fields of document timestamps, with a number behind."""

_NO_LONGER = Text(
    "时间戳服务的证书也快到期了，换了新证书以后再补。", "The certificates of the timestamp server end as soon; it needs new ones first."
)
_AWAY = Text("时间戳服务没有回应。", "The timestamp server does not answer.")


class Appender(IncrementalPdfFileWriter):
    """Appends what it is told to and nothing else."""

    def _update_meta(self) -> None:
        # pyHanko would rewrite title data and XMP, by its own clock and without the PDF/UA description; left alone,
        # the examination can refuse every change of them
        return


def lengthen(pdf: bytes, stamping: Stamping, *, roots: Sequence[x509.Certificate], crls: Iterable[bytes]) -> bytes:
    """A fully signed file with what the profile asks for beyond the signatures; the same bytes when nothing is missing.

    :param roots: certificates of the company's authorities
    :param crls: their revocation lists, DER, good at present
    :raises Unavailable: no timestamp server answers, or there is no word of its own certificates; nothing was made
    :raises Invalid: the file does not hold all three signatures, or is broken
    """
    try:
        reader = _signed(pdf)
        signed = reader.embedded_regular_signatures
        vouched = all(one.signer_info["unsigned_attrs"] for one in signed) or bool(reader.embedded_timestamp_signatures)
        wanted = stamping.profile
        if wanted.reaches(Profile.T) and not vouched:  # before the evidence, which is about this timestamp too
            pdf = _timestamped(pdf, stamping)
        if wanted.reaches(Profile.LT) and "/DSS" not in reader.root:
            gathered = gather(timestamps(PdfFileReader(BytesIO(pdf))), stamping)
            pdf = _with_evidence(pdf, [*roots, *stamping.roots], crls, gathered)
            if wanted is Profile.LTA:
                pdf = _timestamped(pdf, stamping)
        return pdf
    except PdfError as error:
        raise refusal("pdf", Text("这份文件读不出来。", "This file cannot be read.")) from error


def renew(pdf: bytes, stamping: Stamping, *, roots: Sequence[x509.Certificate], crls: Iterable[bytes]) -> bytes:
    """A lengthened file with the present word of everybody's certificates and one more timestamp over all of it.

    Where word of the timestamp servers cannot be had, the timestamp is made all the same: without it the proof ends.

    :raises Unavailable: no timestamp server answers, or none whose timestamps last longer than those there; nothing was made
    :raises Invalid: as `lengthen`
    """
    try:
        before = lasts_until(pdf)
        try:
            gathered = gather(timestamps(_signed(pdf)), stamping)
        except Unavailable as failure:
            log.warning("an archive timestamp is renewed without that: %s", failure.message.en)
            gathered = Gathered()
        pdf = _timestamped(_with_evidence(pdf, [*roots, *stamping.roots], crls, gathered), stamping)
        after = lasts_until(pdf)
    except PdfError as error:
        raise refusal("pdf", Text("这份文件读不出来。", "This file cannot be read.")) from error
    if before is not None and (after is None or after <= before):
        raise Unavailable(_NO_LONGER)
    return pdf


def lasts_until(pdf: bytes) -> datetime | None:
    """Until when timestamps vouch for a file by themselves: the newest over the whole, or else the first to end of the
    signatures' own. None where a signature has none.

    :raises Invalid: as `lengthen`
    """
    reader = _signed(pdf)
    whole = reader.embedded_timestamp_signatures
    if whole:
        return token_end(whole[-1].signed_data)
    own = [own_stamp(one) for one in reader.embedded_regular_signatures]
    ends = [token_end(each) for each in own if each is not None]
    return min(ends) if len(ends) == len(own) else None


def timestamps(reader: PdfFileReader) -> list[cms.SignedData]:
    """Every timestamp of a file: of its signatures and over the whole."""
    own = [own_stamp(one) for one in reader.embedded_regular_signatures]
    return [each for each in own if each is not None] + [one.signed_data for one in reader.embedded_timestamp_signatures]


def _signed(pdf: bytes) -> PdfFileReader:
    reader = PdfFileReader(BytesIO(pdf))
    if [one.field_name for one in reader.embedded_regular_signatures] != [role.value for role in SIGNING_ORDER]:
        raise refusal("pdf", Text("这份文件还没有签完。", "This file is not fully signed."))
    return reader


def _timestamped(pdf: bytes, stamping: Stamping) -> bytes:
    number = len(PdfFileReader(BytesIO(pdf)).embedded_timestamp_signatures) + 1
    outside = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)  # what PDF/A and PDF/UA both allow untagged
    for timestamper in stamping.stampers:
        try:
            stamper = PdfTimeStamper(timestamper, field_name=f"{FIELD}{number}", invis_settings=outside)
            return bytes(stamper.timestamp_pdf(Appender(BytesIO(pdf)), "sha256").getvalue())
        except TimestampRequestError:
            continue
    raise Unavailable(_AWAY)


def _with_evidence(pdf: bytes, roots: Iterable[x509.Certificate], crls: Iterable[bytes], gathered: Gathered) -> bytes:
    """Everything needed to check the file when the company is gone: roots, signers' certificates, revocation lists, word
    of the timestamp servers. What is there already stays, and is not added again."""
    reader = PdfFileReader(BytesIO(pdf))
    certificates = [asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    certificates += [one.signer_cert for one in reader.embedded_signatures]
    certificates += [each for one in reader.embedded_regular_signatures for each in one.other_embedded_certs]
    certificates += gathered.certificates
    lists = [*(asn1_crl.CertificateList.load(each) for each in crls), *gathered.crls]
    writer = Appender(BytesIO(pdf))
    DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=certificates, crls=lists, ocsps=list(gathered.ocsps))
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()
