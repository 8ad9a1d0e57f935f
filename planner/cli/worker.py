"""`planner worker`: does the work behind the pages, in a process of its own."""

import signal
import threading
from datetime import timedelta
from functools import partial

import click
from sqlalchemy import Engine

from planner.cli.environment import settings
from planner.cli.main import language
from planner.cli.notices import postman_of
from planner.cli.place import open_product, transactions
from planner.kernel.i18n import Text
from planner.models.engine import make_engine
from planner.services.chores import look
from planner.services.house import House
from planner.services.jobs import SILENT
from planner.services.working import work


@click.command()
@click.option("--until-idle", is_flag=True, help="end as soon as nothing waits")
@click.option(
    "--patience",
    type=click.FloatRange(1, 3600),
    default=SILENT.total_seconds(),
    show_default=True,
    help="seconds without a sign of life after which another worker's job is taken from it",
)
def worker(until_idle: bool, patience: float) -> None:
    """Do what waits to be done, until stopped; the server has a worker beside it already, further ones share the work."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    with open_product(settings().database_url) as (engine, house):
        if not until_idle:
            click.echo(Text("后台工作进程已启动，按 Ctrl-C 停止。", "The worker is running; Ctrl-C stops it.").in_(language()), err=True)
        _work(engine, house, stop, until_idle=until_idle, silent=timedelta(seconds=patience))


def start_beside(house: House) -> threading.Event:
    """Start a worker in a thread of the server's process; returns what stops it.

    It has an engine of its own. A job it leaves behind when the process ends is taken by the next worker.
    """
    stop, engine = threading.Event(), make_engine(settings().database_url)

    def run() -> None:
        _work(engine, house, stop)
        engine.dispose()

    threading.Thread(target=run, name="worker", daemon=True).start()
    return stop


def _work(engine: Engine, house: House, stop: threading.Event, *, until_idle: bool = False, silent: timedelta = SILENT) -> None:
    transaction, postman = transactions(engine), postman_of(settings())
    tend = partial(look, transaction, house, mails=postman is not None)
    work(engine, transaction, house, stop, until_idle=until_idle, postman=postman, tend=tend, silent=silent)
