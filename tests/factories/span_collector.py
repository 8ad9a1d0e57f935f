"""A collector of traces in a process of its own: `python -m tests.factories.span_collector FOLDER` keeps what it is sent, a file each."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path


class Collector(BaseHTTPRequestHandler):
    """Takes OTLP over HTTP."""

    folder = Path()
    numbers = count(1)

    def do_POST(self) -> None:
        """Keep the body."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        (self.folder / f"{next(self.numbers)}{self.path.replace('/', '-')}").write_bytes(body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    Collector.folder = Path(sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
