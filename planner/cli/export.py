"""`planner export NUMBER -o FILE`: the signed PDF of the plan in force, byte for byte as it was issued."""

import os
from pathlib import Path

import click

from planner.cli.place import at_work
from planner.services.files import note_download
from planner.services.operator import approved_file


@click.command()
@click.argument("number")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="where to write the PDF")
def export(number: str, output: Path) -> None:
    """Write the PDF of an approved plan."""
    with at_work() as (transaction, house), transaction() as session:
        file = approved_file(session, number)
        _write(output, file.data)
        note_download(session, house, None, number, file)
    click.echo(f"{output}  {len(file.data)} bytes  SHA-256 {file.sha256}")


def _write(output: Path, data: bytes) -> None:
    """All of it or nothing: a reader never sees half a file."""
    part = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with part.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
