"""Roles that people lend each other for some days."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.person import Person
from planner.models.territory import Territory


class Delegation(Base):
    """One role of the giver in the hands of the taker; both days count. No territory means all that the giver has.

    The row lends nothing by itself: the giver's own grants are looked at each time, so it is worth
    nothing from the moment the giver loses the role.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("giver_id <> taker_id", name="two_people"),
        CheckConstraint("from_on <= until_on", name="days"),
        Index("ix_delegation_taker_until", "taker_id", "until_on"),
        Index("ix_delegation_giver_until", "giver_id", "until_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taker_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(24))
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # before its time
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None for the clock and for the machine

    giver: Mapped[Person] = relationship(foreign_keys=[giver_id])
    taker: Mapped[Person] = relationship(foreign_keys=[taker_id])
    territory: Mapped[Territory | None] = relationship()
