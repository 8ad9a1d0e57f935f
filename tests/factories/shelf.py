"""Databases of the tests on either engine, and copies of them at points that many tests start from."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from ops.postgres import Server, throwaway
from planner.models.engine import make_engine
from planner.services.database import upgrade
from tests.factories.sharing import made_once

ENGINE = os.environ.get("TEST_ENGINE", "sqlite")
"""What the tests with a database run on: `sqlite`, or `postgresql` (`make test-postgres`)."""


class Shelf(Protocol):
    """Where databases are kept. Nobody may be connected to one that is copied or replaced."""

    def url(self, name: str) -> str:
        """SQLAlchemy URL of a database."""

    def put(self, point: str, name: str) -> None:
        """Replace a database by a copy of a point."""

    def keep(self, name: str, point: str, make: Callable[[], object]) -> None:
        """Keep a database as a point, unless that is kept already.

        :param make: brings the database there; not called when the point is known
        """

    def clear(self, name: str) -> str:
        """Have nothing under a name, ready to hold a database; returns its URL."""

    def drop(self, name: str) -> None:
        """Throw a database or point away."""


class Files:
    """SQLite files; points are shared by the test processes of one run.

    :param kept: folder of the points
    :param own: folder of this process's databases
    """

    def __init__(self, kept: Path, own: Path) -> None:
        self.kept, self.own = kept, own

    def url(self, name: str) -> str:
        """As `Shelf` says."""
        return f"sqlite:///{self._file(name)}"

    def put(self, point: str, name: str) -> None:
        """As `Shelf` says."""
        self._remove(name)
        shutil.copy(self.kept / f"{point}.sqlite", self._file(name))

    def keep(self, name: str, point: str, make: Callable[[], object]) -> None:
        """As `Shelf` says."""

        def write(file: Path) -> None:
            make()
            engine = make_engine(self.url(name))
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()
            shutil.copy(self._file(name), file)

        made_once(self.kept / f"{point}.sqlite", write)

    def clear(self, name: str) -> str:
        """As `Shelf` says."""
        self._remove(name)
        return self.url(name)

    def drop(self, name: str) -> None:
        """As `Shelf` says."""
        self._remove(name)
        (self.kept / f"{name}.sqlite").unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self.own / f"{name}.sqlite"

    def _remove(self, name: str) -> None:
        for path in self.own.glob(f"{name}.sqlite*"):
            path.unlink()


class Databases:
    """Databases of a PostgreSQL server that belongs to this test process."""

    def __init__(self, server: Server) -> None:
        self.server, self.points = server, set[str]()

    def url(self, name: str) -> str:
        """As `Shelf` says."""
        return self.server.url(name)

    def put(self, point: str, name: str) -> None:
        """As `Shelf` says."""
        self.server.drop(name)
        self.server.create(name, f"at-{point}")

    def keep(self, name: str, point: str, make: Callable[[], object]) -> None:
        """As `Shelf` says."""
        if point not in self.points:
            make()
            self.server.create(f"at-{point}", name)
            self.points.add(point)

    def clear(self, name: str) -> str:
        """As `Shelf` says."""
        self.server.drop(name)
        self.server.create(name)
        return self.url(name)

    def drop(self, name: str) -> None:
        """As `Shelf` says."""
        self.server.drop(name)
        if name in self.points:
            self.server.drop(f"at-{name}")
            self.points.remove(name)


@contextmanager
def shelf_of(engine: str, kept: Path, own: Path) -> Iterator[Shelf]:
    """A shelf on which the point `migrated` is kept: a database as the migrations leave it.

    :param kept: folder that the test processes of a run share
    :param own: folder of this process
    """
    if engine == "postgresql":
        with throwaway("max_connections=60") as server:
            yield _migrated(Databases(server))
    else:
        yield _migrated(Files(kept, own))


def _migrated(shelf: Databases | Files) -> Shelf:
    def make() -> None:
        upgrade(shelf.clear("blank"))

    shelf.keep("blank", "migrated", make)
    return shelf
