"""`planner retention`: what was kept long enough; looks by itself, removes only when told."""

import click

from planner.cli.environment import settings
from planner.cli.main import language
from planner.cli.place import open_product, transactions
from planner.kernel.clock import day_text
from planner.kernel.i18n import Text
from planner.services import retention as service
from planner.services.holds import KINDS
from planner.services.retention import Due, Outlook

_NOTHING = Text("没有保存期满的内容。", "Nothing was kept long enough.")
_PLAN = Text("  {number} {title}，{ended}期满，{past}起可以删除", "  {number} {title}, ended {ended}, may go from {past}")
_DRAFT = Text(
    "  {number} {title}，草稿，最后改动 {ended}，{past}起可以删除", "  {number} {title}, draft, last touched {ended}, may go from {past}"
)
_HEADS = {
    "plans": Text("会删除的计划：{n} 份", "Plans that would go: {n}"),
    "held": Text("期满但在保全中，不删除：{n} 份", "Past their time and under a legal hold, they stay: {n}"),
    "soon": Text("三十天内期满：{n} 份", "Past their time within thirty days: {n}"),
}
_DONE = Text("删除了 {n} 份计划，还剩 {left} 份等下一次。", "Removed {n} plans; {left} wait for the next run.")


@click.command()
@click.option("--remove", is_flag=True, help="remove it; without this nothing is removed")
@click.option("--most", type=click.IntRange(1, 10_000), default=service.MOST_PLANS, show_default=True, help="plans to remove at most")
def retention(remove: bool, most: int) -> None:
    """List what was kept long enough, and what a legal hold keeps; with --remove, remove it."""
    spoken = language()
    with open_product(settings().database_url) as (engine, house):
        transaction = transactions(engine)
        with transaction() as session:
            _tell(service.outlook(session, house))
        if remove:
            done = service.run(transaction, house, most)
            click.echo(_DONE.with_(n=len(done.plans), left=done.left).in_(spoken))


def _tell(found: Outlook) -> None:
    spoken, lists = language(), {"plans": found.plans, "held": found.held, "soon": found.soon}
    for name, plans in lists.items():
        if plans:
            click.echo(_HEADS[name].with_(n=len(plans)).in_(spoken))
            for one in plans:
                click.echo(_line(one))
    for name, many in found.others.items():
        click.echo(f"{service.WHAT[name].in_(spoken)}: {many}")
    if not any(lists.values()) and not found.others:
        click.echo(_NOTHING.in_(spoken))


def _line(one: Due) -> str:
    spoken = language()
    said = (_DRAFT if one.draft else _PLAN).in_(
        spoken, number=one.number, title=one.title, ended=day_text(one.ended_on).in_(spoken), past=day_text(one.past_on).in_(spoken)
    )
    return f"{said} [{KINDS[one.held_by].in_(spoken)}]" if one.held_by else said
