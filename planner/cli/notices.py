"""`planner notices send`: for a timer, where no worker runs."""

from urllib.parse import unquote, urlsplit

import click

from planner.cli.environment import settings
from planner.cli.main import language
from planner.cli.place import at_work
from planner.kernel.i18n import Text
from planner.services.mailing import send_due
from planner.services.postman import FolderPostman, Postman, SmtpPostman
from planner.settings import Settings

PORTS = {"smtp": 587, "smtps": 465}
OUTCOME = Text("寄出 {sent} 封，稍后再试 {put_off} 封，没有寄成 {failed} 封", "{sent} sent, {put_off} to be tried again, {failed} failed")


def postman_of(found: Settings) -> Postman | None:
    """Whoever takes the mails of this installation: its mail server, in the demo a folder, else nobody."""
    if not found.smtp_url:
        return FolderPostman(found.data / "mail", found.mail_from) if found.demo else None
    parts = urlsplit(found.smtp_url)
    return SmtpPostman(
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        security="tls" if parts.scheme == "smtps" else "try",
        sender=found.mail_from,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


@click.group()
def notices() -> None:
    """Send the mails that are due."""


@notices.command("send")
@click.pass_context
def send_command(context: click.Context) -> None:
    """Tell what the clock has to tell and send every mail that is due; exit status 1 when the server cannot be used or refuses one."""
    postman = postman_of(settings())
    with at_work() as (transaction, house):
        done = send_due(transaction, house, postman, house.clock())
    if postman is None:
        click.echo(
            Text("没有设置邮件服务器（SMTP_URL），邮件在等。", "No mail server is set (SMTP_URL); mails wait.").in_(language()), err=True
        )
    click.echo(OUTCOME.in_(language(), sent=done.sent, put_off=done.put_off, failed=done.failed))
    if done.down:
        click.echo(Text("邮件服务器用不了：{why}", "The mail server cannot be used: {why}").in_(language(), why=done.down), err=True)
    context.exit(1 if done.down or done.failed else 0)
