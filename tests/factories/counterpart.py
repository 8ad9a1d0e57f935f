"""The other side of a protocol, in a process of its own: how it is started, and how it says where it is."""

import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def started(module: str, folder: Path) -> Generator[str]:
    """Start a module that calls `serve`; gives its address, without a slash at the end.

    :param folder: what it reads and writes; made where it is not there
    """
    folder.mkdir(exist_ok=True)
    process = subprocess.Popen([sys.executable, "-m", module, str(folder)], cwd=ROOT)
    try:
        port, end = folder / "port", time.monotonic() + 180
        while not port.exists():
            assert process.poll() is None and time.monotonic() < end, f"{module} did not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port.read_text()}"
    finally:
        process.kill()
        process.wait()


def serve(handler: type[BaseHTTPRequestHandler], folder: Path) -> None:
    """Answer on a free port until killed; the folder says which one, once it is open."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    part = folder / ".port"
    part.write_text(str(server.server_port))
    part.rename(folder / "port")
    server.serve_forever()
