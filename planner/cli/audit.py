"""`planner audit verify`: prove the hash chain of the trail."""

import click

from planner.cli.main import language
from planner.cli.place import at_work
from planner.kernel.i18n import Text
from planner.services.audit import verify_chain


@click.group()
def audit() -> None:
    """Check the trail."""


@audit.command("verify")
def verify_command() -> None:
    """Prove that no event of the trail was changed, left out or put in; exit status 1 when one was."""
    with at_work() as (transaction, house), transaction() as session:
        chain = verify_chain(session, house.audit_key)
    if chain.whole:
        whole = Text(
            "记录完整：{n} 条，末尾 {head}", "The trail is whole: {n} events, head {head}", "The trail is whole: 1 event, head {head}"
        )
        click.echo(whole.in_(language(), n=chain.count, head=chain.head))
        return
    click.echo(Text("记录从第 {n} 条起不符", "The trail does not fit from event {n} on").in_(language(), n=chain.broken_at))
    click.get_current_context().exit(1)
