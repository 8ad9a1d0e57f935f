"""After all rules have spoken: who hides whom, what collapses, in which order it is read."""

import hashlib
import unicodedata
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache

from planner.compliance.compiled import Compiled
from planner.compliance.findings import Finding, Report, Severity, Silence
from planner.compliance.vocabulary import COMPANY
from planner.kernel.i18n import Text

_WEIGHT = {severity: number for number, severity in enumerate(Severity)}
_CONFIDENCE = {"high": 0, "medium": 1, "low": 2}
_HIDDEN = Text("同一处已由另一条规则指出", "Another rule already points at this passage")
_LIMIT = Text("同一栏里这条规则已提示够多", "This rule has said enough in this field")


class _Bare(dict[int, str]):
    """Letters, digits and signs stay; spaces and punctuation go."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(code) if unicodedata.category(chr(code))[0] in "LNS" else ""
        return self[code]


_BARE = _Bare()


HEADING = "heading"
"""Mark of a finding on a heading; what the heading announces is judged below it."""
UNDER = 600
"""So far below a heading its section is looked for, in characters."""


@lru_cache(maxsize=4096)  # the findings of an unchanged sentence are made again at every save
def fingerprint(rule_id: str, schema_path: str, sentence: str) -> str:
    """Names a finding across edits elsewhere: rule, field without row number, sentence without spaces and marks.

    :param sentence: in standard spelling
    """
    key = sentence.translate(_BARE)
    return hashlib.sha256("\x1f".join((rule_id, schema_path, key)).encode()).hexdigest()[:32]


def settle(findings: list[Finding], silences: list[Silence], compiled: Compiled) -> Report:
    """Apply `beats`, overlap within a category, `group` and `limit`; sort by place."""
    findings = [_as_heading(f, findings) if HEADING in f.cues else f for f in findings]
    quiet = list(silences)
    kept: list[Finding] = []
    beaten = {f.rule_id: frozenset(compiled.by_id[f.rule_id].rule.beats) for f in findings}
    near: dict[int, list[Finding]] = defaultdict(list)
    beaters: dict[int, list[Finding]] = defaultdict(list)
    for beater in (f for f in findings if beaten[f.rule_id]):
        for cell in _cells(beater):
            beaters[cell].append(beater)
    for finding in sorted(findings, key=_rank):
        winner = next((other for cell in _cells(finding) for other in near.get(cell, ()) if _outranks(other, finding)), None)
        winner = winner or next((b for cell in _cells(finding) for b in beaters.get(cell, ()) if _beats(b, finding, beaten)), None)
        if winner is None:
            kept.append(finding)
            for cell in _cells(finding):
                near[cell].append(finding)
        elif winner.rule_id != finding.rule_id:
            quiet.append(_silence(finding, f"beats:{winner.rule_id}", _HIDDEN))
    kept = _grouped(kept, quiet, compiled)
    kept.sort(key=lambda f: (f.start, f.end, f.rule_id))
    return Report(tuple(_limited(kept, quiet, compiled)), tuple(sorted(quiet, key=lambda s: (s.start, s.end, s.rule_id))))


def _rank(finding: Finding) -> tuple[int, int, int, int]:
    """Heavier, surer, read as typed, longer first."""
    return (
        _WEIGHT[finding.severity],
        _CONFIDENCE[finding.confidence],
        finding.layer != "standard",
        finding.start - finding.end,
    )


def _as_heading(finding: Finding, findings: list[Finding]) -> Finding:
    """A finding on a heading is only advice where the section under it has a finding of its own."""
    below = (f for f in findings if finding.end < f.start <= finding.end + UNDER and HEADING not in f.cues and _may_hide(f, finding))
    return replace(finding, severity=Severity.ADVISE) if any(below) else finding


def _cells(finding: Finding) -> range:
    """Stretches of 64 characters that a finding touches: only findings of one stretch can overlap."""
    return range(finding.start >> 6, (max(finding.end - 1, finding.start) >> 6) + 1)


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and one.end > other.start


def _beats(winner: Finding, other: Finding, beaten: dict[str, frozenset[str]]) -> bool:
    return winner is not other and not beaten[winner.rule_id].isdisjoint((other.rule_id, other.category)) and _overlap(winner, other)


def _outranks(winner: Finding, other: Finding) -> bool:
    """A kept finding of the same category, at least as heavy: findings come in order of rank."""
    return winner.category == other.category and _overlap(winner, other) and _may_hide(winner, other)


def _may_hide(winner: Finding, other: Finding) -> bool:
    """A rule that the company wrote takes nothing away from one of the core, whatever it weighs."""
    return other.rule_id.startswith(COMPANY) or not winner.rule_id.startswith(COMPANY)


def _grouped(findings: list[Finding], quiet: list[Silence], compiled: Compiled) -> list[Finding]:
    """The heaviest of each group in a sentence; `findings` come heaviest first."""
    out: list[Finding] = []
    seen: dict[tuple[str, str, str], str] = {}
    for finding in findings:
        known = compiled.by_id.get(finding.rule_id)
        group = known.rule.group if known else None
        key = (group or "", finding.path, finding.sentence)
        if group is not None and key in seen:
            quiet.append(_silence(finding, f"beats:{seen[key]}", _HIDDEN))
            continue
        seen[key] = finding.rule_id
        out.append(finding)
    return out


def _limited(findings: list[Finding], quiet: list[Silence], compiled: Compiled) -> list[Finding]:
    out: list[Finding] = []
    count: dict[tuple[str, str], int] = defaultdict(int)
    for finding in findings:
        known = compiled.by_id.get(finding.rule_id)
        limit = known.rule.limit if known else None
        count[finding.rule_id, finding.path] += 1
        if limit is not None and count[finding.rule_id, finding.path] > limit:
            quiet.append(_silence(finding, f"limit:{limit}", _LIMIT))
        else:
            out.append(finding)
    return out


def _silence(finding: Finding, switch: str, reason: Text) -> Silence:
    return Silence(finding.rule_id, finding.path, finding.start, finding.end, finding.quote, switch, reason)
