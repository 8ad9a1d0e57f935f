"""A small signing provider (Cloud Signature Consortium API, version 2) in a process of its own: it holds the keys.

`python -m tests.factories.csc_server FOLDER` reads `credentials.json` there (see csc.py), writes its port to `port`, appends
the name of every call to `asked`, and looks at `mode` before each answer: `good`, or a misbehaviour, which `misbehaviour@call`
limits to one call: `hang`, `late`, `drip`, `junk`, `list`, `deep`, `long`, `error`, `moved`, `refuse`, `pending`, `stranger` (knows no
client), `other` (signs other bytes), `garbage`, `twice`, `none`. It checks its tokens, that consent is bound to hash, number and
credential and counts once, the PIN (three wrong ones lock), and one-time codes.
"""

import base64
import json
import secrets
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.factories.counterpart import serve

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
BASE = "/csc/v2/"
CLIENT, SECRET = "planner", "a secret of the tests"
SHA256 = "2.16.840.1.101.3.4.2.1"
MOST_WRONG = 3
TURN = threading.Lock()
tokens: set[str] = set()
consents: dict[str, tuple[str, list[str]]] = {}
wrong: Counter[str] = Counter()
spent: set[tuple[str, str]] = set()


class No(Exception):
    """A refusal as the standard words it."""

    def __init__(self, error: str, words: str, status: int = 400) -> None:
        super().__init__(error)
        self.body, self.status = {"error": error, "error_description": words}, status


def said(name: str, otherwise: str = "") -> str:
    try:
        return (FOLDER / name).read_text("utf-8").strip()
    except OSError:
        return otherwise


def credential(asked: dict[str, Any]) -> dict[str, Any]:
    found = json.loads(said("credentials.json", "{}")).get(asked.get("credentialID"))
    if found is None:
        raise No("invalid_request", "Invalid parameter credentialID")
    return dict(found)


def info(asked: dict[str, Any]) -> dict[str, Any]:
    one = credential(asked)
    objects = [{"type": "Password", "id": "PIN", "format": "N", "label": "PIN"}]
    if one["code"] == "totp":
        objects.append({"type": "Password", "id": "OTP", "format": "N", "generator": "totp"})
    if one["code"] == "sent":
        objects.append({"type": "ChallengeResponse", "id": "OTP", "format": "N"})
    return {
        "key": {"status": one["key_status"], "algo": one["algo"], "len": 256},
        "cert": {"status": one["status"], "certificates": one["chain"]},
        "auth": {"mode": one["auth"], "expression": " AND ".join(each["id"] for each in objects), "objects": objects},
        "SCAL": "2",
        "multisign": 1,
    }


def send_code(asked: dict[str, Any]) -> None:
    credential(asked)
    (FOLDER / "sent").write_text(f"{secrets.randbelow(10**6):06}")


def authorize(asked: dict[str, Any]) -> dict[str, Any]:
    one, name = credential(asked), asked["credentialID"]
    if one["key_status"] != "enabled":
        raise No("invalid_request", f"The credential identified by {name} is disabled")
    if wrong[one["key"]] >= MOST_WRONG:
        raise No("invalid_request", "Credential locked")
    if asked.get("numSignatures") != 1 or len(asked.get("hashes", [])) != 1 or asked.get("hashAlgorithmOID") != SHA256:
        raise No("invalid_request", "Numbers of signatures is too high")
    if len(base64.b64decode(asked["hashes"][0], validate=True)) != 32:
        raise No("invalid_request", "Invalid digest value length")
    given = {each["id"]: each["value"] for each in asked["authData"]}
    if given.get("PIN") != one["pin"]:
        wrong[one["key"]] += 1
        raise No("invalid_authentication_data", f"The authentication data is invalid: {given.get('PIN')}")
    if one["code"]:
        good = said("codes" if one["code"] == "totp" else "sent").split()
        if given.get("OTP") not in good or (name, given["OTP"]) in spent:
            raise No("invalid_otp", "The OTP is invalid")
        spent.add((name, given["OTP"]))
    wrong[one["key"]] = 0
    sad = secrets.token_urlsafe(24)
    consents[sad] = (name, asked["hashes"])
    return {"SAD": sad, "expiresIn": 60}


def sign(asked: dict[str, Any], mode: str) -> dict[str, Any]:
    one = credential(asked)
    name, bound = consents.pop(asked.get("SAD", ""), ("", []))
    if name != asked["credentialID"]:
        raise No("invalid_request", "Invalid parameter SAD")
    if asked["hashes"] != bound:
        raise No("invalid_request", "Hash is not authorized by the SAD")
    if asked["signAlgo"] not in one["algo"]:
        raise No("invalid_request", "Invalid parameter signAlgo")
    digest = bytes(32) if mode == "other" else base64.b64decode(bound[0])
    key = load_pem_private_key(one["key"].encode(), None)
    if isinstance(key, rsa.RSAPrivateKey):
        made = key.sign(digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))
    else:
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        made = key.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))
    text = base64.b64encode(secrets.token_bytes(70) if mode == "garbage" else made).decode()
    return {"signatures": {"twice": [text, text], "none": []}.get(mode, [text])}


class Handler(BaseHTTPRequestHandler):
    """Checks what it is asked for, as a real provider does."""

    def do_POST(self) -> None:
        call = self.path.removeprefix(BASE)
        kind, _, only = said("mode", "good").partition("@")
        mode = kind if only in ("", call) else "good"
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with TURN, (FOLDER / "asked").open("a+") as asked:
            asked.write(f"{call}\n")
            asked.seek(0)
            turn = len(asked.readlines())
        if mode == "hang":
            time.sleep(60)
            return  # nobody waits any more, and a PIN that is let through now would take back what a later test counts
        while mode == "held" and turn > int(said("let", "0") or 0):
            time.sleep(0.02)
        if mode == "late":
            time.sleep(0.4)
        try:
            with TURN:
                status, answer = 200, self._answer(call, body, mode)
        except No as no:
            status, answer = no.status, no.body
        status = {"error": 500, "moved": 302, "pending": 202}.get(mode, 204 if answer is None else status)
        text = {"junk": "<html>", "list": "[1]", "deep": "[" * 100_000, "long": '"' + "a" * 2**20 + '"'}.get(mode, json.dumps(answer))
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if mode == "moved":
            self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()
        if mode == "drip":
            for _ in range(60):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.2)
        if status != 204:
            self.wfile.write(text.encode())

    def _answer(self, call: str, body: bytes, mode: str) -> dict[str, Any] | None:
        if call == "oauth2/token":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            if mode == "stranger" or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
                raise No("invalid_client", "Client authentication failed", 401)
            if form.get("grant_type") != "client_credentials":
                raise No("unsupported_grant_type", "")
            tokens.add(token := secrets.token_urlsafe(24))
            return {"access_token": token, "token_type": "Bearer", "expires_in": 60}
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in tokens:
            raise No("invalid_token", "", 401)
        if mode == "refuse":
            raise No("invalid_request", "Not today")
        asked = json.loads(body)
        if call == "signatures/signHash":
            return sign(asked, mode)
        return {"credentials/info": info, "credentials/authorize": authorize, "credentials/getChallenge": send_code}[call](asked)

    def log_message(self, format: str, *args: object) -> None:
        return


if __name__ == "__main__":
    serve(Handler, FOLDER)
