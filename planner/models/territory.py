"""The tree of territories."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base


class Territory(Base):
    """A part of the country; the root is the whole company."""

    __tablename__ = "territory"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    # ids from the root down to this one, "/1/4/9/": a subtree is one prefix query on both engines
    path: Mapped[str] = mapped_column(String(200), index=True, default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    retired_at: Mapped[datetime | None]

    parent: Mapped["Territory | None"] = relationship(remote_side=[id])
