"""What was said and decided about findings, by fingerprint: it sticks to the sentence, not to the place."""

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, joinedload

from planner.compliance.findings import Finding, Report
from planner.models import Decision, Explanation, Remark, Revision

UNDONE = "undone"


_SPOKEN = select(
    exists().where(Decision.plan_id == bindparam("plan")),
    exists().where(Explanation.revision_id == bindparam("revision")),
    exists().where(Remark.revision_id == bindparam("revision"), Remark.withdrawn_at.is_(None)),
)


@dataclass(frozen=True, slots=True)
class Said:
    """Everything people said about a revision and its plan.

    :param decided: as `standing` gives it
    :param explained: what the author said, by fingerprint
    """

    decided: dict[tuple[str, int], Decision]
    explained: dict[str, Explanation]
    remarks: list[Remark]


def said(session: Session, revision: Revision) -> Said:
    """Decisions, explanations and remarks; one small query where nobody has said anything yet, as on most drafts."""
    decided, explained, remarked = session.execute(_SPOKEN, {"plan": revision.plan_id, "revision": revision.id}).one()
    return Said(
        standing(session, revision.plan_id) if decided else {},
        explanations(session, revision) if explained else {},
        open_remarks(session, revision) if remarked else [],
    )


def standing(session: Session, plan_id: int) -> dict[tuple[str, int], Decision]:
    """The decision that counts for each fingerprint and rule revision of a plan: the newest one not undone."""
    newest: dict[tuple[str, int], Decision] = {}
    rows = session.scalars(select(Decision).where(Decision.plan_id == plan_id).order_by(Decision.id).options(joinedload(Decision.officer)))
    for row in rows:
        newest[row.fingerprint, row.rule_rev] = row
    return {key: row for key, row in newest.items() if row.outcome != UNDONE}


def decision_for(decided: dict[tuple[str, int], Decision], finding: Finding) -> Decision | None:
    """The decision that counts for a finding: same sentence, same rule revision."""
    return decided.get((finding.fingerprint, finding.rev))


def settled(decided: dict[tuple[str, int], Decision], report: Report) -> frozenset[str]:
    """Fingerprints of a report that an officer found harmless or granted an exception."""
    good = {"harmless", "exception"}
    return frozenset(f.fingerprint for f in report.findings if (d := decision_for(decided, f)) is not None and d.outcome in good)


def explanations(session: Session, revision: Revision) -> dict[str, Explanation]:
    """What the author said, by fingerprint."""
    return {e.fingerprint: e for e in session.scalars(select(Explanation).where(Explanation.revision_id == revision.id))}


def open_remarks(session: Session, revision: Revision) -> list[Remark]:
    """Remarks of officers on a revision that were not taken back, oldest first."""
    return list(
        session.scalars(
            select(Remark)
            .where(Remark.revision_id == revision.id, Remark.withdrawn_at.is_(None))
            .order_by(Remark.id)
            .options(joinedload(Remark.officer))
        )
    )
