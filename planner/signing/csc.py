"""A provider that keeps people's keys, spoken to by the API of the Cloud Signature Consortium, version 2.

One `Conversation` is one signature: a token for us, what the credential is, the person's consent for exactly one hash
(`credentials/authorize` gives the activation data, SAD), the signature of that hash. pyHanko's own client speaks version 1
through another HTTP library and believes what comes back, which is why this one stands here.

Neither PIN nor secret nor activation data is ever logged, nor what the provider says of an error in its own words.
"""

import base64
import binascii
import json
import logging
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import requests
from cryptography import x509
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text
from planner.signing.refusals import refusal

log = logging.getLogger(__name__)

SHA256 = "2.16.840.1.101.3.4.2.1"
_LARGEST_ANSWER = 256 * 1024
_CODE = re.compile(r"[a-z_]{1,40}", re.ASCII)
AWAY = Text(
    "签名服务没有给出能用的回答，什么都没有写入。过一会儿再试。",
    "The signing service gave no usable answer, and nothing was written. Try again in a while.",
)


@dataclass(frozen=True, slots=True)
class Provider:
    """Where the keys are, and how we prove there who we are.

    :param url: base of its API, up to and including `/csc/v2`
    :param roots: certificates that every credential's certificate must lead to
    :param seconds: of waiting for one answer, all of it included
    :param patience: seconds of waiting for all answers of a conversation together, four for a signature
    """

    url: str
    client_id: str
    client_secret: str = field(repr=False)
    roots: tuple[x509.Certificate, ...] = ()
    seconds: float = 8.0
    patience: float = 16.0


def roots_of(pems: Iterable[bytes]) -> tuple[x509.Certificate, ...]:
    """The certificates of the settings, opened.

    :raises Invalid: one of them is none
    """
    try:
        return tuple(x509.load_pem_x509_certificate(pem) for pem in pems)
    except ValueError as failure:
        raise refusal("csc_roots", Text("CSC_ROOTS 里有读不出的证书。", "A certificate of CSC_ROOTS cannot be read.")) from failure


def provider_of(url: str, client_id: str, client_secret: str, roots: Iterable[bytes]) -> Provider | None:
    """The provider of the settings; None where keys are kept here.

    :raises Invalid: as `roots_of`
    """
    return Provider(url, client_id, client_secret, roots_of(roots)) if url else None


class No(StrEnum):
    """Why a provider refuses."""

    FACTOR = "factor"  # PIN or one-time code is wrong
    CODE = "code"  # the one-time code is wrong
    LOCKED = "locked"
    DISABLED = "disabled"
    EXPIRED = "expired"
    UNKNOWN_CREDENTIAL = "unknown"
    CLIENT = "client"  # it does not know us
    OTHER = "other"


class Refused(Exception):
    """The provider answered, and said no."""

    def __init__(self, why: No) -> None:
        super().__init__(why.value)
        self.why = why


class Away(Unavailable):
    """No answer, a late one, a broken one, or one that is too long."""

    def __init__(self, reason: str) -> None:
        super().__init__(AWAY)
        log.warning("the signing provider gave no usable answer: %s", reason)


