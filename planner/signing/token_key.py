"""A private key that never leaves its token (PKCS#11): whoever signs certificates and lists with it asks the token.

Every signature is asked for in a process of its own (`token_child.py`): the token's module is foreign C code that does
not survive a fork, may hang with its network and may fall over. Issuing is rare, so the tenth of a second is no loss.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric import utils as prehashed

import planner
from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text

_WHY = {
    "module": Text("PKCS#11 模块 {module} 装不进来。", "The PKCS#11 module {module} cannot be loaded."),
    "token": Text("没有找到名为“{label}”的令牌。", "There is no token labelled “{label}”."),
    "key": Text("令牌“{label}”里没有名为“{key}”的私钥。", "The token “{label}” holds no private key labelled “{key}”."),
    "pin": Text("令牌“{label}”的 PIN 不对。", "The PIN of the token “{label}” is wrong."),
    "locked": Text("令牌“{label}”的 PIN 已锁定。", "The PIN of the token “{label}” is locked."),
    "refused": Text("令牌“{label}”的私钥“{key}”不肯签名。", "The key “{key}” of the token “{label}” does not sign."),
    "silent": Text("令牌“{label}”没有回应。", "The token “{label}” does not answer."),
}


class TokenError(Unavailable):
    """The token did not sign; nothing was issued.

    :param why: `module`, `token`, `key`, `pin`, `locked`, `refused` or `silent`
    """

    def __init__(self, why: str, token: "Token") -> None:
        super().__init__(_WHY.get(why, _WHY["refused"]).with_(module=token.module, label=token.label, key=token.key))
        self.why = why


@dataclass(frozen=True, slots=True)
class Token:
    """Where a key is, and what opens it.

    :param module: path of the PKCS#11 module
    :param label: of the token
    :param key: label of the private key on it
    :param pin: the token's user PIN
    :param seconds: of waiting for one signature
    """

    module: str
    label: str
    key: str
    pin: str = field(repr=False)
    seconds: float = 20.0

    def sign(self, data: bytes, kind: str) -> bytes:
        """A signature over `data` by the key.

        :param kind: `rsa` (data are signed with SHA-256 and PKCS#1 v1.5) or `ec` (data are a digest; the answer is r and s)
        :raises TokenError: the token cannot be reached, or does not do it
        """
        asked = {"module": self.module, "label": self.label, "key": self.key, "pin": self.pin, "kind": kind, "data": data.hex()}
        try:
            child = subprocess.run(
                [sys.executable, "-m", "planner.signing.token_child"],
                input=json.dumps(asked).encode(),  # not by argument or environment, which others on the machine could read
                capture_output=True,
                timeout=self.seconds,
                cwd=Path(planner.__file__).parents[1],
                check=False,
            )
            answer = json.loads(child.stdout)
            if "why" in answer:
                raise TokenError(str(answer["why"]), self)
            return bytes.fromhex(answer["signature"])
        except subprocess.TimeoutExpired as failure:
            raise TokenError("silent", self) from failure.with_traceback(None)
        except (OSError, ValueError, KeyError, TypeError):
            raise TokenError("refused", self) from None  # what the child wrote may name what it was given


class _Kept:
    """What nobody can do with a key that stays where it is."""

    def _never(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("the key stays in its token")

    private_bytes = private_numbers = exchange = decrypt = _never

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: object) -> Any:
        return self


class TokenCurveKey(_Kept, ec.EllipticCurvePrivateKey):
    """A key on an elliptic curve, kept by a token."""

    def __init__(self, token: Token, public: ec.EllipticCurvePublicKey) -> None:
        self._token, self._public = token, public

    @property
    def curve(self) -> ec.EllipticCurve:
        """The curve."""
        return self._public.curve

    @property
    def key_size(self) -> int:
        """Bits."""
        return self._public.key_size

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """What signatures are checked with."""
        return self._public

    def sign(self, data: Any, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        """A DER signature.

        :raises TokenError: the token cannot be reached, or does not do it
        """
        algorithm = signature_algorithm.algorithm
        if not isinstance(algorithm, hashes.HashAlgorithm):
            raise TypeError("a token is given the data, not their digest")
        digest = hashes.Hash(algorithm)
        digest.update(data)
        raw = self._token.sign(digest.finalize(), "ec")
        half = len(raw) // 2
        return prehashed.encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))


class TokenRsaKey(_Kept, rsa.RSAPrivateKey):
    """An RSA key kept by a token."""

    def __init__(self, token: Token, public: rsa.RSAPublicKey) -> None:
        self._token, self._public = token, public

    @property
    def key_size(self) -> int:
        """Bits."""
        return self._public.key_size

    def public_key(self) -> rsa.RSAPublicKey:
        """What signatures are checked with."""
        return self._public

    def sign(self, data: Any, padding: padding.AsymmetricPadding, algorithm: Any) -> bytes:
        """A PKCS#1 v1.5 signature over SHA-256.

        :raises TokenError: the token cannot be reached, or does not do it
        """
        if padding.name != "EMSA-PKCS1-v1_5" or not isinstance(algorithm, hashes.SHA256):
            raise TypeError("a token is asked for PKCS#1 v1.5 with SHA-256 alone")
        return self._token.sign(bytes(data), "rsa")
