"""A restore drill from end to end, by the console alone: `make drill`.

In a folder of its own: a company, a backup while somebody writes, work after it, the database lost, the backup put back.
It must come back whole, the loss must be noticed and stop every act, and an accepted restore must end with a trail that proves.
With `DRILL_URL` (an empty PostgreSQL database that may be emptied) the same on PostgreSQL.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

PLANNER = Path(sys.executable).with_name("planner")


class Drill:
    """One installation in a folder.

    :param url: of its database; SQLite in the folder when empty
    """

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url, self.people = folder, url, 0
        given = {"DATABASE_URL": url} if url else {}
        self.environment: Mapping[str, str] = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PLANNER_DATA": str(folder), **given}

    def planner(self, *words: str, status: int = 0) -> str:
        """Run a command and return what it says; anything but the expected exit status ends the drill."""
        done = subprocess.run([str(PLANNER), *words], env=dict(self.environment), capture_output=True, text=True, check=False)
        if done.returncode != status:
            sys.exit(f"✗ planner {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def somebody_comes(self) -> None:
        """An act that leaves events."""
        self.people += 1
        name = f"P{self.people:04}"
        self.planner("users", "add", name, f"{name.lower()}@drill.example", name, "--role", "representative", "--territory", "Everywhere")

    def some_come(self, number: int) -> None:
        """Several acts, one after the other."""
        for _ in range(number):
            self.somebody_comes()

    def lose(self) -> None:
        """The database is gone."""
        if not self.url:
            for file in self.folder.glob("planner.db*"):
                file.unlink()
            return
        import psycopg

        with psycopg.connect(self.url.replace("postgresql+psycopg", "postgresql"), autocommit=True) as connection:
            connection.execute("drop schema public cascade")
            connection.execute("create schema public")


def drill(folder: Path, url: str = "") -> None:
    """Do it all; ends the process with what went wrong."""
    here = Drill(folder, url)
    here.planner("database", "upgrade")
    here.somebody_comes()
    writer = threading.Thread(target=here.some_come, args=(3,))
    writer.start()
    whole = folder / "whole.zip"
    print(here.planner("backup", str(whole)).strip())
    writer.join()
    here.somebody_comes()
    kept = here.planner("users", "list").count("drill.example")
    print(f"{kept} people before the loss")
    here.lose()
    print(here.planner("restore", str(whole), status=1).strip())
    left = here.planner("users", "list").count("drill.example")
    assert 0 < left < kept, f"{left} of {kept} came back"
    here.planner("users", "add", "P9999", "late@drill.example", "late", "--role", "representative", "--territory", "Everywhere", status=2)
    print(f"{left} people came back; nothing can be changed until somebody has looked")
    print(here.planner("audit", "accept", "--why", "restore drill").strip())
    here.somebody_comes()
    print(here.planner("audit", "verify").strip())


def main() -> int:
    """On SQLite, and on PostgreSQL when an address is given."""
    for url in filter(None, ("sqlite", os.environ.get("DRILL_URL", ""))):
        with tempfile.TemporaryDirectory(prefix="planner-drill-") as folder:
            print(f"— {url.partition(':')[0]}")
            drill(Path(folder), "" if url == "sqlite" else url)
    return 0


if __name__ == "__main__":
    sys.exit(main())
