"""What was said and decided about findings, by fingerprint: it sticks to the sentence, not to the place."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, exists, select
from sqlalchemy.orm import Session, joinedload

from planner.compliance.findings import Finding, Report
from planner.models import Decision, Explanation, Intake, Remark, Revision
from planner.services.columns import ask
from planner.workflow import WRITABLE, State

UNDONE = "undone"


SPOKEN = (
    exists().where(Decision.plan_id == bindparam("plan")).label("decided"),
    exists().where(Explanation.revision_id == bindparam("revision")).label("explained"),
    exists().where(Remark.revision_id == bindparam("revision"), Remark.withdrawn_at.is_(None)).label("remarked"),
    exists().where(Intake.revision_id == bindparam("revision")).label("from_file"),
)
"""Whether anybody said anything of a plan and its revision, for a query that is sent anyway."""

_QUERY = select(*SPOKEN)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The answer to SPOKEN."""

    decided: bool
    explained: bool
    remarked: bool
    from_file: bool

    @classmethod
    def of(cls, row: Row[*tuple[Any, ...]]) -> "Spoken":
        """From a row that has these columns."""
        return cls(bool(row.decided), bool(row.explained), bool(row.remarked), bool(row.from_file))


@dataclass(frozen=True, slots=True)
class Said:
    """Everything people said about a revision and its plan.

    :param decided: as `standing` gives it
    :param explained: what the author said, by fingerprint
    :param from_file: the revision was begun from a file, which may have left passages without a place
    """

    decided: dict[tuple[str, int], Decision]
    explained: dict[str, Explanation]
    remarks: list[Remark]
    from_file: bool


def said(session: Session, revision: Revision, on: date | None = None, spoken: Spoken | None = None) -> Said:
    """Decisions, explanations and remarks; one small query where nobody has said anything yet, as on most drafts.

    :param on: as `standing`
    :param spoken: what is known of it already, and the query is spared
    """
    if spoken is None:
        spoken = Spoken.of(ask(session, _QUERY, {"plan": revision.plan_id, "revision": revision.id}).one())
    return Said(
        standing(session, revision.plan_id, revision=revision, on=on) if spoken.decided else {},
        explanations(session, revision) if spoken.explained else {},
        open_remarks(session, revision) if spoken.remarked else [],
        spoken.from_file,
    )


def standing(
    session: Session, plan_id: int, *, revision: Revision | None = None, on: date | None = None
) -> dict[tuple[str, int], Decision]:
    """The decision that counts for each fingerprint and rule revision of a plan: the newest one not undone.

    :param on: with it, exceptions that ended before this day are left out, unless they belong to the submission under review
    """
    newest: dict[tuple[str, int], Decision] = {}
    query = select(Decision).where(Decision.plan_id == plan_id).order_by(Decision.id)
    rows = session.scalars(query.options(joinedload(Decision.officer), joinedload(Decision.for_person)))
    for row in rows:
        newest[row.fingerprint, row.rule_rev] = row
    return {key: row for key, row in newest.items() if row.outcome != UNDONE and not (on is not None and lapsed(row, revision, on))}


def lapsed(decision: Decision, revision: Revision | None, on: date) -> bool:
    """True for an exception whose last day has passed; one granted in the submission under review stands as long as that does."""
    if decision.outcome != "exception" or decision.expires_on is None or decision.expires_on >= on:
        return False
    now = revision is not None and State(revision.state) not in WRITABLE
    return not (now and revision is not None and (decision.revision_id, decision.round) == (revision.id, revision.round))


def lapsed_exceptions(session: Session, revision: Revision, on: date) -> dict[tuple[str, int], Decision]:
    """Exceptions of a plan that ended and carry over no more, so that the desk can say so."""
    standing_now = standing(session, revision.plan_id)
    return {key: row for key, row in standing_now.items() if lapsed(row, revision, on)}


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
            .options(joinedload(Remark.officer), joinedload(Remark.for_person))
        )
    )
