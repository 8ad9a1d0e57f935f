"""What was found in a revision, what the author says to it, what officers decided."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.person import Person


class FindingRow(Base):
    """A finding of the last submission; replaced as a whole by the next one, decisions live on by fingerprint."""

    __tablename__ = "finding"
    __table_args__ = (Index("ix_finding_revision_round", "revision_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    round: Mapped[int]  # submission it was found in
    position: Mapped[int]  # reading order
    fingerprint: Mapped[str] = mapped_column(String(32), index=True)
    rule_id: Mapped[str] = mapped_column(String(80), index=True)
    rule_rev: Mapped[int]
    pack_hash: Mapped[str] = mapped_column(String(64))
    pack_version: Mapped[str] = mapped_column(String(20), server_default="")
    category: Mapped[str] = mapped_column(String(24))
    severity: Mapped[str] = mapped_column(String(8))
    confidence: Mapped[str] = mapped_column(String(8))
    path: Mapped[str] = mapped_column(String(200))
    start: Mapped[int]
    end: Mapped[int]
    quote: Mapped[str]
    detail: Mapped[dict[str, Any]]  # the whole finding as JSON: texts, citations, suggestions, layer, cues


class SilenceRow(Base):
    """A hit that a cue, protected word or filter switched off, kept for the audit of silence."""

    __tablename__ = "silence"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    round: Mapped[int]
    detail: Mapped[dict[str, Any]]


class Explanation(Base):
    """What the author says to a finding: a plain word, or a request for an exception."""

    __tablename__ = "explanation"
    __table_args__ = (UniqueConstraint("revision_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    fingerprint: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(10))  # explain | exception
    text: Mapped[str]
    at: Mapped[datetime]


class Decision(Base):
    """An officer's word on a finding. The newest per plan, fingerprint and rule revision counts; none is overwritten.

    `batch` joins decisions made in one act; `expires_on` is the last day of an exception, `paper_sha256` names its attachment.
    """

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_plan_fingerprint", "plan_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    round: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(32))
    rule_rev: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(16))  # harmless | change_required | exception | undone
    reason_class: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(default="")
    batch: Mapped[str] = mapped_column(String(8), default="", server_default="")
    expires_on: Mapped[date | None]
    paper_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    officer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    for_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # on whose behalf
    at: Mapped[datetime]

    officer: Mapped[Person] = relationship(foreign_keys=[officer_id])
    for_person: Mapped[Person | None] = relationship(foreign_keys=[for_person_id])


class ExceptionPaper(Base):
    """What an exception rests on where its rule wants a paper: an opinion, a contract."""

    __tablename__ = "exception_paper"
    __table_args__ = (UniqueConstraint("revision_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Remark(Base):
    """An officer's own note on a passage, anchored by quote, neighbours and position."""

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    round: Mapped[int]
    path: Mapped[str] = mapped_column(String(200))
    quote: Mapped[str]
    before: Mapped[str]  # up to 32 characters
    after: Mapped[str]
    start: Mapped[int]
    text: Mapped[str]
    officer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    for_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # on whose behalf
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    officer: Mapped[Person] = relationship(foreign_keys=[officer_id])
    for_person: Mapped[Person | None] = relationship(foreign_keys=[for_person_id])
