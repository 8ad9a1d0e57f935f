"""`planner demo`: a demo company with plans in every state, each made through the same services as a person's."""

import time
from contextlib import suppress
from pathlib import Path

import click
from sqlalchemy import make_url

from planner.cli.main import language
from planner.cli.place import open_product, settings, transactions
from planner.kernel.errors import NotAllowed, PlannerError
from planner.kernel.i18n import Text
from planner.seeds.company import is_loaded
from planner.seeds.demo import load_demo
from planner.settings import Settings


@click.command()
def demo() -> None:
    """Load demo data into an empty database."""
    found = settings()
    if not found.demo:
        raise NotAllowed(Text("正式环境不装演示数据。", "Production takes no demo data."))
    started = time.monotonic()
    if not fill_if_empty(found):
        raise PlannerError(Text("数据库里已有数据，没有改动。", "There is data already; nothing was changed."))
    click.echo(
        Text("演示数据已就绪，用时 {n} 秒", "The demo data is ready after {n} s").in_(language(), n=round(time.monotonic() - started))
    )


def fill_if_empty(found: Settings) -> bool:
    """Load the demo data where nobody is registered yet; say whether that was so.

    An embedded database is filled beside its place and moved there when it is complete, so that a
    start that was broken off leaves nothing half done.
    """
    with open_product(found.database_url) as (engine, _), transactions(engine)() as session:
        if is_loaded(session):
            return False
    click.echo(Text("第一次启动：正在准备演示数据……", "First start: making the demo data …").in_(language()), err=True)
    file = _embedded(found.database_url)
    if file is None:
        _fill(found.database_url)
        return True
    part = file.with_name(f"{file.name}.making")
    _remove(part)
    _fill(f"sqlite:///{part}")
    _remove(file)
    part.replace(file)
    return True


def _fill(url: str) -> None:
    with open_product(url) as (engine, house):
        load_demo(transactions(engine), house)


def _embedded(url: str) -> Path | None:
    parts = make_url(url)
    return Path(parts.database) if parts.get_backend_name() == "sqlite" and parts.database else None


def _remove(file: Path) -> None:
    """A SQLite database with what it keeps beside itself."""
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            file.with_name(file.name + suffix).unlink()
