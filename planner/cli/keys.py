"""`planner keys`: certificates of people and of the company, for whoever stands at the machine."""

from datetime import datetime

import click
from sqlalchemy import select

from planner.cli.main import language
from planner.cli.place import at_work
from planner.kernel.clock import SHANGHAI
from planner.kernel.errors import Invalid, NotFound, PlannerError
from planner.kernel.i18n import Text
from planner.models import Person
from planner.services.authority import renew_authority
from planner.services.certificate_life import revoke


@click.group()
def keys() -> None:
    """Revoke somebody's certificate, renew the company's root."""


@keys.command("revoke")
@click.argument("employee_number")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="from when on the key is not to be believed (default: now)"
)
@click.option("--serial", help="of an earlier certificate, hexadecimal")
def revoke_command(employee_number: str, since: datetime | None, serial: str | None) -> None:
    """Revoke a certificate whose key may be in other hands; signatures from that moment on no longer count."""
    try:
        with at_work() as (transaction, house), transaction() as session:
            person = session.scalar(select(Person.id).where(Person.employee_number == employee_number))
            if person is None:
                raise NotFound
            moment = since.replace(tzinfo=SHANGHAI) if since else house.clock()
            done = revoke(session, house, None, person, moment, serial)
    except Invalid as refusal:
        raise PlannerError(next(iter(refusal.errors.values()))) from refusal
    _say(Text("已吊销证书 {serial}。", "Certificate {serial} is revoked.").with_(serial=done.serial))
    for number in done.plans:
        _say(
            Text(
                "{n}：有一个签名不再算数，请作者修订后重新签。", "{n}: a signature no longer counts; have it amended and signed again."
            ).with_(n=number)
        )


@keys.command("renew")
def renew_command() -> None:
    """Make the company's next root certificate; what the earlier ones certified stays good."""
    with at_work() as (transaction, house), transaction() as session:
        made = renew_authority(session, house)
    _say(
        Text(
            "新的根证书用到 {day}。请大家设新的 PIN，换上它签发的证书。",
            "The new root lasts until {day}. Ask people to set a new PIN, so that they get a certificate of it.",
        ).with_(day=made.certificate.not_valid_after_utc.date().isoformat())
    )


def _say(text: Text) -> None:
    click.echo(text.in_(language()))
