"""`planner check`: texts against the rules, and nothing else. Loads neither web nor database."""

import json
import sys
from typing import Any, Literal

import click

from planner.cli.environment import user_folder
from planner.cli.texts import UnreadableFile, read_text
from planner.compliance.engine import check_text
from planner.compliance.findings import Citation, Finding, Severity
from planner.compliance.loader import PackError, load_pack
from planner.compliance.pack import Pack
from planner.compliance.scope import Scope

LEVELS = {Severity.BLOCK: "error", Severity.REVIEW: "warning", Severity.ADVISE: "note"}
SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
Language = Literal["zh", "en"]


@click.command()
@click.option("--format", "shape", type=click.Choice(["text", "jsonl", "sarif"]), default="text", show_default=True)
@click.option("--plan-type", help="only rules of this kind of plan; all rules where it is not given")
@click.option("--phase", type=click.Choice(["pre_launch", "launch", "growth", "approved"]), help="only rules of this phase")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="of messages")
@click.option("--pack", "pack_name", default="zh_cn", hidden=True)
@click.argument("files", nargs=-1, required=True)
@click.pass_context
def check(
    ctx: click.Context, shape: str, plan_type: str | None, phase: str | None, language: Language, pack_name: str, files: tuple[str, ...]
) -> None:
    """Check plain text, Markdown or docx FILES; - is standard input.

    Exit status 1 when a finding must be changed, 2 when a file could not be read.
    """
    if plan_type is not None:
        _known_plan_type(plan_type)
    pack: Pack | None = None  # read with the first text: a file that cannot be read is told at once
    scope = Scope(plan_type=plan_type, phase=phase)
    found: list[tuple[str, str, Finding]] = []
    unread = False
    for name in files:
        try:
            text = read_text(name, sys.stdin.buffer)
        except UnreadableFile as refusal:
            click.echo(f"{name}: {refusal.reason.in_(language)}", err=True)
            unread = True
            continue
        pack = pack or _pack(pack_name)
        findings = check_text(text, pack, scope).findings
        found += [(name, text, finding) for finding in findings]
        if shape != "sarif":
            for finding in findings:
                click.echo(_json_line(name, finding, language) if shape == "jsonl" else _plain(name, text, finding, language))
    if shape == "sarif":
        click.echo(json.dumps(sarif(found, pack or _pack(pack_name), language), ensure_ascii=False, indent=1))
    ctx.exit(2 if unread else int(any(finding.severity is Severity.BLOCK for _, _, finding in found)))


def _pack(name: str) -> Pack:
    try:
        return load_pack(name, keep=user_folder())
    except PackError as refused:
        raise Refused("\n".join(refused.problems)) from refused


def _known_plan_type(slug: str) -> None:
    from planner.wizards.registry import discover

    known = discover()
    if slug not in known:
        raise click.BadParameter(f"{slug!r} is none of {', '.join(known)}", param_hint="--plan-type")


class Refused(click.ClickException):
    """The command cannot run; one clear message, exit status 2."""

    exit_code = 2


def cited(citation: Citation, language: Language) -> str:
    """A citation as one string; an unverified article says so."""
    label = citation.label.in_(language)
    return label if citation.certain else label + ("（条号待核）" if language == "zh" else " (article to be verified)")


def _json_line(name: str, finding: Finding, language: Language) -> str:
    line: dict[str, Any] = {
        "file": name,
        "start": finding.start,
        "end": finding.end,
        "quote": finding.quote,
        "rule": finding.rule_id,
        "category": finding.category,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "message": finding.message.in_(language),
        "suggestion": finding.suggestions[0].text.in_(language) if finding.suggestions else None,
        "cites": [cited(citation, language) for citation in finding.cites],
    }
    return json.dumps(line, ensure_ascii=False)


def _plain(name: str, text: str, finding: Finding, language: Language) -> str:
    line = text.count("\n", 0, finding.start) + 1
    column = finding.start - text.rfind("\n", 0, finding.start)
    head = f"{name}:{line}:{column}: {finding.severity.value} {finding.rule_id}: {finding.title.in_(language)}"
    rows = [head, f"    {' '.join(finding.quote.split())}", f"    {finding.message.in_(language)}"]
    if finding.suggestions:
        rows.append(f"    → {finding.suggestions[0].text.in_(language)}")
    if finding.cites:
        rows.append("    " + "; ".join(cited(citation, language) for citation in finding.cites))
    return "\n".join(rows)


def sarif(found: list[tuple[str, str, Finding]], pack: Pack, language: Language) -> dict[str, Any]:
    """The findings as one SARIF 2.1.0 run; regions count code points.

    Source: OASIS SARIF 2.1.0, sections 3.27 (result), 3.30 (region), 3.49 (reportingDescriptor)
    """
    ids = sorted({finding.rule_id for _, _, finding in found})
    rules = [
        {
            "id": rule_id,
            "shortDescription": {"text": getattr(pack.rule(rule_id).title, language)},
            "fullDescription": {"text": getattr(pack.rule(rule_id).why, language)},
            "properties": {"category": pack.rule(rule_id).category},
        }
        for rule_id in ids
    ]
    driver = {"name": "planner", "version": pack.version, "properties": {"pack": pack.name, "packHash": pack.hash}, "rules": rules}
    results = [_result(name, text, finding, ids.index(finding.rule_id), language) for name, text, finding in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SARIF, "version": "2.1.0", "runs": [run]}


def _result(name: str, text: str, finding: Finding, index: int, language: Language) -> dict[str, Any]:
    region = {
        "startLine": text.count("\n", 0, finding.start) + 1,
        "startColumn": finding.start - text.rfind("\n", 0, finding.start),
        "charOffset": finding.start,
        "charLength": finding.end - finding.start,
        "snippet": {"text": finding.quote},
    }
    return {
        "ruleId": finding.rule_id,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": finding.message.in_(language)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": name}, "region": region}}],
        "partialFingerprints": {"finding/v1": finding.fingerprint},
        "properties": {"category": finding.category, "confidence": finding.confidence.value},
    }
