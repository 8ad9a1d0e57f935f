"""What must not go, and what is gone: legal holds, and the register of removed plans and files."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.person import Person


class LegalHold(Base):
    """Nothing about this plan, person or product is removed until somebody asks to lift it and another one agrees."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint("kind in ('plan', 'person', 'product')", name="kind"),
        Index(
            "uq_legal_hold_open",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=text("lifted_at is null"),
            postgresql_where=text("lifted_at is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    subject_id: Mapped[int]  # id of the plan, person or product
    subject: Mapped[str] = mapped_column(String(120))  # what it was called when it was held
    reason: Mapped[str] = mapped_column(String(400))
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]
    ask_reason: Mapped[str] = mapped_column(String(400), default="", server_default="")  # why it may be lifted
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: nobody asks
    asked_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]

    set_by: Mapped[Person] = relationship(foreign_keys=[set_by_id])
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
    lifted_by: Mapped[Person | None] = relationship(foreign_keys=[lifted_by_id])


class RemovedPlan(Base):
    """A plan whose time was over; its number stays taken. Without this row the database lets no decision of it go."""

    __tablename__ = "removed_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(unique=True)  # the id it had
    number: Mapped[str] = mapped_column(String(20), unique=True)
    plan_type: Mapped[str] = mapped_column(String(40))
    revisions: Mapped[int]
    ended_on: Mapped[date]  # the day its time began to run
    removed_at: Mapped[datetime]


class RemovedFile(Base):
    """The digest of an issued file that is no longer kept. Without this row the database does not let the file go."""

    __tablename__ = "removed_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    number: Mapped[str] = mapped_column(String(20), index=True)  # of the plan
    revision: Mapped[int]
    signatures: Mapped[int]
    verify_code: Mapped[str] = mapped_column(String(24), default="", index=True)
    state: Mapped[str] = mapped_column(String(12))  # of the revision when it was removed
    valid_until: Mapped[date | None]
    issued_at: Mapped[datetime]
    removed_at: Mapped[datetime]
