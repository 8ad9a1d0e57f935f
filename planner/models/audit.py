"""The trail: append-only events, each with the keyed hash of the one before.

Holds ids and digests, never plan text. Database triggers refuse update and delete (see migrations).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.models.base import Base


class AuditEvent(Base):
    """One act: who, what, on what, when, from where."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_event_seq", "event", "seq"),
        Index("ix_audit_event_actor_seq", "actor_id", "seq"),
        Index("ix_audit_event_at", "at"),
    )  # what the trail's page filters by

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(40))  # a value of services.audit.Event
    actor_id: Mapped[int | None]  # no foreign key: the trail outlives the people
    plan_number: Mapped[str] = mapped_column(String(20), default="", index=True)
    address: Mapped[str] = mapped_column(String(64), default="")
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
