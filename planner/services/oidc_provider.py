"""Talking to the company's sign-in service: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636, RFC 9700).

Its description and keys are read afresh for each sign-in, so that nothing lies in memory and a new key counts at once.
"""

import json
import logging
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from planner.kernel.asking import ask
from planner.kernel.errors import NotAllowed, Unavailable
from planner.kernel.i18n import Text

log = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures that are looked at; `none` and shared secrets are not among them."""
LEEWAY = 60
"""Seconds by which its clock and ours may differ."""
OLDEST = 600
"""Seconds after which a token is too old to come from this sign-in."""
_LARGEST_ANSWER = 256 * 1024

AWAY = Text("{name}现在联系不上，过一会儿再试。", "{name} cannot be reached just now. Try again in a moment.")
NOT_BELIEVED = Text(
    "{name}的回答核对不上，没有登录。再试一次；还不行，请把原因“{why}”告诉管理员。",
    "The answer of {name} does not hold, so you are not signed in. Try again; if it stays so, tell your administrator the reason “{why}”.",
)


@dataclass(frozen=True, slots=True)
class Provider:
    """The company's sign-in service.

    :param issuer, client_id, client_secret: see `OidcSettings`
    :param name: as people know it
    :param only: passwords open nothing, but for the person with the e-mail `break_glass`
    :param trusts_mfa: its word for a second factor counts
    :param seconds: of waiting for one answer, all of it included
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    only: bool = False
    break_glass: str = ""
    trusts_mfa: bool = False
    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Flow:
    """One way there and back; the browser keeps it in the signed cookie.

    :param at: seconds of the epoch when it began
    :param purpose: what somebody who is signed in confirms anew; empty for a sign-in
    """

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    at: int
    next_path: str = "/"
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What the provider vouches for.

    :param email: in lower case; empty unless it says that the address was verified
    :param mfa: it says that there was a second factor (`amr`, RFC 8176)
    """

    issuer: str
    subject: str
    email: str
    mfa: bool


class Refused(NotAllowed):
    """The provider lets nobody in, or what it says cannot be believed.

    :param why: one word for trail and log: `denied`, `state`, `issuer`, `token`, `signature`, `nonce`, `expired`, …
    """

    def __init__(self, message: Text, why: str) -> None:
        super().__init__(message)
        self.why = why


def way_there(provider: Provider, flow: Flow) -> str:
    """Where the browser goes; for a purpose the provider must ask anew who it is.

    :raises Unavailable: the provider does not answer
    """
    found = _described(provider)
    again = {"prompt": "login", "max_age": "0"} if flow.purpose else {}
    return str(
        prepare_grant_uri(
            found["authorization_endpoint"],
            provider.client_id,
            "code",
            redirect_uri=flow.redirect_uri,
            scope="openid email",
            state=flow.state,
            nonce=flow.nonce,
            code_challenge=create_s256_code_challenge(flow.verifier),
            code_challenge_method="S256",
            **again,
        )
    )


def way_out(provider: Provider, back: str) -> str | None:
    """Where somebody ends their session with the provider too; None where it offers no such place.

    :raises Unavailable: the provider does not answer
    """
    place = _described(provider).get("end_session_endpoint")
    if not isinstance(place, str) or not _safe(provider, place):
        return None
    return f"{place}{'&' if '?' in place else '?'}{urlencode({'client_id': provider.client_id, 'post_logout_redirect_uri': back})}"


def come_back(provider: Provider, flow: Flow, answer: Mapping[str, str], now: datetime) -> Said:
    """Exchange the code that the browser brings, and believe the token or not.

    :param answer: the query of the redirect
    :raises Refused: the provider said no, or one of its words does not hold
    :raises Unavailable: the provider does not answer
    """
    if answer.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
        raise _doubt(provider, "issuer")
    if "error" in answer:
        log.warning("company sign-in refused: %s", "".join(c for c in answer["error"][:60] if c.isalnum() or c == "_"))
        raise Refused(Text("{name}没有让你登录。", "{name} did not let you in.").with_(name=provider.name), "denied")
    if not answer.get("code"):
        raise _doubt(provider, "code")
    found = _described(provider)
    given = _ask(provider, found["token_endpoint"], *_exchange(provider, found, flow, answer["code"]))
    if not isinstance(given.get("id_token"), str):
        raise _doubt(provider, "token")
    return _believe(provider, flow, given, _ask(provider, found["jwks_uri"]), int(now.timestamp()))


def _exchange(provider: Provider, found: dict[str, Any], flow: Flow, code: str) -> tuple[dict[str, str], dict[str, str]]:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": flow.redirect_uri, "code_verifier": flow.verifier}
    if "client_secret_basic" in found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
        return form, {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
    return form | {"client_id": provider.client_id, "client_secret": provider.client_secret}, {}


def _believe(provider: Provider, flow: Flow, given: dict[str, Any], keys: dict[str, Any], now: int) -> Said:
    try:
        usable = [key for key in keys.get("keys", ()) if key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"]
        token = jwt.decode(given["id_token"], KeySet.import_key_set({"keys": usable}), algorithms=list(ALGORITHMS))
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as failure:
        log.warning("company sign-in: a token that does not hold, %s", type(failure).__name__)
        raise _doubt(provider, "signature") from failure
    claims = CodeIDToken(
        token.claims,
        token.header,
        options={"iss": {"essential": True, "value": provider.issuer}, "aud": {"essential": True, "value": provider.client_id}},
        params={"nonce": flow.nonce, "client_id": provider.client_id, "access_token": given.get("access_token")},
    )
    try:
        claims.validate(now=now, leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, AttributeError) as failure:
        log.warning("company sign-in: a claim that does not hold, %s", type(failure).__name__)
        raise _doubt(provider, getattr(failure, "claim", None) or getattr(failure, "error", None) or "claims") from failure
    subject, at = claims["sub"], claims["iat"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or now - at > OLDEST:
        raise _doubt(provider, "sub" if now - at <= OLDEST else "iat")
    if flow.purpose:
        asked = claims.get("auth_time")
        if not isinstance(asked, int) or isinstance(asked, bool) or not flow.at - LEEWAY <= asked <= now + LEEWAY:
            raise _doubt(provider, "auth_time")
    email = claims.get("email") if claims.get("email_verified") is True else ""
    amr = claims.get("amr") or []
    return Said(provider.issuer, subject, email.strip().lower() if isinstance(email, str) else "", "mfa" in amr)


def _described(provider: Provider) -> dict[str, Any]:
    """What the provider says about itself; only places that are as safe as its own address are believed."""
    found = _ask(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    places = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if found.get("issuer") != provider.issuer or not all(_safe(provider, found.get(name)) for name in places):
        log.error("company sign-in: the description does not fit OIDC_ISSUER")
        raise _doubt(provider, "issuer")
    return found


def _safe(provider: Provider, place: object) -> bool:
    """An address over https; http only where the issuer itself is on this machine."""
    if not isinstance(place, str):
        return False
    parts = urlsplit(place)
    return bool(parts.hostname) and (parts.scheme == "https" or parts.scheme == urlsplit(provider.issuer).scheme == "http")


def _ask(provider: Provider, url: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """One JSON object, whole, not too long and in time.

    :raises Unavailable: no such answer
    :raises Refused: it does not take what the form says
    """
    sent = urlencode(form).encode() if form else None
    try:
        found = json.loads(
            ask(url, sent, {"Accept": "application/json", **(headers or {})}, seconds=provider.seconds, most=_LARGEST_ANSWER).data
        )
        if not isinstance(found, dict):
            raise ValueError("no object")
        return found
    except (OSError, ValueError, HTTPException, RecursionError) as failure:
        if form and isinstance(failure, HTTPError) and failure.code in (400, 401, 403):
            log.warning("company sign-in: the code or our secret was not taken, %s", failure.code)
            raise _doubt(provider, "code") from failure
        log.warning("company sign-in: no answer, %s", type(failure).__name__)
        raise Unavailable(AWAY.with_(name=provider.name)) from failure


def _doubt(provider: Provider, why: str) -> Refused:
    return Refused(NOT_BELIEVED.with_(name=provider.name, why=why), why)
