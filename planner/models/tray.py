"""A plan that began as a file: what was read, and the passages that still wait for a place."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.models.base import Base


class IntakeOffer(Base):
    """The text of a file between the upload and the choice of a kind of plan. The file itself is not kept."""

    __tablename__ = "intake_offer"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # random, stands in the address
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    suggested: Mapped[str | None] = mapped_column(String(40))  # slug of the likeliest kind of plan
    manuscript: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Intake(Base):
    """What a revision was begun from: name, digest and extent of the file, and where its text went."""

    __tablename__ = "intake"
    __table_args__ = (UniqueConstraint("revision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    characters: Mapped[int]  # white space not counted
    deleted: Mapped[int]  # struck out in the file as a tracked change
    pictures: Mapped[int]
    spread: Mapped[list[Any]]  # [{"step", "entries", "characters"}] in the order of the steps
    guides: Mapped[list[Any]]  # [{"step", "text"}]: headings and labels that said where something belongs
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class TrayPassage(Base):
    """A passage of the file without a field: it waits, was put somewhere, or was left out on purpose."""

    __tablename__ = "tray_passage"
    __table_args__ = (CheckConstraint("state in ('waiting', 'placed', 'dropped')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    position: Mapped[int]  # reading order of the file
    kind: Mapped[str] = mapped_column(String(10))  # of documents.intake.PassageKind
    text: Mapped[str]
    rows: Mapped[list[Any] | None]  # cells of a table, row by row; None where it is none
    context: Mapped[str]  # what stood beside it, for the eye only
    place: Mapped[dict[str, Any]]  # {"zh", "en"}: where in the file
    step: Mapped[str | None] = mapped_column(String(40))  # slug of the step it probably belongs to
    reason: Mapped[dict[str, Any]]  # {"zh", "en"}
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    went_to: Mapped[str] = mapped_column(String(200), default="")  # path of the field, "" while none
    undo: Mapped[dict[str, Any] | None]  # {"before", "after"} of a field, or {"row"}: what placing did, to take it back
    moved_at: Mapped[datetime | None]
