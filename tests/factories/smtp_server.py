"""A mail server of the tests' own: real sockets, as friendly as a test wants it."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Letters:
    """What a server took, and how it behaves.

    :param answers: (command, reply) that replace its own ones, e.g. {"RCPT": "550 no such mailbox"}
    :param slow: seconds before each reply
    """

    port: int = 0
    taken: list[tuple[str, bytes]] = field(default_factory=list)  # recipient, whole message
    said: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    slow: float = 0


ANSWERS = {"QUIT": "221 bye", "AUTH": "235 in", "EHLO": "250-test\r\n250 AUTH PLAIN"}


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        letters: Letters = self.server.letters  # type: ignore[attr-defined]
        to = ""
        self._say(letters.answers.get("", "220 test"))
        for line in iter(self.rfile.readline, b""):
            words = line.decode("ascii", "replace").strip()
            letters.said.append(words)
            verb = words[:4].upper()
            time.sleep(letters.slow)
            if verb in letters.answers:
                self._say(letters.answers[verb])
                continue
            if verb == "RCPT":
                to = words.partition("<")[2].partition(">")[0]
            if verb == "DATA":
                self._say("354 go on")
                letters.taken.append((to, b"".join(iter(self.rfile.readline, b".\r\n"))))
            self._say(ANSWERS.get(verb, "250 ok"))
            if verb == "QUIT":
                return

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def mail_server(letters: Letters) -> Iterator[Letters]:
    """A server on a port of its own, or on the one it had before; down again at the end."""
    with _Server(("127.0.0.1", letters.port), _Talk) as server:
        server.letters = letters  # type: ignore[attr-defined]
        letters.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield letters
        finally:
            server.shutdown()
            thread.join()
