"""`planner keys`: certificates of people and of the company, for whoever stands at the machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from sqlalchemy import select

from planner.cli.main import language
from planner.cli.place import at_work
from planner.kernel.clock import SHANGHAI
from planner.kernel.errors import Invalid, NotFound, PlannerError
from planner.kernel.i18n import Text
from planner.models import Person
from planner.services.authority import publish, renew_authority
from planner.services.certificate_life import revoke
from planner.services.certificates import authorities
from planner.services.revoking import LIST_WAITS


@click.group()
def keys() -> None:
    """Look at the company's authorities, revoke somebody's certificate, renew the company's root."""


@keys.command("show")
def show_command() -> None:
    """Say who certifies people now and until when, and that it can; a given issuer that cannot is refused."""
    with at_work() as (transaction, house):
        if house.issuer is not None:
            house.issuer()
            publish(transaction, house)
        with transaction() as session:
            found = authorities(session, house)
    for one in found:
        _say(
            Text("{mark} {name}，用到 {day}，吊销列表 {url}", "{mark} {name}, until {day}, list of revoked ones {url}").with_(
                mark="→" if one.certifies else " ", name=one.name, day=one.not_after.date().isoformat(), url=one.list_address
            )
        )


@keys.command("revoke")
@click.argument("employee_number")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="from when on the key is not to be believed (default: now)"
)
@click.option("--serial", help="of an earlier certificate, hexadecimal")
@click.option("--why", default="", help="kept in the trail")
def revoke_command(employee_number: str, since: datetime | None, serial: str | None, why: str) -> None:
    """Revoke a certificate whose key may be in other hands; signatures from that moment on no longer count."""
    with _one_line(), at_work() as (transaction, house):
        with transaction() as session:
            person = session.scalar(select(Person.id).where(Person.employee_number == employee_number))
            if person is None:
                raise NotFound
            moment = since.replace(tzinfo=SHANGHAI) if since else house.clock()
            done = revoke(session, house, None, person, moment, serial, why)
        if not publish(transaction, house):
            _say(LIST_WAITS)
    _say(Text("已吊销证书 {serial}。", "Certificate {serial} is revoked.").with_(serial=done.serial))
    if done.by_provider:
        _say(
            Text(
                "这张证书是签名服务发的，公司不能替它吊销：这里不再认它，还要请签名服务吊销。",
                "The signing service issued this certificate, so the company cannot revoke it: it counts no more here, and the service has to be asked to revoke it.",
            )
        )
    for number in done.plans:
        _say(
            Text(
                "{n}：有一个签名不再算数，请作者修订后重新签。", "{n}: a signature no longer counts; have it amended and signed again."
            ).with_(n=number)
        )


@keys.command("renew")
def renew_command() -> None:
    """Make the company's next root certificate; what the earlier ones certified stays good."""
    with _one_line(), at_work() as (transaction, house), transaction() as session:
        made = renew_authority(session, house)
    _say(
        Text(
            "新的根证书用到 {day}。请大家设新的 PIN，换上它签发的证书。",
            "The new root lasts until {day}. Ask people to set a new PIN, so that they get a certificate of it.",
        ).with_(day=made.certificate.not_valid_after_utc.date().isoformat())
    )


@contextmanager
def _one_line() -> Iterator[None]:
    """What a form would say beside its field, as the line of an error."""
    try:
        yield
    except Invalid as refusal:
        raise PlannerError(next(iter(refusal.errors.values()))) from refusal


def _say(text: Text) -> None:
    click.echo(text.in_(language()))
