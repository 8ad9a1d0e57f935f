"""Servers of one's own for a while: PostgreSQL and Redis, seen by nobody else, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgresql(tools: Path | None = None) -> Iterator[str]:
    """A PostgreSQL on a socket; yields the connection string of its first database.

    :param tools: folder of its programs, found by itself when None
    :raises RuntimeError: it is not installed, or does not start
    """
    tools, prefix = tools or postgresql_tools(), _unprivileged()
    if tools is None:
        raise RuntimeError("no PostgreSQL server on this machine (on Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if prefix:
        shutil.chown(folder, prefix[2])
    data = folder / "data"

    def run(*command: str) -> None:
        done = subprocess.run([*prefix, *command], cwd="/", capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)

    run(str(tools / "initdb"), "-D", str(data), "-U", "planner", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c max_connections=80"
    run(str(tools / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"host={folder} user=planner dbname=postgres"
    finally:
        run(str(tools / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def postgresql_tools() -> Path | None:
    """Where initdb and pg_ctl of the newest PostgreSQL here are; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found and (initdb := shutil.which("initdb")):
        found = [Path(initdb)]
    return found[-1].parent if found else None


def database_url(server: str, name: str) -> str:
    """SQLAlchemy URL of a database of such a server."""
    folder = server.split()[0].removeprefix("host=")
    return f"postgresql+psycopg://planner@/{name}?host={folder}"


@contextmanager
def redis() -> Iterator[str]:
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
            until = time.monotonic() + 10
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


def logged(server: str) -> str:
    """What such a PostgreSQL has logged so far."""
    return Path(server.split()[0].removeprefix("host="), "log").read_text("utf-8", "replace")


def _unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    known = {entry.pw_name for entry in pwd.getpwall()}
    return ["runuser", "-u", "postgres" if "postgres" in known else "nobody", "--"]