class Conversation:
    """Asks the provider what one signature needs; every answer is bounded in time and size, and nobody is followed elsewhere."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._http = requests.Session()
        self._token = ""
        self._left = provider.patience

    def info(self, credential_id: str) -> dict[str, Any]:
        """What the provider says of a credential, its certificate chain included.

        :raises Away: no usable answer
        :raises Refused: it knows neither us nor the credential
        """
        asked = {"credentialID": credential_id, "certificates": "chain", "certInfo": True, "authInfo": True}
        return self._ask("credentials/info", asked)

    def challenge(self, credential_id: str, factor: str) -> None:
        """Have a one-time code sent to the person.

        :raises Away, Refused: it was not
        """
        self._ask("credentials/getChallenge", {"credentialID": credential_id, "authObjectID": factor})

    def authorize(self, credential_id: str, digest: bytes, factors: Mapping[str, str]) -> str:
        """The person's consent to one signature of one hash: the activation data.

        :param factors: what the credential demands by name (`PIN`, `OTP`), and what the person typed
        :raises Away, Refused: there is none
        """
        asked = {
            "credentialID": credential_id,
            "numSignatures": 1,
            "hashes": [_base64(digest)],
            "hashAlgorithmOID": SHA256,
            "authData": [{"id": name, "value": value} for name, value in factors.items()],
        }
        sad = self._ask("credentials/authorize", asked).get("SAD")
        if not isinstance(sad, str) or not sad:
            raise Away("no activation data")
        return sad

    def sign(self, credential_id: str, sad: str, digest: bytes, algorithm: str) -> bytes:
        """What the provider returns as the signature of a hash; nobody has looked at it yet.

        :param algorithm: OID of the signature algorithm
        :raises Away, Refused: it returns none
        """
        asked = {
            "credentialID": credential_id,
            "SAD": sad,
            "hashes": [_base64(digest)],
            "hashAlgorithmOID": SHA256,
            "signAlgo": algorithm,
            "operationMode": "S",
        }
        match self._ask("signatures/signHash", asked).get("signatures"):
            case [str(one)]:
                return decoded(one)
        raise Away("not one signature")

    def _ask(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        if not self._token:
            who = {"client_id": self._provider.client_id, "client_secret": self._provider.client_secret}
            token = self._post("oauth2/token", data={"grant_type": "client_credentials", "scope": "service", **who}).get("access_token")
            if not isinstance(token, str) or not re.fullmatch(r"[!-~]+", token):
                raise Away("no access token")
            self._token = token
        return self._post(path, json=asked)

    def _post(self, path: str, **body: Any) -> dict[str, Any]:
        begun, seconds = time.monotonic(), min(self._provider.seconds, self._left)
        if seconds <= 0:
            raise Away(f"{path}: all together too slow")
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        try:
            with self._http.post(
                f"{self._provider.url}/{path}",
                headers=headers,
                auth=_Bearer(self._token),
                timeout=seconds,
                allow_redirects=False,
                stream=True,
                **body,
            ) as answer:
                data = b""
                while piece := answer.raw.read1(8192):  # one that drips must not hold a signer up
                    data += piece
                    if len(data) > _LARGEST_ANSWER or time.monotonic() > begun + seconds:
                        raise Away(f"{path}: too long or too slow")
                status = answer.status_code
        except (requests.RequestException, HTTPError, OSError) as failure:
            raise Away(f"{path}: {type(failure).__name__}") from None  # the chained error may hold the request
        finally:
            self._left -= time.monotonic() - begun
        return _understood(path, status, data)


class _Bearer(AuthBase):
    """Ours and nobody else's: without it the library would take passwords out of a file in the home folder."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _understood(path: str, status: int, data: bytes) -> dict[str, Any]:
    if status == 204:
        return {}
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise Away(f"{path}: {status}, no JSON") from None
    if not isinstance(said, dict):
        raise Away(f"{path}: {status}, no JSON object")
    if status == 200:
        return said
    if status not in (400, 401, 403):  # 202 waits for another device, which nobody here can do
        raise Away(f"{path}: {status}")
    why = _why(said)
    code = said.get("error")
    shown = code if isinstance(code, str) and _CODE.fullmatch(code) else "no known code"
    log.warning("the signing provider refused %s: %s, taken as %s", path, shown, why.value)
    raise Refused(why)


def _why(said: dict[str, Any]) -> No:
    """What a refusal means: by its code, and where the standard has one code for everything, by its words."""
    code, words = said.get("error"), str(said.get("error_description", "")).lower()
    match code:
        case "invalid_otp":
            return No.CODE
        case "invalid_authentication_data" | "invalid_pin":
            return No.FACTOR
        case "invalid_client" | "unauthorized_client" | "invalid_token" | "access_denied":
            return No.CLIENT
    for mark, why in (("locked", No.LOCKED), ("disabled", No.DISABLED), ("expired", No.EXPIRED), ("credentialid", No.UNKNOWN_CREDENTIAL)):
        if mark in words and "sad" not in words:
            return why
    return No.OTHER


def decoded(text: str) -> bytes:
    """Bytes from base 64.

    :raises Away: it is none
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Away("broken base 64") from None


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
