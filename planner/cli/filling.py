"""Fill an empty demo, all or nothing."""

from contextlib import suppress
from pathlib import Path

import click
from sqlalchemy import make_url

from planner.cli.environment import settings
from planner.cli.main import language
from planner.cli.place import open_product, transactions
from planner.kernel.i18n import Text
from planner.seeds.demo import load_demo


def fill(url: str) -> None:
    """Load the demo data into an empty database.

    An embedded database is filled beside its place and moved there when it is complete, so that a
    start that was broken off leaves nothing half done.

    :param url: SQLAlchemy URL of a migrated database in which nobody is registered
    """
    click.echo(
        Text("第一次启动：正在准备演示数据，大约一分钟……", "First start: making the demo data, about a minute …").in_(language()), err=True
    )
    kept = settings().checkpoint
    if kept is not None:
        kept.unlink(missing_ok=True)  # nobody is registered yet: it can only be of a start that was broken off
    file = _embedded(url)
    if file is None:
        _load(url)
        return
    part = file.with_name(f"{file.name}.making")
    _remove(part)
    _load(f"sqlite:///{part}")
    _remove(file)
    part.replace(file)


def _load(url: str) -> None:
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
