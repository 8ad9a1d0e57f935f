"""One way to sign, whoever keeps the key: PAdES signatures appended to a prepared plan."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Protocol

from asn1crypto import keys as asn1_keys  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import constants
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.stamp import BaseStamp, BaseStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from planner.kernel.clock import local
from planner.kernel.errors import NotAllowed
from planner.kernel.i18n import Text
from planner.signing.authority import short_serial
from planner.signing.lasting import Appender
from planner.signing.lettering import StampFonts
from planner.signing.refusals import refusal
from planner.signing.roles import SIGNER_ROLE_NAMES, SIGNING_ORDER, SignerRole
from planner.signing.stamp import StampText, draw_signed
from planner.signing.stamping import NO_TIMESTAMPS, CheckedTimeStamper, Profile, Stamping

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SignatureRequest:
    """What one signature says and shows.

    :param name: printed name
    :param title: position and territory, shown beside the name
    :param meaning: one sentence, chosen by the workflow and not typed; shown in the stamp
    :param reason: stands in the signature itself: the meaning, and for compliance the digest of the review record
    :param moment: time of signing; aware
    :param fonts: what the stamp is lettered with
    """

    role: SignerRole
    name: str
    title: str
    meaning: str
    reason: str
    moment: datetime
    fonts: StampFonts
    location: str | None = None
    contact: str | None = None


class Signer(Protocol):
    """Signs prepared plans for one person; local keys today, a remote provider behind the same words later."""

    @property
    def certificate(self) -> x509.Certificate:
        """The person's certificate."""

    def sign(self, pdf: bytes, request: SignatureRequest) -> bytes:
        """The file with one more signature appended; the bytes given stay as they are in front.

        :raises Invalid: the file is not at this signer's turn, or a character cannot be printed
        :raises NotAllowed: the certificate is not valid at the moment of signing
        :raises Unavailable: a provider that keeps the key does not answer
        """


@dataclass(frozen=True, slots=True)
class LocalSigner:
    """Signs with a key in memory.

    :param chain: certificates above the person's; the root is not put into the file, who checks must have it
    :param stamping: whose timestamps are asked for; when none is to be had the signature is B-B and its stamp says so
    """

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    private_key: ec.EllipticCurvePrivateKey
    stamping: Stamping = NO_TIMESTAMPS

    def sign(self, pdf: bytes, request: SignatureRequest) -> bytes:
        """See `Signer.sign`."""
        _check_certificate(self.certificate, request.moment)
        if self.private_key.public_key() != self.certificate.public_key():
            raise NotAllowed(Text("密钥和证书不是一对。", "Key and certificate do not belong together."))
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple(_asn1(each) for each in self.chain)
        key = self.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        cms = signers.SimpleSigner(_asn1(self.certificate), asn1_keys.PrivateKeyInfo.load(key), registry, embed_roots=False)
        return place_signature(pdf, request, cms, self.certificate, self.stamping)


def reason_with_record(meaning: str, record_sha256: str) -> str:
    """The reason in the officer's signature: what it means, and which review record belongs to it."""
    return f"{meaning} 审查记录 SHA-256: {record_sha256}"


def place_signature(
    pdf: bytes, request: SignatureRequest, cms: signers.Signer, certificate: x509.Certificate, stamping: Stamping = NO_TIMESTAMPS
) -> bytes:
    """Append one signature with its stamp, made by any pyHanko signer (a remote provider brings its own).

    The first timestamp server that gives a timestamp that holds vouches for the time; where none does, the signature
    is made without and its stamp names the server's own clock.

    :raises Invalid: see `Signer.sign`
    """
    for timestamper in stamping.stampers:
        timestamper.expected = request.moment
        try:
            return _placed(pdf, request, cms, certificate, timestamper)
        except TimestampRequestError as failure:
            log.warning("the timestamp server %s gave no timestamp: %s", timestamper.url, failure)
    return _placed(pdf, request, cms, certificate, None)


