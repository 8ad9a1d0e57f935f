"""`planner evidence`: whether a review record follows from a signed plan, without the product's database."""

from dataclasses import dataclass
from pathlib import Path

import click

from planner.cli.main import language
from planner.compliance.loader import PackError, load_archive
from planner.kernel.canonical import canonical_json, sha256_hex
from planner.kernel.errors import PlannerError
from planner.kernel.i18n import Text
from planner.services.evidence import Comparison, compare, rerun
from planner.signing.attached import attached_json
from planner.signing.authority import from_pem
from planner.signing.bounded import examine_bounded
from planner.signing.examination import Examination
from planner.signing.roles import SignerRole

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was looked at."""

    good: bool
    said: Text


@click.command()
@click.argument("plan", type=FILE)
@click.argument("record", type=FILE)
@click.option("--pack", "archive", type=FILE, required=True, help="the archived rules the plan names, see `planner archive`")
@click.option(
    "--roots", type=FILE, help="the company's root certificates, PEM (/root-certificates); without them nobody's signature is believed"
)
@click.pass_context
def evidence(context: click.Context, plan: Path, record: Path, archive: Path, roots: Path | None) -> None:
    """Run the check of a signed PLAN again and say whether the findings of its review RECORD follow; exit status 0 only when all of it holds."""
    points = judge(plan.read_bytes(), record.read_bytes(), archive.read_bytes(), roots.read_bytes() if roots else b"")
    for point in points:
        click.echo(f"{'✓' if point.good else '✗'} {point.said.in_(language())}")
    context.exit(0 if all(point.good for point in points) else 1)


def judge(plan: bytes, record: bytes, archive: bytes, roots: bytes) -> list[Point]:
    """Every link from the signatures to the findings.

    :raises PlannerError: a file cannot be read at all
    """
    content, said = attached_json(plan, "plan.json"), attached_json(record, "record.json")
    try:
        pack = load_archive(archive)
    except PackError as failure:
        raise PlannerError(Text("这不是存档的规则包。", "This is no archived rule pack.")) from failure
    marker = b"-----END CERTIFICATE-----"
    seen = examine_bounded(plan, [from_pem(part + marker) for part in roots.split(marker)[:-1]])
    named = (content.get("pack") or {}).get("hash"), (said.get("pack") or {}).get("hash")
    points = [
        _signatures(seen, bool(roots)),
        Point(
            said.get("content_sha256") == sha256_hex(canonical_json(content)),
            Text("审查记录写的就是这份计划的内容", "the record is about the content of this very plan"),
        ),
        Point(
            _vouched(seen, record), Text("合规的签名写着这份审查记录的校验值", "the officer's signature names the digest of this record")
        ),
        Point(named == (pack.hash, pack.hash), Text("计划和记录写的都是这份规则", "plan and record name these very rules")),
        _trail(content, said),
    ]
    return [*points, *_findings(compare(said, rerun(content, pack)))]


def _signatures(seen: Examination, given: bool) -> Point:
    if not given:
        sound = seen.unaltered and seen.complete
        return Point(
            sound,
            Text(
                "三个签名都对得上内容（没有给根证书，不知道是谁签的）",
                "three signatures fit the content (by whom is unknown without root certificates)",
            ),
        )
    return Point(
        seen.sound, Text("三个签名都对得上内容，都是公司的人签的", "three signatures fit the content, all by people of the company")
    )


def _vouched(seen: Examination, record: bytes) -> bool:
    digest = sha256_hex(record)
    return any(one.role is SignerRole.COMPLIANCE and digest in one.reason for one in seen.signatures)


def _trail(content: dict[str, object], said: dict[str, object]) -> Point:
    first, second = content.get("trail"), said.get("trail")
    good = isinstance(first, dict) and isinstance(second, dict) and _count(first) < _count(second)
    return Point(good, Text("操作记录在提交之后、通过之前只增不减", "the trail only grew between submission and pass"))


def _count(trail: dict[str, object]) -> int:
    count = trail.get("count")
    return count if isinstance(count, int) else -1


def _findings(found: Comparison) -> list[Point]:
    points = [Point(found.follows, Text("重做检查，得到同样的 {n} 处提示", "checked again: the same {n} findings").with_(n=found.same))]
    points += [
        Point(
            False, Text("记录里有，重做没有：{rule}，“{quote}”", "on the record only: {rule}, “{quote}”").with_(rule=key[0], quote=key[4])
        )
        for key in found.only_record
    ]
    points += [
        Point(
            False,
            Text("重做有，记录里没有：{rule}，“{quote}”", "missing on the record: {rule}, “{quote}”").with_(rule=key[0], quote=key[4]),
        )
        for key in found.only_rerun
    ]
    return points
