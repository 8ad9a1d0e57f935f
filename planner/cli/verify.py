"""`planner verify FILE.pdf`: the answers of the verify page, for a file on disk."""

import json
from pathlib import Path

import click

from planner.cli.main import language
from planner.cli.place import at_work
from planner.kernel.clock import local_date
from planner.kernel.errors import PlannerError
from planner.kernel.i18n import Text
from planner.services.verification import Verdict, verify_file
from planner.workflow import STATE_NAMES

ANSWERS = (
    ("issued", Text("是本系统签发的文件", "issued by this system"), Text("不是本系统签发的文件", "not issued by this system")),
    ("intact", Text("签名以后没有改动", "unaltered since it was signed"), Text("签名以后被改动过", "altered since it was signed")),
    ("complete", Text("三个签名齐全", "all three signatures are there"), Text("签名不齐全", "signatures are missing")),
    (
        "trusted",
        Text("签名证书都来自公司认可的机构", "every certificate is from an authority the company trusts"),
        Text("有签名证书不可信", "a certificate is not trusted"),
    ),
    ("in_force", Text("目前有效", "in force"), Text("目前无效", "not in force")),
)
LARGEST = 20 * 1024 * 1024


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def verify(context: click.Context, file: Path, shape: str) -> None:
    """Say whether a PDF is issued, unaltered, complete, trusted and in force; exit status 0 only when it is all that."""
    if file.stat().st_size > LARGEST:
        raise PlannerError(Text("文件超过 20 MB。", "The file is larger than 20 MB."))
    with at_work() as (transaction, house):
        verdict = verify_file(transaction, house, file.read_bytes())
    if shape == "json":
        click.echo(json.dumps(_as_json(verdict), ensure_ascii=False, indent=2))
    else:
        _say(verdict)
    context.exit(0 if verdict.good else 1)


def _say(verdict: Verdict) -> None:
    if verdict.number:
        state = STATE_NAMES[verdict.state].in_(language()) if verdict.state else ""
        click.echo(f"{verdict.number} · {verdict.revision} · {state}")
    for name, yes, no in ANSWERS:
        good = getattr(verdict, name)
        click.echo(f"{'✓' if good else '✗'} {(yes if good else no).in_(language())}")
    for signer in verdict.signers:
        moment = signer.at.isoformat() if signer.at else ""
        click.echo(f"  {signer.role_name.in_(language())}  {signer.name}  {signer.title}  {signer.meaning}  {moment}")
    if verdict.profile:
        click.echo(f"  PAdES {verdict.profile}{_proof(verdict).in_(language())}")
    for problem in verdict.problems:
        click.echo(f"  {problem.in_(language())}")


def _proof(verdict: Verdict) -> Text:
    """How long the proof of the times lasts without the company's word."""
    if verdict.lasts_until is None:
        return Text("，签名时间只有公司自己的时钟作证", ", the times are vouched for by the company's own clock alone")
    return Text("，时间戳证明到 {day}", ", proved by timestamps until {day}").with_(day=local_date(verdict.lasts_until).isoformat())


def _as_json(verdict: Verdict) -> dict[str, object]:
    return {name: getattr(verdict, name) for name, _, _ in ANSWERS} | {
        "number": verdict.number,
        "revision": verdict.revision,
        "state": verdict.state.value if verdict.state else None,
        "sha256": verdict.sha256,
        "profile": verdict.profile,
        "lasts_until": verdict.lasts_until.isoformat() if verdict.lasts_until else None,
        "signers": [
            {
                "role": one.role.value,
                "name": one.name,
                "title": one.title,
                "meaning": one.meaning,
                "at": one.at.isoformat() if one.at else None,
            }
            for one in verdict.signers
        ],
        "problems": [problem.in_(language()) for problem in verdict.problems],
    }
