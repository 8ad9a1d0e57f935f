"""`planner demo`: a demo company with plans in every state, each made through the same services as a person's."""

import time

import click

from planner.cli.environment import settings
from planner.cli.filling import fill
from planner.cli.main import language
from planner.kernel.errors import NotAllowed, PlannerError
from planner.kernel.i18n import Text
from planner.services.database import is_empty, upgrade


@click.command()
def demo() -> None:
    """Load demo data into an empty database."""
    found = settings()
    if not found.demo:
        raise NotAllowed(Text("正式环境不装演示数据。", "Production takes no demo data."))
    started = time.monotonic()
    upgrade(found.database_url)
    if not is_empty(found.database_url):
        raise PlannerError(Text("数据库里已有数据，没有改动。", "There is data already; nothing was changed."))
    fill(found.database_url)
    seconds = round(time.monotonic() - started)
    click.echo(Text("演示数据已就绪，用时 {n} 秒", "The demo data is ready after {n} s").in_(language(), n=seconds))
