"""A PostgreSQL of the test session's own under every database of these tests."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from ops.postgres import Server
from tests.factories.shelf import Databases, Shelf, shelf_of
from tests.factories.stage import company_on

NUMBERS = count(1)


@pytest.fixture(scope="session")
def shelf(shelf: Shelf) -> Iterator[Shelf]:
    """Databases of a server of this session's own, whatever the other tests of the run stand on."""
    if isinstance(shelf, Databases):
        yield shelf
        return
    nowhere = Path()
    with shelf_of("postgresql", nowhere, nowhere) as found:
        yield found


@pytest.fixture(scope="session")
def company(shelf: Shelf) -> str:
    """The demo company there, even where another engine has one in the same run."""
    return company_on(shelf)


@pytest.fixture(scope="session")
def postgres(shelf: Databases) -> Server:
    """That server."""
    return shelf.server


@pytest.fixture(scope="session")
def server(postgres: Server) -> str:
    """Connection string of the server's own database."""
    return f"host={postgres.folder} user=planner dbname=postgres"


def database_url(server: str, name: str) -> str:
    """SQLAlchemy URL of one database of the test server."""
    folder = server.split()[0].removeprefix("host=")
    return f"postgresql+psycopg://planner@/{name}?host={folder}"


@pytest.fixture
def postgres_url(shelf: Shelf) -> Iterator[str]:
    """SQLAlchemy URL of a migrated, empty database that belongs to one test."""
    name = f"empty-{next(NUMBERS)}"
    shelf.put("migrated", name)
    yield shelf.url(name)
    shelf.drop(name)
