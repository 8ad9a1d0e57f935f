"""`planner seed-load`: very many plans and findings, to measure lists with; refused in production."""

import time

import click

from planner.cli.environment import settings
from planner.cli.main import language
from planner.cli.place import at_work
from planner.kernel.errors import NotAllowed
from planner.kernel.i18n import Text
from planner.seeds.company import is_loaded, load_company
from planner.seeds.load import load


@click.command("seed-load")
@click.option("--plans", default=100_000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--findings", default=1_000_000, show_default=True, type=click.IntRange(0, 10_000_000))
def seed_load(plans: int, findings: int) -> None:
    """Add rows to measure with: they are listed and counted, but hold no text to open."""
    if not settings().demo:
        raise NotAllowed(Text("正式环境不装测量用的数据。", "Production takes no data to measure with."))
    started = time.monotonic()
    with at_work() as (transaction, house):
        with transaction() as session:
            there = is_loaded(session)
        if not there:
            load_company(transaction, house)
        load(transaction, house, plans, findings)
    seconds = round(time.monotonic() - started)
    click.echo(
        Text("已写入 {plans} 份计划、{findings} 处提示，用时 {n} 秒", "{plans} plans and {findings} findings written in {n} s").in_(
            language(), plans=f"{plans:,}", findings=f"{findings:,}", n=seconds
        )
    )
