"""A software authenticator: what a browser and its device would answer to our passkey challenges, honestly or not."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "http://localhost"


def text(data: bytes) -> str:
    """Base64url without padding, as WebAuthn's JSON has it."""
    return urlsafe_b64encode(data).decode().rstrip("=")


class Device:
    """One passkey.

    :param verifies: it asks for a finger or a PIN of its own
    """

    def __init__(self, *, origin: str = ORIGIN, host: str = "localhost", verifies: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.origin, self.host, self.verifies, self.count = origin, host, verifies, 0

    def create(self, options: str) -> str:
        """The answer to `credentials.create`."""
        point = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._data(0x40) + attested})
        return self._answer({"attestationObject": text(made), "clientDataJSON": text(self._client("webauthn.create", options))})

    def get(self, options: str, *, grows: bool = True) -> str:
        """The answer to `credentials.get`.

        :param grows: the counter moves on, as that of a key that was not copied does
        """
        self.count += grows
        data, client = self._data(0), self._client("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"authenticatorData": text(data), "clientDataJSON": text(client), "signature": text(signature)})

    def _data(self, flags: int) -> bytes:
        seen = 1 | (4 if self.verifies else 0) | flags
        return hashlib.sha256(self.host.encode()).digest() + bytes([seen]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: str) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": json.loads(options)["challenge"], "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        return json.dumps(
            {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response, "clientExtensionResults": {}}
        )
