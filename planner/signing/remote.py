"""Signing with a key that a provider keeps: what it says of a credential is checked, and so is every signature it returns."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.sign import signers
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.signing.csc import Away, Conversation, No, Provider, Refused, decoded
from planner.signing.refusals import refusal
from planner.signing.sign import SignatureRequest, place_signature
from planner.signing.stamping import NO_TIMESTAMPS, Stamping

_ECDSA, _RSA, _RSA_PLAIN = "1.2.840.10045.4.3.2", "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.1"
_LONGEST_CHAIN = 10

_STRANGER = Text(
    "这个签名凭证的证书不是来自公司认可的机构。", "The certificate of this credential does not lead to an authority the company trusts."
)
_BROKEN = Text(
    "签名服务给回的签名和文件、证书对不上，没有采用，什么都没有写入。请告诉管理员。",
    "What the signing service returned does not fit the file and the certificate. It was not used, and nothing was written. Tell your administrator.",
)
_CHANGED = Text(
    "签名服务给这个凭证换了证书，先到“我的账号”里重新确认一次。",
    "The signing service has another certificate for this credential now. Confirm it again under “My account”.",
)
_ELSEWHERE = Text(
    "这个签名凭证要在服务商那里用别的办法确认，这里用不了。请管理员换一个用 PIN 的凭证。",
    "This credential wants a kind of confirmation that cannot be given here. Ask your administrator for one with a PIN.",
)
_REFUSALS: dict[No, Text] = {
    No.LOCKED: Text("签名服务锁定了这个 PIN。按服务商的办法解锁，或者请管理员换一个凭证。", "The signing service has locked this PIN. Unlock it there, or ask your administrator for another credential."),
    No.DISABLED: Text("签名服务停用了这个签名凭证，请联系管理员。", "The signing service has disabled this credential. Ask your administrator."),
    No.EXPIRED: Text("这个签名凭证已经过期，请管理员换一个。", "This credential has run out. Ask your administrator for another one."),
    No.UNKNOWN_CREDENTIAL: Text("签名服务没有这个签名凭证，请联系管理员。", "The signing service knows no such credential. Ask your administrator."),
    No.CLIENT: Text("签名服务不认这个系统，请管理员检查设置。什么都没有写入。", "The signing service does not accept this system. Ask your administrator to check the settings; nothing was written."),
    No.OTHER: Text("签名服务没有同意这次签名，什么都没有写入。", "The signing service refused this signature, and nothing was written."),
}  # fmt: skip
_STATUS: dict[str, Text] = {
    "expired": _REFUSALS[No.EXPIRED],
    "revoked": Text("这个签名凭证的证书已经被吊销，不能再签。请管理员换一个。", "The certificate of this credential was revoked; it signs no more. Ask your administrator for another one."),
    "suspended": Text("这个签名凭证的证书暂停使用，现在不能签。", "The certificate of this credential is suspended; it cannot sign now."),
}  # fmt: skip


class WrongFactor(Invalid):
    """What the person typed is not right: the only refusal that counts as a try."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A key at the provider as it stands today, its certificate checked.

    :param chain: certificates above the person's, roots left out
    :param algorithm: OID by which it signs SHA-256
    :param pin: name of the factor that takes the PIN, empty for none
    :param code: name of the factor that takes a one-time code, empty for none
    :param code_is_sent: that code has to be asked for first
    """

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    algorithm: str
    pin: str
    code: str
    code_is_sent: bool

    @property
    def name(self) -> str:
        """The name in the certificate."""
        return _of_subject(self.certificate, NameOID.COMMON_NAME)

    @property
    def number(self) -> str:
        """What tells this person from others of that name."""
        return _of_subject(self.certificate, NameOID.SERIAL_NUMBER)


@dataclass(frozen=True, slots=True)
class RemoteSigner:
    """Signs with a credential at a provider; stands beside `LocalSigner` behind the words of `Signer`.

    :param certificate: the one this credential is known by here
    :param code: one-time code, None where none was asked for yet
    """

    provider: Provider
    credential_id: str
    certificate: x509.Certificate
    pin: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    stamping: Stamping = NO_TIMESTAMPS

    def sign(self, pdf: bytes, request: SignatureRequest) -> bytes:
        """See `Signer.sign`; refusals of the provider are `Invalid` under `pin`, `code` or `signer`.

        :raises WrongFactor: PIN or code is wrong
        """
        talk = Conversation(self.provider)
        found = look(self.provider, self.credential_id, request.moment, talk)
        if found.certificate != self.certificate:
            raise refusal("signer", _CHANGED)
        return place_signature(pdf, request, _Cms(self, talk, found), self.certificate, self.stamping)

    def prove(self, found: Credential, moment: datetime, challenge: bytes) -> None:
        """Sign a few bytes that mean nothing, to show that the person holds the credential.

        :raises Invalid, Unavailable: as `sign`
        """
        _signed(self, Conversation(self.provider), found, challenge)


def look(provider: Provider, credential_id: str, moment: datetime, talk: Conversation | None = None) -> Credential:
    """What a credential is, fit to sign at a moment.

    :raises Invalid: disabled, expired, revoked, from a stranger, or not usable here
    :raises Unavailable: the provider does not answer
    """
    try:
        said = (talk or Conversation(provider)).info(credential_id)
    except Refused as no:
        raise refusal("signer", _REFUSALS[no.why]) from None
    try:
        return _checked(said, provider, moment)
    except (KeyError, TypeError, ValueError, AttributeError) as failure:
        raise Away(f"credentials/info: {type(failure).__name__}") from None


def _checked(said: dict[str, Any], provider: Provider, moment: datetime) -> Credential:
    if said["key"]["status"] != "enabled":
        raise refusal("signer", _REFUSALS[No.DISABLED])
    if (status := said["cert"].get("status", "valid")) != "valid":
        raise refusal("signer", _STATUS.get(str(status), _REFUSALS[No.OTHER]))
    listed = [x509.load_der_x509_certificate(decoded(each)) for each in said["cert"]["certificates"][:_LONGEST_CHAIN]]
    certificate, above = listed[0], tuple(each for each in listed[1:] if each.subject != each.issuer)
    if moment > certificate.not_valid_after_utc:
        raise refusal("signer", _REFUSALS[No.EXPIRED])
    if not (_leads_home(certificate, above, provider, moment) and _of_person(certificate)):
        raise refusal("signer", _STRANGER)
    factors = _factors(said["auth"])
    return Credential(certificate, above, _algorithm(certificate, said["key"]["algo"]), *factors)


def _factors(auth: dict[str, Any]) -> tuple[str, str, bool]:
    """Which of what the credential demands takes the PIN, which the one-time code, and whether that has to be asked for.

    :raises Invalid: it demands something nobody can type into a form
    """
    if auth["mode"] != "explicit":
        raise refusal("signer", _ELSEWHERE)
    pin = code = ""
    sent = False
    for one in auth["objects"]:
        kind, name = one["type"], str(one["id"])
        if kind == "Password" and not one.get("generator") and "OTP" not in name.upper() and not pin:
            pin = name
        elif kind in ("Password", "ChallengeResponse") and not code:
            code, sent = name, kind == "ChallengeResponse"
        else:
            raise refusal("signer", _ELSEWHERE)
    if not pin:  # a signature without a PIN would be one that its owner may not have meant
        raise refusal("signer", _ELSEWHERE)
    return pin, code, sent


def _algorithm(certificate: x509.Certificate, offered: list[str]) -> str:
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.key_size >= 256:
        wanted = [_ECDSA]
    else:
        wanted = [_RSA, _RSA_PLAIN] if isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048 else []
    for one in wanted:
        if one in offered:
            return one
    raise refusal("signer", _ELSEWHERE)


def _leads_home(certificate: x509.Certificate, above: tuple[x509.Certificate, ...], provider: Provider, moment: datetime) -> bool:
    context = ValidationContext(trust_roots=[_asn1(root) for root in provider.roots], moment=moment, allow_fetching=False)
    validator = CertificateValidator(_asn1(certificate), [_asn1(each) for each in above], validation_context=context)
    try:
        asyncio.run(validator.async_validate_usage({"non_repudiation"}))  # type: ignore[no-untyped-call]
    except (PathError, ValidationError):
        return False
    return True


def _of_person(certificate: x509.Certificate) -> bool:
    """True for a certificate that names one person among several of the same name, and is no authority's."""
    try:
        authority = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        authority = False
    return not authority and all(_of_subject(certificate, each) for each in (NameOID.COMMON_NAME, NameOID.SERIAL_NUMBER))


