"""Who has a plan open in front of them right now."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.person import Person


class Presence(Base):
    """One person looking at one plan; overwritten by each sign of life, and swept away soon after the last."""

    __tablename__ = "presence"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(8))  # officer | manager: which page is open
    seen_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
