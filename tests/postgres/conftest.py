"""A PostgreSQL of the test session's own: started as an unprivileged user on a socket nobody else sees, stopped afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from planner.services.database import upgrade

NUMBERS = count(1)


def _server_tools() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found and (initdb := shutil.which("initdb")):
        found = [Path(initdb)]
    if not found:
        pytest.skip("no PostgreSQL server on this machine (on Debian: apt-get install postgresql)")
    return found[-1].parent


def _unprivileged() -> list[str]:
    """The server refuses to run as root."""
    if os.geteuid() != 0:
        return []
    known = {entry.pw_name for entry in pwd.getpwall()}
    return ["runuser", "-u", "postgres" if "postgres" in known else "nobody", "--"]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Connection string of the cluster's own database."""
    tools, prefix = _server_tools(), _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    owner = prefix[2] if prefix else None
    if owner:
        shutil.chown(folder, owner)

    def run(*command: str) -> None:
        done = subprocess.run([*prefix, *command], cwd="/", capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    data = folder / "data"
    run(str(tools / "initdb"), "-D", str(data), "-U", "planner", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c max_connections=60"
    run(str(tools / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"host={folder} user=planner dbname=postgres"
    finally:
        run(str(tools / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def database_url(server: str, name: str) -> str:
    """SQLAlchemy URL of one database of the test server."""
    folder = server.split()[0].removeprefix("host=")
    return f"postgresql+psycopg://planner@/{name}?host={folder}"


@pytest.fixture(scope="session")
def template(server: str) -> str:
    """A database brought up by the migrations, to be copied for each test."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("create database pattern")
    upgrade(database_url(server, "pattern"))
    return "pattern"


@pytest.fixture
def postgres_url(server: str, template: str) -> Iterator[str]:
    """SQLAlchemy URL of a migrated, empty database that belongs to one test."""
    name = f"test_{next(NUMBERS)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name} template {template}".encode())
    yield database_url(server, name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)".encode())