def _of_subject(certificate: x509.Certificate, part: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(part)
    return str(found[0].value) if len(found) == 1 else ""


class _Cms(signers.Signer):
    """pyHanko's signer, whose raw signatures come from the provider."""

    def __init__(self, signer: RemoteSigner, talk: Conversation, found: Credential) -> None:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple(_asn1(each) for each in found.chain)
        super().__init__(signing_cert=_asn1(found.certificate), cert_registry=registry, embed_roots=False)
        self._signer, self._talk, self._found = signer, talk, found

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature over `data`; as many zeros as it may become long when only its size is asked for."""
        if dry_run:
            return bytes(512)
        return await asyncio.to_thread(_signed, self._signer, self._talk, self._found, data)


def _signed(signer: RemoteSigner, talk: Conversation, found: Credential, data: bytes) -> bytes:
    """The provider's signature over bytes, by the very key of the certificate.

    :raises Invalid: refused, or what came back is no such signature
    """
    digest = hashlib.sha256(data).digest()
    try:
        if found.code and not signer.code:
            if found.code_is_sent:
                talk.challenge(signer.credential_id, found.code)
                raise refusal(
                    "code", Text("验证码已经发给你。填好验证码，再签一次。", "A one-time code was sent to you. Fill it in and sign again.")
                )
            raise refusal("code", Text("这次签名还要填一次性验证码。", "This signature also needs a one-time code."))
        factors = {found.pin: signer.pin} | ({found.code: signer.code} if found.code and signer.code else {})
        sad = talk.authorize(signer.credential_id, digest, factors)
        signature = talk.sign(signer.credential_id, sad, digest, found.algorithm)
    except Refused as no:
        raise _refusal(no.why, both=bool(found.code)) from None
    if not _fits(found.certificate, signature, data):
        raise refusal("signer", _BROKEN)
    return signature


def _refusal(why: No, *, both: bool) -> Invalid:
    if why is No.FACTOR:
        words = Text("PIN 或验证码不对", "The PIN or the one-time code is wrong") if both else Text("PIN 不对", "The PIN is wrong")
        return WrongFactor({"pin": words}, words)
    if why is No.CODE:
        words = Text("验证码不对", "The one-time code is wrong")
        return WrongFactor({"code": words}, words)
    return refusal("pin" if why is No.LOCKED else "signer", _REFUSALS[why])


def _fits(certificate: x509.Certificate, signature: bytes, data: bytes) -> bool:
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
