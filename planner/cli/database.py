"""`planner database upgrade`: the migrations, for a production start that is not `planner serve`."""

import click

from planner.cli.environment import settings
from planner.services.database import upgrade


@click.group()
def database() -> None:
    """Bring the tables up to date."""


@database.command("upgrade")
def upgrade_command() -> None:
    """Run the migrations that have not run yet."""
    upgrade(settings().database_url)
