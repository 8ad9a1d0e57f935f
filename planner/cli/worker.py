"""`planner worker`: does the work behind the pages, in a process of its own."""

import signal
import threading
from collections.abc import Callable

import click

from planner.cli.environment import settings
from planner.cli.main import language
from planner.cli.notices import postman_of
from planner.cli.place import open_product, transactions
from planner.kernel.i18n import Text
from planner.models.engine import make_engine
from planner.services.house import House, Transaction
from planner.services.lengthening import Lengthening
from planner.services.mailing import send_due
from planner.services.working import work


@click.command()
@click.option("--until-idle", is_flag=True, help="end as soon as nothing waits")
def worker(until_idle: bool) -> None:
    """Do what waits to be done, until stopped; the server has a worker beside it already, further ones share the work."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    with open_product(settings().database_url) as (engine, house):
        if not until_idle:
            click.echo(Text("后台工作进程已启动，按 Ctrl-C 停止。", "The worker is running; Ctrl-C stops it.").in_(language()), err=True)
        work(engine, transactions(engine), house, stop, until_idle=until_idle, tend=_tending(transactions(engine), house))


def start_beside(house: House) -> threading.Event:
    """Start a worker in a thread of the server's process; returns what stops it.

    It has an engine of its own. A job it leaves behind when the process ends is taken by the next worker.
    """
    stop, engine = threading.Event(), make_engine(settings().database_url)

    def run() -> None:
        work(engine, transactions(engine), house, stop, tend=_tending(transactions(engine), house))
        engine.dispose()

    threading.Thread(target=run, name="worker", daemon=True).start()
    return stop


def _tending(transaction: Transaction, house: House) -> Callable[[], object]:
    """Sends some of the mails that are due, and fetches timestamps that signed files still lack.

    Not all at once, so that jobs need not wait for a slow mail server; and one that is away keeps nobody from the other.
    """
    postman, lengthening = postman_of(settings()), Lengthening(transaction, house)

    def tend() -> None:
        try:
            lengthening()
        finally:
            send_due(transaction, house, postman, house.clock(), most=20)

    return tend
