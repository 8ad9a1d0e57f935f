"""`planner backup` and `planner restore`: the whole database as one file, and back."""

from pathlib import Path

import click
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, undefer

from planner.cli.audit import STANDINGS
from planner.cli.environment import settings
from planner.cli.main import language
from planner.cli.place import house_of, open_product, transactions
from planner.kernel.i18n import Text
from planner.models import IssuedFile
from planner.services import checkpoints
from planner.services.backups import Manifest, back_up, restore
from planner.services.checkpoints import Standing
from planner.services.house import House, Transaction
from planner.services.verification import COMPLETE, verify_file

_MADE = Text("备份写好了：{path}，{size} MB，操作记录 {n} 条", "Backup written: {path}, {size} MB, {n} events of the trail")
_BACK = Text(
    "恢复了 {at} 的备份：操作记录 {n} 条完整，签发文件和登记一致",
    "Restored the backup of {at}: the trail of {n} events is whole, issued files are as registered",
)
_OLDER = Text(
    "放回的是旧的状态，之后的操作都不在里面。看过以后运行 planner audit accept --why …，在那之前什么都不能改。",
    "An older state was put back; whatever was done later is not in it. Once somebody has looked: planner audit accept --why …; "
    "until then nothing can be changed.",
)
_SIGNED = Text("复核了 {n} 份签完的 PDF，{bad} 份不对", "Examined {n} fully signed PDFs, {bad} of them do not hold")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything the database holds into FILE, which must not exist; people can go on working."""
    with open_product(settings().database_url) as (engine, house):
        made = back_up(engine, transactions(engine), house, file)
    click.echo(_MADE.in_(language(), path=file, size=round(file.stat().st_size / 1e6, 1), n=made.events))


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--signatures", type=click.IntRange(0), default=20, show_default=True, help="how many signed PDFs to examine, newest first")
@click.pass_context
def restore_command(context: click.Context, file: Path, signatures: int) -> None:
    """Put FILE into an empty database, prove trail, files and signatures; exit status 1 when work cannot simply go on."""
    url = settings().database_url
    manifest = restore(url, house_of(settings()), file)
    with open_product(url) as (engine, house):
        good = _say_what_came_back(engine, house, manifest)
        good = _signatures_hold(transactions(engine), house, signatures) and good
    context.exit(0 if good else 1)


def _say_what_came_back(engine: Engine, house: House, manifest: Manifest) -> bool:
    click.echo(f"✓ {_BACK.in_(language(), at=manifest.made_at.isoformat(), n=manifest.events)}")
    with Session(engine) as session:
        stands = checkpoints.standing(session, house)
    if stands is not Standing.WHOLE:
        click.secho(f"✗ {STANDINGS[stands].in_(language())}", bold=True)
    if stands is Standing.CUT:
        click.secho(f"  {_OLDER.in_(language())}", bold=True)
    return stands is Standing.WHOLE


def _signatures_hold(transaction: Transaction, house: House, most: int) -> bool:
    with transaction() as session:
        newest = select(IssuedFile).where(IssuedFile.kind == "plan", IssuedFile.signatures == COMPLETE).order_by(IssuedFile.id.desc())
        files = [file.data for file in session.scalars(newest.limit(most).options(undefer(IssuedFile.data)))]
    verdicts = [verify_file(transaction, house, data) for data in files]
    bad = sum(not (v.issued and v.intact and v.trusted) for v in verdicts)
    click.echo(f"{'✗' if bad else '✓'} {_SIGNED.in_(language(), n=len(files), bad=bad)}")
    return not bad
