"""Plans, their revisions, and the answers of a draft."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.person import Person
from planner.models.territory import Territory


class Plan(Base):
    """A plan as people speak of it; what it says stands in its revisions."""

    __tablename__ = "plan"
    __table_args__ = (
        Index(
            "ix_plan_former_authors",
            "former_authors",
            sqlite_where=text("former_authors <> ''"),
            postgresql_where=text("former_authors <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)  # 2026-LA-0001
    plan_type: Mapped[str] = mapped_column(String(40))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), index=True)  # decides who sees it
    created_at: Mapped[datetime]
    former_authors: Mapped[str] = mapped_column(String(400), default="", server_default="")  # ids as /4/7/, who wrote it before a hand-over

    author: Mapped[Person] = relationship()
    territory: Mapped[Territory] = relationship()
    revisions: Mapped[list["Revision"]] = relationship(back_populates="plan", order_by="Revision.number")


class Revision(Base):
    """One version of a plan; the state belongs here.

    `version` grows with every move, so that a guarded write can tell that nothing moved in between.
    What lists sort and filter by stands here a second time, so that a page of a list is one walk along an index.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        Index(
            "uq_revision_one_open",
            "plan_id",
            unique=True,
            sqlite_where=text("state in ('draft', 'returned', 'in_review', 'in_approval')"),
            postgresql_where=text("state in ('draft', 'returned', 'in_review', 'in_approval')"),
        ),
        Index(
            "uq_revision_one_in_force",
            "plan_id",
            unique=True,
            sqlite_where=text("state = 'approved'"),
            postgresql_where=text("state = 'approved'"),
        ),
        Index(
            "ix_revision_queue_risk",
            "state",
            "risk_rank",
            "due_on",
            "submitted_at",
            "id",
            "territory_id",
            "assigned_to_id",
            "facet_bits",
            "facets",
        ),
        Index(
            "ix_revision_queue_due",
            "state",
            "due_on",
            "risk_rank",
            "submitted_at",
            "id",
            "territory_id",
            "assigned_to_id",
            "facet_bits",
            "facets",
        ),
        Index("ix_revision_queue_age", "state", "submitted_at", "id", "territory_id", "assigned_to_id", "facet_bits", "facets"),
        Index("ix_revision_board", "state", "newest", "state_since", "id", "territory_id", "facet_bits", "facets"),
        Index("ix_revision_ending", "state", "period_end"),
        Index("ix_revision_assigned", "assigned_to_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    number: Mapped[int]  # 1, 2 … as printed: 第 1 版
    state: Mapped[str] = mapped_column(String(12))
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(200), default="")  # copy of the answer, for lists
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    state_since: Mapped[datetime]
    submitted_at: Mapped[datetime | None]  # last submission
    round: Mapped[int] = mapped_column(default=0)  # how often it was submitted
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[datetime | None]  # last activity of the claimant; lapses after 30 minutes
    passed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    passed_for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who had lent that officer the role
    opened_to_sign_at: Mapped[datetime | None]
    return_reason: Mapped[str] = mapped_column(default="")

    # for lists
    newest: Mapped[bool] = mapped_column(default=True, server_default=true())  # no later revision of the plan
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"))  # the plan's
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who is to review it; nobody has begun yet
    due_on: Mapped[date | None]  # last working day on which compliance answers in time
    blocks: Mapped[int] = mapped_column(default=0, server_default="0")  # of the last submission, still undecided
    reviews: Mapped[int] = mapped_column(default=0, server_default="0")
    risk_rank: Mapped[int] = mapped_column(default=299, server_default="299")  # 0 is the riskiest, see services/risk.py
    facet_bits: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    facets: Mapped[str] = mapped_column(String(1000), default="", server_default="")  # what it can be looked for by, see services/risk.py

    # the frozen content of the last submission
    content: Mapped[bytes | None] = mapped_column(LargeBinary)  # canonical JSON
    content_sha256: Mapped[str] = mapped_column(String(64), default="")
    verify_code: Mapped[str | None] = mapped_column(String(24), unique=True)  # new with each submission
    pack_hash: Mapped[str] = mapped_column(String(64), default="")
    policy_hash: Mapped[str] = mapped_column(String(64), default="")
    library_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")  # state of the library it was checked under

    plan: Mapped[Plan] = relationship(back_populates="revisions")
    claimed_by: Mapped[Person | None] = relationship(foreign_keys=[claimed_by_id])
    passed_by: Mapped[Person | None] = relationship(foreign_keys=[passed_by_id])
    passed_for: Mapped[Person | None] = relationship(foreign_keys=[passed_for_id])
    assigned_to: Mapped[Person | None] = relationship(foreign_keys=[assigned_to_id])
    steps: Mapped[list["StepAnswers"]] = relationship(back_populates="revision", cascade="all, delete-orphan")


class StepAnswers(Base):
    """The answers of one step of a draft: one JSON document, one row a save touches."""

    __tablename__ = "step_answers"
    __table_args__ = (UniqueConstraint("revision_id", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    answers: Mapped[dict[str, Any]]
    touched: Mapped[bool] = mapped_column(default=False)  # the author saved something here
    saves: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime]

    revision: Mapped[Revision] = relationship(back_populates="steps")


class FieldHistory(Base):
    """Earlier values of draft fields and removed rows. May be erased; the trail never holds plan text."""

    __tablename__ = "field_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    path: Mapped[str] = mapped_column(String(200))
    before: Mapped[dict[str, Any]]  # {"value": …} or {"row": {…}, "at": 2}
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class NumberCounter(Base):
    """Last number given in a year to a kind of plan; grows by a guarded update."""

    __tablename__ = "number_counter"

    key: Mapped[str] = mapped_column(String(10), primary_key=True)  # 2026-LA
    last: Mapped[int] = mapped_column(default=0)
