"""Write a migration that takes the newest one to the present models: `make migration NAME=what_changes`."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from planner.models.engine import make_engine
from planner.services.database import configuration, migrating, upgrade


def main(name: str) -> None:
    """Compare the models with a fresh database at the newest migration and write the difference."""
    if not name:
        sys.exit("Say what changes: make migration NAME=what_changes")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'scratch.db'}"
        upgrade(url)
        config = configuration()
        with migrating(make_engine(url)) as connection:
            config.attributes["connection"] = connection
            command.revision(config, name, autogenerate=True)
    print("Read it, edit it, and give it a data test in tests/migrations.")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]).strip())
