"""Work done behind the pages: a row is the truth about a job, whatever becomes of the process that does it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from planner.models.base import Base

_OPEN_AND_NOBODYS = "owner_id is null and state in ('queued', 'running')"
"""Of what is due by the clock there is one job of a kind at most, however many workers look at the clock."""


class Job(Base):
    """One piece of work, taken by one worker at a time.

    `holder` names the taking, not the worker: a job that was given to another has another holder, and what the
    first one still wants to write finds no row.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state in ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"),
        Index("ix_job_state", "state", "id"),
        Index("ix_job_owner_id", "owner_id", "id"),
        Index("uq_job_of_the_clock", "kind", unique=True, sqlite_where=text(_OPEN_AND_NOBODYS), postgresql_where=text(_OPEN_AND_NOBODYS)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    arguments: Mapped[dict[str, Any]]  # ids, never plan text
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: due by the clock
    state: Mapped[str] = mapped_column(String(9), default="queued")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)  # how often it was taken
    holder: Mapped[str] = mapped_column(String(32), default="")
    beat_at: Mapped[datetime | None]  # last sign of life of the holder
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(400), default="")  # two lines, Chinese and English
    found: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # what it found so far, where it goes on
    # the file it made
    name: Mapped[str] = mapped_column(String(80), default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)  # bytes
    offered_until: Mapped[datetime | None]


class JobPart(Base):
    """A piece of the file a job made, so that nobody holds all of it in memory."""

    __tablename__ = "job_part"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
