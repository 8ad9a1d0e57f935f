"""A small OpenID provider in a process of its own; it can be told to refuse, to lie and to hang.

`python -m tests.factories.oidc_server FOLDER` makes keys, writes its port to `port`, and looks at `mode` before each
answer. `account` holds who signs in, as JSON (sub, email, email_verified, amr); `clock` the time it tells, ISO form.
It checks client, redirect, PKCE and secret as a real one does, and a code counts once.

Modes: `good`, `denied` (at the door), `away` (500), `hang`, `junk`, `huge`, `moved`, `no_token`; wrong in the token:
`signature`, `none`, `secret` (signed with the client secret), `kid`, `jwk` (brings its own key), `nonce`, `no_nonce`, `iss`, `aud`, `azp`, `expired`,
`old`, `future`, `at_hash`, `no_sub`, `no_auth_time`, `stale_auth`; `other_iss` in its description.
With a file `page` it shows one before it sends anybody back. Good too: `rotated` (new keys just before the token), `es256`, `post` (takes its secret in the form alone).
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from datetime import UTC, datetime
from html import escape
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from tests.factories.counterpart import serve

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
CLIENT, SECRET = "plan-workbook", "a secret: of/the client+"
CODES: dict[str, dict[str, str]] = {}
KEYS = {
    "RS256": RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}),
    "ES256": ECKey.generate_key("P-256", {"kid": "curve", "use": "sig"}),
}
FOREIGN = RSAKey.generate_key(2048, {"kid": "first"})


def _said(name: str, otherwise: str) -> str:
    try:
        return (FOLDER / name).read_text("utf-8").strip()
    except OSError:
        return otherwise


def _now() -> int:
    told = _said("clock", "")
    return int((datetime.fromisoformat(told) if told else datetime.now(UTC)).timestamp())


def _half_hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).rstrip(b"=").decode()


class Handler(BaseHTTPRequestHandler):
    """The five addresses of a provider."""

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/realm"

    def do_GET(self) -> None:
        mode, parts = _said("mode", "good"), urlsplit(self.path)
        with (FOLDER / "asked").open("a") as asked:
            asked.write(self.path + "\n")
        if mode in ("away", "hang", "junk", "huge", "moved") and parts.path != "/realm/authorize":
            self._misbehave(mode)
        elif parts.path == "/realm/.well-known/openid-configuration":
            self._json(self._description(mode))
        elif parts.path == "/realm/keys":
            self._json(KeySet(list(KEYS.values())).as_dict(private=False))
        elif parts.path == "/realm/authorize":
            self._authorize(mode, {name: values[0] for name, values in parse_qs(parts.query).items()})
        elif parts.path == "/realm/leave":
            self._go(parse_qs(parts.query)["post_logout_redirect_uri"][0])
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        mode = _said("mode", "good")
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if mode == "hang_token":
            time.sleep(30)
        asked = CODES.pop(form.get("code", ""), None)
        verifier = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if not self._is_client(mode, form):
            self._json({"error": "invalid_client"}, 401)
        elif asked is None or form.get("grant_type") != "authorization_code" or form.get("redirect_uri") != asked["redirect_uri"]:
            self._json({"error": "invalid_grant"}, 400)
        elif verifier != asked["code_challenge"]:
            self._json({"error": "invalid_grant", "error_description": "PKCE"}, 400)
        else:
            self._json(self._token(mode, asked))

    def _is_client(self, mode: str, form: dict[str, str]) -> bool:
        if mode == "post":
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        kind, _, value = self.headers.get("Authorization", "").partition(" ")
        name, _, secret = base64.b64decode(value).decode().partition(":") if kind == "Basic" else ("", "", "")
        return (unquote(name), unquote(secret)) == (CLIENT, SECRET)

    def _description(self, mode: str) -> dict[str, object]:
        return {
            "issuer": "https://other.example" if mode == "other_iss" else self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post" if mode == "post" else "client_secret_basic"],
            **({} if mode == "no_way_out" else {"end_session_endpoint": f"{self.issuer}/leave"}),
        }

    def _authorize(self, mode: str, asked: dict[str, str]) -> None:
        known = (asked.get("client_id"), asked.get("response_type"), asked.get("code_challenge_method")) == (CLIENT, "code", "S256")
        if not known or asked.get("redirect_uri") != _said("redirect_uri", "") or not asked.get("state") or not asked.get("nonce"):
            self.send_error(400, "this client is not known, or its way back")
            return
        if mode == "denied":
            self._go(f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}")
            return
        if _said("page", "") and "yes" not in asked:
            self._page(f'<p>Who are you?</p><a href="{escape(self.path)}&amp;yes=1">Go on</a>')
            return
        code = secrets.token_urlsafe(24)
        CODES[code] = asked | {"auth_time": str(_now() if asked.get("prompt") == "login" else _now() - 3600)}
        self._go(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}")

    def _token(self, mode: str, asked: dict[str, str]) -> dict[str, object]:
        now, access = _now(), secrets.token_urlsafe(16)
        claims = {"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": asked["nonce"]}
        claims |= {"at_hash": _half_hash(access), "auth_time": int(asked["auth_time"]), **json.loads(_said("account", "{}"))}
        wrong: dict[str, dict[str, object]] = {
            "nonce": {"nonce": "another"},
            "iss": {"iss": "https://other.example"},
            "aud": {"aud": "somebody-else"},
            "azp": {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
            "expired": {"exp": now - 61, "iat": now - 400},
            "old": {"iat": now - 700},
            "future": {"iat": now + 400, "exp": now + 900},
            "at_hash": {"at_hash": _half_hash("another")},
            "stale_auth": {"auth_time": now - 3600},
        }
        claims |= wrong.get(mode, {})
        for name in {"no_nonce": ["nonce"], "no_sub": ["sub"], "no_auth_time": ["auth_time"]}.get(mode, []):
            claims.pop(name, None)
        given = {"access_token": access, "token_type": "Bearer", "expires_in": 300}
        return given if mode == "no_token" else given | {"id_token": self._sign(mode, claims)}

    def _sign(self, mode: str, claims: dict[str, object]) -> str:
        if mode == "rotated":
            KEYS["RS256"] = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})
        key = FOREIGN if mode == "signature" else KEYS["RS256"]
        if mode == "none":
            header, body = ({"alg": "none"}, claims)
            return ".".join(base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in (header, body)) + "."
        if mode == "secret":
            return jwt.encode({"alg": "HS256", "kid": "first"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])
        if mode == "jwk":
            own = {"alg": "RS256", "jwk": FOREIGN.as_dict(private=False), "jku": "http://127.0.0.1:9/keys"}
            return jwt.encode(own, claims, FOREIGN, algorithms=["RS256"])
        if mode == "es256":
            return jwt.encode({"alg": "ES256", "kid": "curve"}, claims, KEYS["ES256"], algorithms=["ES256"])
        return jwt.encode({"alg": "RS256", "kid": "unheard" if mode == "kid" else str(key.kid)}, claims, key, algorithms=["RS256"])

    def _misbehave(self, mode: str) -> None:
        if mode == "hang":
            time.sleep(30)
        if mode == "moved":
            self._go("http://127.0.0.1:9/")
            return
        self.send_response(500 if mode == "away" else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"[1" * 300_000 if mode == "huge" else b"no json")

    def _page(self, body: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<!doctype html><html lang="en"><head><title>Id</title><link rel="icon" href="data:,"></head>{body}'.encode())

    def _go(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.end_headers()

    def _json(self, what: object, status: int = 200) -> None:
        data = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        return


if __name__ == "__main__":
    serve(Handler, FOLDER)
