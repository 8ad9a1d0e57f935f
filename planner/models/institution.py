"""Names of hospitals and other institutions; the list grows as people write."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from planner.models.base import Base


class Institution(Base):
    """A name that is offered while typing an institution."""

    __tablename__ = "institution"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
