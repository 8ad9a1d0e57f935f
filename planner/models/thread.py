"""What officer and author say to each other about a passage, and the wordings officers propose."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.person import Person


class Thread(Base):
    """A conversation in the margin of one revision.

    `about` is the fingerprint of a finding, or `remark-<id>`. The anchor is the passage as it stood when the thread began.
    """

    __tablename__ = "thread"
    __table_args__ = (UniqueConstraint("revision_id", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    round: Mapped[int]  # submission it began in
    about: Mapped[str] = mapped_column(String(40))
    path: Mapped[str] = mapped_column(String(200))
    quote: Mapped[str]
    before: Mapped[str]  # up to 32 code points
    after: Mapped[str]
    start: Mapped[int]
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resolved_for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # on whose behalf

    resolved_by: Mapped[Person | None] = relationship(foreign_keys=[resolved_by_id])
    resolved_for: Mapped[Person | None] = relationship(foreign_keys=[resolved_for_id])
    messages: Mapped[list["Message"]] = relationship(order_by="Message.id", back_populates="thread")


class Message(Base):
    """One thing somebody said in a thread. `mentions` are ids of the people named in it."""

    __tablename__ = "thread_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    round: Mapped[int]
    side: Mapped[str] = mapped_column(String(8))  # officer | author
    text: Mapped[str]
    mentions: Mapped[list[Any]]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    for_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # on whose behalf
    at: Mapped[datetime]

    thread: Mapped[Thread] = relationship(back_populates="messages")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    for_person: Mapped[Person | None] = relationship(foreign_keys=[for_person_id])


class Proposal(Base):
    """A wording an officer offers in place of a passage; the author takes it or says why not."""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    round: Mapped[int]
    about: Mapped[str] = mapped_column(String(40))  # as in Thread
    path: Mapped[str] = mapped_column(String(200))
    quote: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    start: Mapped[int]
    text: Mapped[str]
    officer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    for_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # on whose behalf
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(8), default="")  # taken | declined | "" while open
    answer_note: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    officer: Mapped[Person] = relationship(foreign_keys=[officer_id])
    for_person: Mapped[Person | None] = relationship(foreign_keys=[for_person_id])
