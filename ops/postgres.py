"""A PostgreSQL of one's own: started as an unprivileged user on a socket nobody else sees, thrown away afterwards.

For tests, measurements and rehearsals. It does not wait for the disk.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier


class NoServer(RuntimeError):
    """No PostgreSQL server is installed on this machine."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server.

    :param folder: where its data, log and socket are
    """

    folder: Path

    def url(self, name: str) -> str:
        """SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://planner@/{name}?host={self.folder}"

    def create(self, name: str, like: str = "template1") -> None:
        """Make a database as a copy of another that nobody is connected to."""
        self._say(SQL("create database {} template {}").format(Identifier(name), Identifier(like)))

    def drop(self, name: str) -> None:
        """Throw a database away, whoever is connected."""
        self._say(SQL("drop database if exists {} with (force)").format(Identifier(name)))

    def rename(self, name: str, to: str) -> None:
        """Call a database something else."""
        self._say(SQL("alter database {} rename to {}").format(Identifier(name), Identifier(to)))

    def _say(self, statement: psycopg.sql.Composed) -> None:
        with psycopg.connect(f"host={self.folder} user=planner dbname=postgres", autocommit=True) as connection:
            connection.execute(statement)

    def stop(self) -> None:
        """Stop it at once, as a crash would; `start` brings it back."""
        self._control("-m", "immediate", "-w", "stop")

    def start(self, *settings: str) -> None:
        """Start it on its data.

        :param settings: `name=value` of postgresql.conf
        """
        chosen = ("listen_addresses=''", f"unix_socket_directories={self.folder}", "fsync=off", *settings)
        self._control("-w", "-l", str(self.folder / "log"), "-o", " ".join(f"-c {setting}" for setting in chosen), "start")

    def _control(self, *arguments: str) -> None:
        run("pg_ctl", "-D", str(self.folder / "data"), *arguments)


def run(tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs as somebody without rights.

    :raises NoServer: it is not installed
    :raises RuntimeError: it failed, with what it said
    """
    owner = _owner()
    prefix = ["runuser", "-u", owner, "--"] if owner else []
    done = subprocess.run([*prefix, str(_tools() / tool), *arguments], cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


@contextmanager
def throwaway(*settings: str) -> Iterator[Server]:
    """A new, empty server for as long as the block lasts.

    :raises NoServer: none is installed
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if owner := _owner():
            shutil.chown(folder, owner)
        run("initdb", "-D", str(folder / "data"), "-U", "planner", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        server = Server(folder)
        server.start(*settings)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tools() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found and (initdb := shutil.which("initdb")):
        found = [Path(initdb)]
    if not found:
        raise NoServer("no PostgreSQL server on this machine (on Debian: apt-get install postgresql)")
    return found[-1].parent


def _owner() -> str:
    """Whom it runs as; empty for the caller, since it refuses only root."""
    if os.geteuid() != 0:
        return ""
    return "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"
