"""A small RFC 3161 timestamp server in a process of its own; it can be told to lie, to refuse and to hang.

`python -m tests.factories.tsa_server FOLDER` reads `key.pem` and `certificate.pem` there, writes its port to `port`,
and looks at `mode` before each answer: `good`, `refuse`, `hang`, `drip`, `junk`, `error`, `moved`, `wrong` (over other
bytes), or a number of seconds its clock is off. `clock` holds the time it tells, ISO form; without it the real one.

A server with an authority of its own (`authority.pem`, `authority-key.pem`) says at `/list.crl` and `/ocsp` whether its
certificate is good; `word` says how: `good`, `revoked`, `away`, `stranger` (signed by another key).
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import pem as asn1_pem
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.timestamps import DummyTimeStamper

from tests.factories import tsa_word as word
from tests.factories.counterpart import serve

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()


def _pem(name: str) -> bytes:
    return bytes(asn1_pem.unarmor((FOLDER / name).read_bytes())[2])


def _said(name: str, otherwise: str) -> str:
    try:
        return (FOLDER / name).read_text("utf-8").strip()
    except OSError:
        return otherwise


def _now(mode: str) -> datetime:
    told = _said("clock", "")
    moment = datetime.fromisoformat(told) if told else datetime.now(UTC).replace(microsecond=0)
    return moment + timedelta(seconds=int(mode)) if mode.lstrip("-").isdigit() else moment


class Handler(BaseHTTPRequestHandler):
    """Checks what it is asked for, as a real server does."""

    def do_GET(self) -> None:
        self._say("application/pkix-crl", word.revocation_list)

    def _say(self, kind: str, make: Callable[[Path, str, datetime], bytes]) -> None:
        (FOLDER / "word-asked").write_text(str(int(_said("word-asked", "0")) + 1))
        said = _said("word", "good")
        self.send_response(503 if said == "away" else 200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        if said != "away":
            self.wfile.write(make(FOLDER, said, _now("good")))

    def do_POST(self) -> None:
        if self.path == "/ocsp":
            asked_for = self.rfile.read(int(self.headers["Content-Length"]))
            self._say("application/ocsp-response", lambda folder, said, now: word.answer(folder, said, now, asked_for))
            return
        (FOLDER / "asked").write_text(str(int(_said("asked", "0")) + 1))
        mode = _said("mode", "good")
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        imprint = asked["message_imprint"]
        if self.headers["Content-Type"] != "application/timestamp-query" or imprint["hash_algorithm"]["algorithm"].native != "sha256":
            mode = "refuse"
        if mode == "hang":
            time.sleep(60)
        if mode == "moved":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            return
        self.send_response(500 if mode == "error" else 200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        if mode == "drip":
            for _ in range(60):
                self.wfile.write(b"0")
                self.wfile.flush()
                time.sleep(0.5)
        self.wfile.write(self._answer(mode, asked))

    def _answer(self, mode: str, asked: tsp.TimeStampReq) -> bytes:
        if mode == "junk":
            return b"\x30\x84\xff\xff\xff\xff not a timestamp"
        if mode == "refuse":
            return bytes(tsp.TimeStampResp({"status": {"status": "rejection"}}).dump())
        if mode == "wrong":
            asked["message_imprint"]["hashed_message"] = bytes(32)
        stamper = DummyTimeStamper(
            asn1_x509.Certificate.load(_pem("certificate.pem")),
            asn1_keys.PrivateKeyInfo.load(_pem("key.pem")),
            fixed_dt=_now(mode),
            include_nonce=True,
        )
        return bytes(stamper.request_tsa_response(asked).dump())

    def log_message(self, format: str, *args: object) -> None:
        return


if __name__ == "__main__":
    serve(Handler, FOLDER)
