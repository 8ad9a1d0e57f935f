"""An authority that the company gives: a PKCS#12 file, or a key in a PKCS#11 token with its certificates in a PEM file.

Both are opened whole or refused with what is wrong; one that is opened has signed already, so that a key that belongs
to another certificate, a token that does not answer or a certificate without the right is met at the start and not
by somebody who wants to sign.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from planner.kernel.errors import PlannerError
from planner.kernel.i18n import Text
from planner.signing.authority import Authority, IssuerKey, from_pem
from planner.signing.token_key import Token, TokenCurveKey, TokenRsaKey

_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class BadIssuer(PlannerError):
    """The given issuer cannot be used; nothing was issued by it."""


@dataclass
class GivenIssuer:
    """An issuer of the settings, opened when it is first needed and then kept open."""

    _open: Callable[[], Authority] = field(repr=False)
    _opened: Authority | None = None
    not_before: float = 0.0
    """When a token that did not answer is asked for a list again, by `time.monotonic`."""

    def __call__(self) -> Authority:
        """The opened issuer.

        :raises BadIssuer: it cannot be used
        :raises TokenError: its token does not sign
        """
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    @classmethod
    def of(
        cls,
        clock: Callable[[], datetime],
        *,
        pkcs12: bytes | None,
        password: str,
        module: str,
        token: str,
        key: str,
        pin: str,
        chain: bytes,
    ) -> "GivenIssuer | None":
        """What the settings name; None for an authority of our own. For the parts see `AuthoritySettings`."""
        if pkcs12 is not None:
            return cls(lambda: open_pkcs12(pkcs12, password, certificates_in(chain) if chain else [], clock()))
        if module:
            return cls(lambda: open_token(Token(module, token, key, pin), certificates_in(chain), clock()))
        return None


def open_pkcs12(data: bytes, password: str, above: Sequence[x509.Certificate], moment: datetime) -> Authority:
    """The issuer in a PKCS#12 file.

    :param above: certificates that the file does not hold
    :param moment: now
    :raises BadIssuer: wrong password, no key in it, or the issuer is not fit to issue
    """
    try:
        key, certificate, more = pkcs12.load_key_and_certificates(data, password.encode() or None)
    except ValueError:
        raise BadIssuer(
            Text(
                "公司证书文件打不开：密码不对，或者不是 PKCS#12 文件。", "The issuer cannot be opened: wrong password, or no PKCS#12 file."
            )
        ) from None
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise BadIssuer(
            Text(
                "公司证书文件里要有一个 RSA 或椭圆曲线私钥和它的证书。",
                "The PKCS#12 file must hold an RSA or elliptic-curve key and its certificate.",
            )
        )
    if key.public_key() != certificate.public_key():
        raise BadIssuer(_NO_PAIR)
    return checked(Authority(certificate, key, _chain(certificate, [*more, *above])), moment)


def open_token(token: Token, certificates: Sequence[x509.Certificate], moment: datetime) -> Authority:
    """The issuer whose key is in a token.

    :param certificates: its own first, then those above
    :param moment: now
    :raises TokenError: the token does not sign
    :raises BadIssuer: the certificate is another key's, or not fit to issue
    """
    certificate = certificates[0]
    public = certificate.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        key: IssuerKey = TokenCurveKey(token, public)
    elif isinstance(public, rsa.RSAPublicKey):
        key = TokenRsaKey(token, public)
    else:
        raise BadIssuer(_KIND)
    return checked(Authority(certificate, key, _chain(certificate, certificates[1:])), moment)


def certificates_in(pem: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file, in its order.

    :raises BadIssuer: there is none, or one of them is broken
    """
    try:
        found = [from_pem(each) for each in _CERTIFICATE.findall(pem)]
    except ValueError:
        found = []
    if not found:
        raise BadIssuer(Text("AUTHORITY_CHAIN 里没有能读的 PEM 证书。", "AUTHORITY_CHAIN holds no readable PEM certificate."))
    return found


def anchors(certificates: Iterable[x509.Certificate]) -> list[x509.Certificate]:
    """Of several certificates those that people's certificates hang on directly.

    A company's root may stand above other issuers too; whoever knows the issuer of people need not believe those.
    """
    found = list(dict.fromkeys(certificates))
    return [one for one in found if not any(other is not one and issued(one, other) for other in found)]


def checked(authority: Authority, moment: datetime) -> Authority:
    """The same authority, after it has shown that it may issue and can.

    :raises BadIssuer: it may not, or its key is another's
    :raises TokenError: its token does not sign
    """
    for number, certificate in enumerate(authority.certificates):
        _check_one(certificate, moment, below=number)
    public = authority.certificate.public_key()
    if not isinstance(public, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise BadIssuer(_KIND)
    if public.key_size < (2048 if isinstance(public, rsa.RSAPublicKey) else 256):
        raise BadIssuer(_KIND)
    trial = x509.load_der_x509_crl(authority.create_crl([], number=1, moment=moment))
    if not trial.is_signature_valid(public):
        raise BadIssuer(_NO_PAIR)
    return authority


_NO_PAIR = Text("公司证书和私钥不是一对。", "The issuer's certificate and key do not belong together.")
_KIND = Text(
    "公司证书的密钥要是 RSA（至少 2048 位）或椭圆曲线（至少 256 位）。",
    "The issuer needs an RSA key of 2048 bits or a curve of 256 at least.",
)
_MAY_NOT = Text(
    "证书“{name}”不能签发证书：要有 basicConstraints CA 和 keyCertSign、cRLSign。",
    "The certificate “{name}” may not issue: it needs basicConstraints CA, keyCertSign and cRLSign.",
)
_TOO_DEEP = Text("证书“{name}”的 pathLen 不许下面再有这么多级。", "The path length of “{name}” does not allow so many levels below it.")
_TIME = Text("证书“{name}”已经过期或者还没有生效。", "The certificate “{name}” has run out or is not valid yet.")
_OPEN_END = Text(
    "证书“{name}”上面缺证书，一直到根证书都要给（AUTHORITY_CHAIN）。",
    "The certificate above “{name}” is missing; give all of them up to the root (AUTHORITY_CHAIN).",
)


def _check_one(certificate: x509.Certificate, moment: datetime, below: int) -> None:
    """:param below: how many issuers stand under this one"""
    name = certificate.subject.rfc4514_string()
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        may = basic.ca and usage.key_cert_sign and (usage.crl_sign or below > 0)
    except (x509.ExtensionNotFound, ValueError):
        raise BadIssuer(_MAY_NOT.with_(name=name)) from None
    if not may:
        raise BadIssuer(_MAY_NOT.with_(name=name))
    if basic.path_length is not None and basic.path_length < below:
        raise BadIssuer(_TOO_DEEP.with_(name=name))
    if not certificate.not_valid_before_utc <= moment < certificate.not_valid_after_utc:
        raise BadIssuer(_TIME.with_(name=name))


def _chain(certificate: x509.Certificate, given: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """What stands above a certificate up to the root, out of what was given in any order."""
    rest, chain, here = list(given), [], certificate
    while not issued(here, here):
        above = next((one for one in rest if issued(one, here)), None)
        if above is None:
            raise BadIssuer(_OPEN_END.with_(name=here.subject.rfc4514_string()))
        rest.remove(above)  # so that certificates in a circle come to an end
        chain.append(above)
        here = above
    return tuple(chain)


def issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """True when one certificate was made with the key of the other."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