def _placed(
    pdf: bytes, request: SignatureRequest, cms: signers.Signer, certificate: x509.Certificate, timestamper: CheckedTimeStamper | None
) -> bytes:
    serial, timestamped = short_serial(certificate), timestamper is not None
    stamp = StampText(request.role, request.name, request.title, request.meaning, request.moment, serial, timestamped=timestamped)
    style = _Stamp(border_width=0, text=stamp, fonts=request.fonts)
    try:
        writer = Appender(BytesIO(pdf))
        _check_turn(writer.prev, request)
        signer = _Signing(_metadata(request), cms, timestamper=timestamper, stamp_style=style)
        signer.moment = request.moment
        return bytes(signer.sign_pdf(writer, existing_fields_only=True).getvalue())
    except TimestampRequestError:
        raise
    except (SigningError, PdfError, UnicodeError) as error:
        raise refusal("pdf", Text("这份文件不能签名。", "This file cannot be signed.")) from error


def reached(pdf: bytes) -> Profile:
    """What the newest signature of a file has: a timestamp of its own, or only the signer's word for the time.

    :raises Invalid: the file holds no signature
    """
    return _profiles(pdf)[-1]


def reached_by_all(pdf: bytes) -> Profile:
    """What every signature of a file has.

    :raises Invalid: the file holds no signature
    """
    return Profile.T if all(each is Profile.T for each in _profiles(pdf)) else Profile.B


def _profiles(pdf: bytes) -> list[Profile]:
    signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    if not signatures:
        raise refusal("pdf", Text("文件里没有签名。", "The file holds no signature."))
    return [Profile.T if each.signer_info["unsigned_attrs"] else Profile.B for each in signatures]


class _Signing(signers.PdfSigner):
    """pyHanko's signer, dated by us."""

    moment: datetime

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = local(self.moment)
        return session

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        # pyHanko would raise the file to PDF 2.0 to name ISO 32002 for P-256, and PDF/A-3 is PDF 1.7
        pdf_out.register_extension(constants.ESIC_EXTENSION_1)


@dataclass(frozen=True)
class _Stamp(BaseStampStyle):
    text: StampText = field(kw_only=True)
    fonts: StampFonts = field(kw_only=True)

    def create_stamp(self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, object]) -> "_Appearance":
        return _Appearance(writer, self, box, draw_signed(self.text, self.fonts, box.width, box.height))


class _Appearance(BaseStamp):
    """A one-page PDF as the appearance of a field."""

    def __init__(self, writer: BasePdfFileWriter, style: BaseStampStyle, box: BoxConstraints, page: bytes) -> None:
        super().__init__(writer, style, box)
        self.page = page

    def render(self) -> bytes:
        drawing = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self.page)))
        self.resources.xobject[pdf_name("/Stamp")] = drawing
        return b"/Stamp Do"


def _metadata(request: SignatureRequest) -> signers.PdfSignatureMetadata:
    last = request.role is SignerRole.APPROVER
    return signers.PdfSignatureMetadata(
        field_name=request.role.value,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=request.role is SignerRole.AUTHOR,
        docmdp_permissions=MDPPerm.NO_CHANGES if last else MDPPerm.FILL_FORMS,
        name=request.name,
        reason=request.reason,
        location=request.location,
        contact_info=request.contact,
    )


def _check_certificate(certificate: x509.Certificate, moment: datetime) -> None:
    if moment > certificate.not_valid_after_utc:
        raise NotAllowed(
            Text("你的签名证书已经过期，设新的 PIN 就换一张。", "Your signing certificate has run out. Set a new PIN to get a new one.")
        )
    if moment < certificate.not_valid_before_utc:
        raise NotAllowed(Text("你的签名证书还没有生效。", "Your signing certificate is not valid yet."))


def _check_turn(reader: PdfFileReader, request: SignatureRequest) -> None:
    role = request.role
    signed = [signature.field_name for signature in reader.embedded_signatures]
    expected = [each.value for each in SIGNING_ORDER[: SIGNING_ORDER.index(role)]]
    if signed != expected:
        who = SIGNER_ROLE_NAMES[role]
        raise refusal("pdf", Text(f"现在轮不到“{who.zh}”签名。", f"It is not the turn of “{who.en}” to sign."))
    earlier = [signature.self_reported_timestamp for signature in reader.embedded_signatures]
    if any(moment is not None and request.moment.replace(microsecond=0) < moment for moment in earlier):
        raise refusal("moment", Text("时钟早于上一次签名的时间。", "The clock is behind the time of the signature before."))


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
