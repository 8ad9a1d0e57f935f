"""The product registry."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from planner.models.base import Base


class Product(Base):
    """A product of the company; rules take phase, label and names from here."""

    __tablename__ = "product"

    id: Mapped[int] = mapped_column(primary_key=True)
    generic_name: Mapped[str] = mapped_column(String(100), unique=True)
    brand_names: Mapped[list[Any]]
    approval_number: Mapped[str] = mapped_column(String(60), default="")
    approval_date: Mapped[date | None]  # may lie in the future
    indications: Mapped[list[Any]]
    populations: Mapped[list[Any]]
    competitors: Mapped[list[Any]]
    budget_fen: Mapped[int | None]  # budget line of the running year
    retired_at: Mapped[datetime | None]  # plans of old keep its name; new ones are not offered it
    version: Mapped[int] = mapped_column(default=1, server_default="1")
