"""Findings and silences as rows, and back: the rule's words are kept as they were on that day."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.compliance.findings import Citation, Confidence, Finding, Report, Severity, Silence, Suggestion
from planner.compliance.pack import Pack
from planner.kernel.i18n import Text
from planner.models import FindingRow, Revision, SilenceRow, TrialHit
from planner.services.rules.effective import ON_TRIAL


def store_report(session: Session, revision_id: int, round_: int, report: Report, pack: Pack, at: datetime) -> None:
    """Keep the findings and silences of one submission; what rules on trial would have said is kept apart, for officers."""
    for position, finding in enumerate(report.findings):
        session.add(
            FindingRow(
                revision_id=revision_id,
                round=round_,
                position=position,
                fingerprint=finding.fingerprint,
                rule_id=finding.rule_id,
                rule_rev=finding.rev,
                pack_hash=pack.hash,
                pack_version=pack.version,
                category=finding.category,
                severity=finding.severity.value,
                confidence=finding.confidence.value,
                path=finding.path,
                start=finding.start,
                end=finding.end,
                quote=finding.quote,
                detail=asdict(finding),
            )
        )
    for silence in report.silences:
        if silence.switch == ON_TRIAL:
            rev = pack.rule(silence.rule_id).rev
            place = {"path": silence.path, "start": silence.start, "end": silence.end, "quote": silence.quote}
            session.add(TrialHit(revision_id=revision_id, round=round_, rule_id=silence.rule_id, rule_rev=rev, at=at, **place))
        else:
            session.add(SilenceRow(revision_id=revision_id, round=round_, detail=asdict(silence)))


def stored_findings(session: Session, revision: Revision) -> list[Finding]:
    """The findings of the last submission, in reading order."""
    rows = session.scalars(
        select(FindingRow).where(FindingRow.revision_id == revision.id, FindingRow.round == revision.round).order_by(FindingRow.position)
    )
    return [_finding(row.detail) for row in rows]


def stored_silences(session: Session, revision: Revision) -> list[Silence]:
    """What the checker kept silent about at the last submission, with reasons."""
    rows = session.scalars(
        select(SilenceRow).where(SilenceRow.revision_id == revision.id, SilenceRow.round == revision.round).order_by(SilenceRow.id)
    )
    return [Silence(**{**row.detail, "reason": Text(**row.detail["reason"])}) for row in rows]


def _finding(detail: dict[str, Any]) -> Finding:
    cites = tuple(Citation(**{**c, "label": Text(**c["label"])}) for c in detail["cites"])
    suggestions = tuple(Suggestion(**{**s, "text": Text(**s["text"])}) for s in detail["suggestions"])
    texts = {name: Text(**detail[name]) for name in ("title", "message", "why")}
    override = None if detail["override"] is None else tuple(detail["override"])
    kinds = {"severity": Severity(detail["severity"]), "confidence": Confidence(detail["confidence"])}
    lists: dict[str, Any] = {name: tuple(detail[name]) for name in ("cues", "grounds", "needs") if name in detail}
    return Finding(**{**detail, **texts, **kinds, **lists, "cites": cites, "suggestions": suggestions, "override": override})
