"""`planner users`: the first people of a company, and what only the person at the machine may do."""

import secrets

import click

from planner.cli.main import language
from planner.cli.place import at_work
from planner.kernel.errors import Invalid, PlannerError
from planner.kernel.i18n import Text
from planner.services import invitations, oidc, people
from planner.workflow import ROLE_NAMES, Role

LINK = Text(
    "{name} 用这个链接设密码和签名 PIN，三天内有效，只能用一次：\n{link}",
    "{name} sets password and signing PIN by this link, good for three days and once:\n{link}",
)


@click.group()
def users() -> None:
    """Add, list and disable people, give new passwords, take lost second factors back."""


@users.command("add")
@click.argument("employee_number")
@click.argument("email")
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
@click.option("--territory", required=True, help="name of a territory; the first one of all becomes the root")
@click.option("--job-title", default="", help="printed beside the name")
def add_command(employee_number: str, email: str, name: str, roles: tuple[str, ...], territory: str, job_title: str) -> None:
    """Add a person; a link by which they choose their password and PIN is shown once."""
    chosen = [Role(role) for role in roles]
    try:
        with at_work() as (transaction, house), transaction() as session:
            person = people.add_person(
                session,
                house,
                employee_number=employee_number,
                email=email,
                name=name,
                job_title=job_title or ROLE_NAMES[chosen[0]].zh,
                territory=territory,
                roles=chosen,
                password=secrets.token_urlsafe(32),  # nobody's: the link sets one
            )
            link = invitations.from_the_machine(session, house, person)
    except Invalid as refusal:
        raise _first(refusal) from refusal
    _show(LINK, name=name, link=link)


@users.command("list")
def list_command() -> None:
    """Everybody, disabled people too."""
    with at_work() as (transaction, _), transaction() as session:
        for person in people.all_people(session):
            roles = ", ".join(ROLE_NAMES[Role(grant.role)].in_(language()) for grant in person.grants)
            off = "" if person.active else Text("  已停用", "  disabled").in_(language())
            click.echo(f"{person.employee_number}  {person.email}  {person.name}  {roles}{off}")


@users.command("disable")
@click.argument("employee_number")
def disable_command(employee_number: str) -> None:
    """Shut somebody out at once; what they signed stays good."""
    with at_work() as (transaction, house), transaction() as session:
        people.disable_person(session, house, employee_number)
    _show(Text("已停用 {number}", "{number} is disabled"), number=employee_number)


@users.command("password")
@click.argument("employee_number")
def password_command(employee_number: str) -> None:
    """End somebody's password and sessions, and show once the link by which they choose a new one, and a new PIN."""
    with at_work() as (transaction, house), transaction() as session:
        person = people.set_password(session, house, employee_number, secrets.token_urlsafe(32))
        link = invitations.from_the_machine(session, house, person)
    _show(LINK, name=person.name, link=link)


@users.command("second-factor")
@click.argument("employee_number")
def second_factor_command(employee_number: str) -> None:
    """Take back the second factor of somebody who lost phone and recovery codes; every session of theirs ends."""
    try:
        with at_work() as (transaction, house), transaction() as session:
            people.reset_factor(session, house, employee_number)
    except Invalid as refusal:
        raise _first(refusal) from refusal
    _show(Text("{number} 的两步验证已清除", "The second step of {number} is reset"), number=employee_number)


@users.command("unlink")
@click.argument("employee_number")
def unlink_command(employee_number: str) -> None:
    """Forget somebody's company account, so that the next sign-in with it links them anew."""
    with at_work() as (transaction, house), transaction() as session:
        found = oidc.unlink(session, house, employee_number)
    _show(
        Text("{number} 和公司账号的连接已解除", "{number} is linked to no company account any more")
        if found
        else Text("{number} 没有连接公司账号", "{number} is not linked to a company account"),
        number=employee_number,
    )


def _first(refusal: Invalid) -> PlannerError:
    """The console shows one line: the first thing that is wrong."""
    return PlannerError(next(iter(refusal.errors.values()), refusal.message))


def _show(wording: Text, **values: str) -> None:
    click.echo(wording.in_(language(), **values))
