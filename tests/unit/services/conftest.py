"""The company as a file, for tests that copy it themselves."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def company_file(of_the_run: Path, company: str) -> Path:
    """A database file with the company; SQLite only."""
    return of_the_run / f"{company}.sqlite"
