"""What people are told, in the app and by e-mail. Numbers, kinds and ids; never words of a plan."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.person import Person


class Notice(Base):
    """One thing one person is told once. `key` says what it is about, so that it is never told twice."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_person_id", "person_id", "id"),
        Index("ix_notice_unseen", "person_id", "seen_at"),
        Index("ix_notice_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(24))  # a value of services.notices.Kind
    plan_number: Mapped[str] = mapped_column(String(20), default="")
    revision: Mapped[int | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who did it; None for the clock
    detail: Mapped[dict[str, Any]]  # numbers and days
    key: Mapped[str] = mapped_column(String(120), unique=True)
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])


class Mail(Base):
    """A notice that is to go out by e-mail, written in the transaction of the act itself.

    Several that are due to one person together leave as one message: `batch` joins them from their first try on, so that
    every further try carries the same Message-ID.
    """

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'sending', 'sent', 'failed', 'dropped')", name="state"),
        Index("ix_mail_due", "state", "next_try"),
        Index("ix_mail_batch", "batch"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    next_try: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    batch: Mapped[str] = mapped_column(String(32), default="")
    taken_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(300), default="")

    notice: Mapped[Notice] = relationship()
    person: Mapped[Person] = relationship()


class MailSetting(Base):
    """How somebody wants mail; without a row: at once, at any hour."""

    __tablename__ = "mail_setting"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    pace: Mapped[str] = mapped_column(String(8), default="at_once")  # at_once | daily | needed
    quiet_from: Mapped[int | None]  # hours in Asia/Shanghai, both or none
    quiet_until: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(2), default="")  # "" is the language of the pages
