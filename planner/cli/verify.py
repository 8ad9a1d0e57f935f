"""`planner verify FILE.pdf`: the four answers of the verify page, for a file on disk."""

import json
from pathlib import Path

import click

from planner.cli.main import language
from planner.cli.place import at_work
from planner.kernel.i18n import Text
from planner.services.verification import Verdict, verify_file
from planner.workflow import STATE_NAMES

ANSWERS = (
    ("issued", Text("是本系统签发的文件", "issued by this system"), Text("不是本系统签发的文件", "not issued by this system")),
    ("unaltered", Text("签发后没有改动", "unaltered since"), Text("签发后被改动过", "altered since")),
    ("complete", Text("三个签名齐全", "all three signatures are there"), Text("签名不齐全", "signatures are missing")),
    ("in_force", Text("目前有效", "in force"), Text("目前无效", "not in force")),
)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def verify(context: click.Context, file: Path, shape: str) -> None:
    """Say whether a PDF is issued, unaltered, complete and in force; exit status 0 only when it is all four."""
    data = file.read_bytes()
    with at_work() as (session, house):
        verdict = verify_file(session, house, data)
    if shape == "json":
        click.echo(json.dumps(_as_json(verdict), ensure_ascii=False, indent=2))
    else:
        _say(verdict)
    context.exit(0 if all(getattr(verdict, name) for name, _, _ in ANSWERS) else 1)


def _say(verdict: Verdict) -> None:
    if verdict.number:
        state = STATE_NAMES[verdict.state].in_(language()) if verdict.state else ""
        click.echo(f"{verdict.number} · {verdict.revision} · {state}")
    for name, yes, no in ANSWERS:
        good = getattr(verdict, name)
        click.echo(f"{'✓' if good else '✗'} {(yes if good else no).in_(language())}")
    for signer in verdict.signers:
        click.echo(f"  {signer.name}  {signer.title}  {signer.meaning}  {signer.at.isoformat()}")
    for problem in verdict.problems:
        click.echo(f"  {problem.in_(language())}")


def _as_json(verdict: Verdict) -> dict[str, object]:
    return {name: getattr(verdict, name) for name, _, _ in ANSWERS} | {
        "number": verdict.number,
        "revision": verdict.revision,
        "state": verdict.state.value if verdict.state else None,
        "signers": [
            {"role": str(one.role), "name": one.name, "title": one.title, "meaning": one.meaning, "at": one.at.isoformat()}
            for one in verdict.signers
        ],
        "problems": [problem.en for problem in verdict.problems],
    }
