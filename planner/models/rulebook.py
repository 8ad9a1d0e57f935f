"""Archived rule packs, the company policy, and the rules the company wrote itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.person import Person


class PackArchive(Base):
    """A rule pack by hash, so that any old check can be run again."""

    __tablename__ = "pack_archive"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(String(20))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    at: Mapped[datetime]


class PolicyVersion(Base):
    """One version of the company policy; the newest is in force."""

    __tablename__ = "policy_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class CompanyRule(Base):
    """A rule the company wrote; what it says stands in its revisions. `version` guards every move."""

    __tablename__ = "company_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(80), unique=True)  # company.…
    state: Mapped[str] = mapped_column(String(8))
    state_since: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    newest: Mapped[int]  # number of the last revision saved
    running: Mapped[int | None]  # number of the revision in the pack: on trial or active
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]

    owner: Mapped[Person] = relationship()


class RuleRevision(Base):
    """One save of a company rule, never changed. `rev` is the rule's own: it grows with match, context and severity."""

    __tablename__ = "rule_revision"
    __table_args__ = (UniqueConstraint("company_rule_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_rule_id: Mapped[int] = mapped_column(ForeignKey("company_rule.id"))
    number: Mapped[int]
    rev: Mapped[int]
    entry: Mapped[dict[str, Any]]  # the rule in the format of the packs
    sha256: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class RuleProposal(Base):
    """A change of the rulebook that waits for a second person, or was decided."""

    __tablename__ = "rule_proposal"
    __table_args__ = (
        Index(
            "uq_rule_proposal_waiting",
            "subject",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))  # activate | retire | severity | add_filter | end_filter
    subject: Mapped[str] = mapped_column(String(80), index=True)  # id of a rule or filter
    change: Mapped[dict[str, Any]]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(String(10), default="waiting")  # waiting | approved | refused | withdrawn
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")

    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])


class RulebookVersion(Base):
    """What the company has laid over the core pack; the highest number is in force. None is ever changed."""

    __tablename__ = "rulebook_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))  # of the document
    pack_sha256: Mapped[str] = mapped_column(String(64))  # of the core and the document together, as archived
    pack_version: Mapped[str] = mapped_column(String(20))
    act: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(80))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("rule_proposal.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the clock or a budget
    at: Mapped[datetime]

    person: Mapped[Person | None] = relationship()


class RulePreview(Base):
    """What a change would do to stored plans, worked off in small steps by a job."""

    __tablename__ = "rule_preview"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)  # of the change
    change: Mapped[dict[str, Any]]
    base: Mapped[int]  # number of the rulebook it compares with
    core_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))  # queued | running | done | failed | cancelled
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    cursor: Mapped[int]  # revisions with a lower id are still to come
    counts: Mapped[dict[str, Any]]  # new, lost, changed
    items: Mapped[list[Any]]
    failure: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))  # None: over before it began, or long ago

    person: Mapped[Person] = relationship()


class RuleNotice(Base):
    """Something the owner of a rule should know; shown until they put it away."""

    __tablename__ = "rule_notice"
    __table_args__ = (UniqueConstraint("person_id", "kind", "rule_id", "rev"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))  # stepped_down | noisy | broken | approved | refused
    rule_id: Mapped[str] = mapped_column(String(80))
    rev: Mapped[int]
    detail: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class TrialHit(Base):
    """A hit of a rule on trial in a submitted plan: for officers, never for its author."""

    __tablename__ = "trial_hit"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    round: Mapped[int]
    rule_id: Mapped[str] = mapped_column(String(80), index=True)
    rule_rev: Mapped[int]
    path: Mapped[str] = mapped_column(String(200))
    start: Mapped[int]
    end: Mapped[int]
    quote: Mapped[str]
    at: Mapped[datetime]
