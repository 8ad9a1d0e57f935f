"""`planner audit`: prove the trail, by its own chain and by everything outside the table that knows its end."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from planner.cli.environment import settings
from planner.cli.main import language
from planner.cli.place import open_product, transactions
from planner.kernel.i18n import Text
from planner.services import anchors, checkpoints
from planner.services.audit import accept, verify_chain
from planner.services.checkpoints import Standing
from planner.services.house import House
from planner.signing.attached import attached_json

STANDINGS: dict[Standing, Text] = {
    Standing.WHOLE: Text("库外检查点相符", "The checkpoint outside the database fits"),
    Standing.MISSING: Text(
        "有记录，却没有库外检查点。看过之后运行 planner audit accept --why …",
        "There are events, but no checkpoint outside the database. Once you have looked: planner audit accept --why …",
    ),
    Standing.FORGED: Text(
        "库外检查点读不出，或者签名不是本系统的", "The checkpoint outside the database is unreadable, or not signed by this system"
    ),
    Standing.CUT: Text(
        "记录比库外检查点短：末尾被删，或者放回了旧的备份",
        "The trail is shorter than its checkpoint: its end was cut, or an old backup was put back",
    ),
    Standing.REWRITTEN: Text(
        "检查点那一条已经不是原来的内容：记录被重写过", "Another event stands at the checkpoint's place: the trail was rewritten"
    ),
}


@click.group()
def audit() -> None:
    """Check the trail."""


@audit.command("verify")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def verify_command(context: click.Context, files: tuple[Path, ...]) -> None:
    """Prove that no event was changed, left out, put in or cut off; exit status 1 when one was.

    FILES are signed plan PDFs from anywhere: each knows how far the trail had come when it was made.
    """
    with open_product(settings().database_url) as (engine, house), Session(engine) as session:
        good = [_chain(session, house), _checkpoint(session, house), _issued(session)]
        good += [_file(session, file) for file in files]
    context.exit(0 if all(good) else 1)


@audit.command("accept")
@click.option("--why", required=True, help="what was found and who decided")
def accept_command(why: str) -> None:
    """Take the trail as it is after somebody has looked, so that work can go on; an event keeps the reason."""
    with open_product(settings().database_url) as (engine, house), transactions(engine)() as session:
        accept(session, house, why)
    click.echo(Text("已接受现有记录，并写入一条事件", "The trail is accepted as it is, and an event says so").in_(language()))


@audit.command("key")
def key_command() -> None:
    """Print the public key of the checkpoints (Ed25519, hex), for an auditor's records."""
    with open_product(settings().database_url) as (_, house):
        click.echo(checkpoints.public_key(house))


def _chain(session: Session, house: House) -> bool:
    chain = verify_chain(session, house.audit_key)
    if chain.whole:
        whole = Text(
            "记录完整：{n} 条，末尾 {head}", "The trail is whole: {n} events, head {head}", "The trail is whole: 1 event, head {head}"
        )
        return _say(True, whole.with_(n=chain.count, head=chain.head))
    return _say(False, Text("记录从第 {n} 条起不符", "The trail does not fit from event {n} on").with_(n=chain.broken_at))


def _checkpoint(session: Session, house: House) -> bool:
    stands = checkpoints.standing(session, house)
    return _say(stands is Standing.WHOLE, STANDINGS[stands])


def _issued(session: Session) -> bool:
    """Every issued plan knows how long the trail was and what stood at its end."""
    count, strangers = anchors.issued(session)
    if strangers:
        return _say(
            False,
            Text("{names} 里写的记录位置和现有记录不符", "The trail does not hold what {names} say").with_(names=", ".join(strangers)),
        )
    return _say(True, Text("{n} 份提交的计划里写的记录位置都相符", "What {n} submitted plans say of the trail fits").with_(n=count))


def _file(session: Session, file: Path) -> bool:
    fits = anchors.fits(session, attached_json(file.read_bytes(), "plan.json").get("trail"))
    words = (
        Text("{file}：记录位置相符", "{file}: the trail fits") if fits else Text("{file}：记录位置不符", "{file}: the trail does not fit")
    )
    return _say(fits, words.with_(file=file.name))


def _say(good: bool, words: Text) -> bool:
    click.echo(f"{'✓' if good else '✗'} {words.in_(language())}")
    return good
