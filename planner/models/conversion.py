"""What stood in a goal before it became one that a representative may have."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.person import Person


class Conversion(Base):
    """A passage that was turned into an allowed goal or handed to sales, with its own words.

    Part of a draft's history, like `FieldHistory`: it may be erased; the trail never holds plan text.
    """

    __tablename__ = "goal_conversion"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    path: Mapped[str] = mapped_column(String(200))  # the field the finding was on
    place: Mapped[str] = mapped_column(String(200))  # the row or field it is shown beside
    fingerprint: Mapped[str] = mapped_column(String(32))
    rule_id: Mapped[str] = mapped_column(String(80))
    rule_rev: Mapped[int]
    choice: Mapped[str] = mapped_column(String(8))  # goal | sales | out
    original: Mapped[dict[str, Any]]  # {"text": …, "fields": {name: value}} as they stood
    sentence: Mapped[str]  # what came instead; "" when nothing did
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()
