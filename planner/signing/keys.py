"""A person's private key at rest: readable only with the signing PIN and the server's secret together.

A PIN of six digits alone would be found in seconds (security.md, fact 15), a server secret alone would let the
operator sign for everybody.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import cast

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from planner.kernel.errors import Invalid, NotAllowed
from planner.kernel.i18n import Text

_LABEL = b"planner signing key, form 1"
_NONCE = 12
DEFAULT_PARAMETERS = "argon2id,t=3,m=65536,p=1"
"""Three passes over 64 MiB: the second choice of RFC 9106 with one lane, about a tenth of a second."""
_PARAMETERS = re.compile(r"argon2id,t=(\d{1,2}),m=(\d{1,7}),p=(\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class SealedKey:
    """An encrypted private key, as it is stored.

    :param blob: nonce (12 bytes), then the PKCS#8 key under AES-256-GCM with its tag
    :param salt: 16 random bytes for argon2id
    :param params: cost of the derivation, so that it can be raised later without losing old keys
    """

    blob: bytes
    salt: bytes
    params: str


class WrongPin(NotAllowed):
    """The PIN does not open this key; nothing tells whether PIN, secret or key is to blame."""

    def __init__(self) -> None:
        super().__init__(Text("签名 PIN 不对。", "This is not the signing PIN."))


def new_private_key() -> ec.EllipticCurvePrivateKey:
    """A fresh private key on P-256 for one person."""
    return ec.generate_private_key(ec.SECP256R1())


def seal_key(private_key: ec.EllipticCurvePrivateKey, pin: str, server_secret: bytes, *, params: str = DEFAULT_PARAMETERS) -> SealedKey:
    """Encrypt a private key under PIN and server secret.

    :param server_secret: at least 32 random bytes, kept outside database and backup
    :raises Invalid: the PIN is not acceptable (see `check_pin`)
    :raises ValueError: the server secret is too short
    """
    check_pin(pin)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(_NONCE)
    plain = private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SealedKey(nonce + AESGCM(_derive(pin, server_secret, salt, params)).encrypt(nonce, plain, _LABEL), salt, params)


def open_key(sealed: SealedKey, pin: str, server_secret: bytes) -> ec.EllipticCurvePrivateKey:
    """Decrypt a private key.

    :raises WrongPin: PIN and server secret do not open it
    :raises ValueError: the server secret is too short, or `sealed.params` is not ours
    """
    key = _derive(pin, server_secret, sealed.salt, sealed.params)
    try:
        plain = AESGCM(key).decrypt(sealed.blob[:_NONCE], sealed.blob[_NONCE:], _LABEL)
    except (InvalidTag, ValueError):
        raise WrongPin from None  # the chained error would carry nothing but would look like a fault in the log
    return cast(ec.EllipticCurvePrivateKey, load_der_private_key(plain, None))


def check_pin(pin: str) -> None:
    """Accept six digits that nobody would try first.

    :raises Invalid: under the field `pin`, with what to change
    """
    if not re.fullmatch(r"[0-9]{6}", pin):
        raise Invalid({"pin": Text("签名 PIN 是 6 位数字。", "The signing PIN has six digits.")})
    if _guessable(pin):
        raise Invalid(
            {
                "pin": Text(
                    "这个 PIN 太容易猜到，不要用重复、连续的数字或生日。",
                    "This PIN is too easy to guess. Avoid repeated digits, runs and birthdays.",
                )
            }
        )


def _guessable(pin: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    repeated = pin[:3] == pin[3:] or pin[:2] == pin[2:4] == pin[4:]
    return len(set(pin)) <= 2 or steps in ({1}, {9}) or repeated or _birthday(pin)


def _birthday(pin: str) -> bool:
    """A day written YYMMDD on which somebody at work today may have been born."""
    year = int(pin[:2])
    if 11 <= year < 45:
        return False
    try:
        date((1900 if year >= 45 else 2000) + year, int(pin[2:4]), int(pin[4:]))
    except ValueError:
        return False
    return True


def _derive(pin: str, server_secret: bytes, salt: bytes, params: str) -> bytes:
    if len(server_secret) < 32:
        raise ValueError("the server secret needs at least 32 bytes")
    match = _PARAMETERS.fullmatch(params)
    if match is None:
        raise ValueError("unknown key derivation parameters")
    passes, kibibytes, lanes = map(int, match.groups())
    keyed = hmac.new(server_secret, _LABEL + b"\0" + pin.encode(), hashlib.sha256).digest()
    return hash_secret_raw(keyed, salt, time_cost=passes, memory_cost=kibibytes, parallelism=lanes, hash_len=32, type=Type.ID)
