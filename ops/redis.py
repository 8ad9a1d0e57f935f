"""A Redis of one's own for a while: seen by nobody else, keeps nothing, gone afterwards."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def throwaway() -> Iterator[str]:
    """A Redis of one's own that keeps nothing; yields its address.

    :raises RuntimeError: it is not installed, or does not start
    """
    program, port = shutil.which("redis-server"), free_port()
    if program is None:
        raise RuntimeError("no redis-server on this machine (on Debian: apt-get install redis-server)")
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            until = time.monotonic() + 60
            while not _listens(port):
                if server.poll() is not None or time.monotonic() > until:
                    raise RuntimeError("redis-server did not start")
                time.sleep(0.02)
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.kill()
            server.wait()


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0
