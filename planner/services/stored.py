"""Findings and silences as rows, and back: the rule's words are kept as they were on that day."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.compliance.findings import Citation, Confidence, Finding, Report, Severity, Silence, Suggestion
from planner.kernel.i18n import Text
from planner.models import FindingRow, Revision, SilenceRow


def store_report(session: Session, revision_id: int, round_: int, report: Report, pack_hash: str) -> None:
    """Keep the findings and silences of one submission."""
    for position, finding in enumerate(report.findings):
        session.add(
            FindingRow(
                revision_id=revision_id,
                round=round_,
                position=position,
                fingerprint=finding.fingerprint,
                rule_id=finding.rule_id,
                rule_rev=finding.rev,
                pack_hash=pack_hash,
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
    session.add_all(SilenceRow(revision_id=revision_id, round=round_, detail=asdict(silence)) for silence in report.silences)


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
    return Finding(
        **{**detail, **texts, **kinds, "cites": cites, "suggestions": suggestions, "cues": tuple(detail["cues"]), "override": override}
    )
