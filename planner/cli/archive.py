"""`planner archive`: writes the rules a signed plan was checked with, for whoever runs the check again elsewhere."""

from pathlib import Path

import click

from planner.cli.main import language
from planner.cli.place import at_work
from planner.kernel.errors import NotFound, PlannerError
from planner.kernel.i18n import Text
from planner.services.rules.effective import archived


@click.command()
@click.argument("sha256")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="where to write the archive")
def archive(sha256: str, output: Path) -> None:
    """Write the archived rule pack with that hash, as it stands in plan.json and on the review record."""
    try:
        with at_work() as (transaction, _), transaction() as session:
            data = archived(session, sha256).archive_bytes()
    except NotFound as missing:
        raise PlannerError(Text("没有这个校验值的规则包。", "There is no rule pack with that hash.")) from missing
    output.write_bytes(data)
    click.echo(Text("已写入 {path}。", "Written to {path}.").with_(path=str(output)).in_(language()))
