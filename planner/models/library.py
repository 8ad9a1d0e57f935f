"""The company's library: approved phrases and materials, and how they came to be what they are."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.person import Person
from planner.models.product import Product


class Phrase(Base):
    """A wording the company has approved.

    `places` are blocks of plan types (`goals`, `activities` …), `plan_types` slugs, `product_ids` ids of products; an empty list is "all".
    """

    __tablename__ = "phrase"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(400))
    key: Mapped[str] = mapped_column(String(400), unique=True)  # standard spelling, so that one wording stands here once
    label: Mapped[str] = mapped_column(String(12))  # recommended | acceptable
    places: Mapped[list[Any]]
    plan_types: Mapped[list[Any]]
    product_ids: Mapped[list[Any]]
    approved_by: Mapped[str] = mapped_column(String(100))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Material(Base):
    """A material the company has approved; plans name it by its approval number."""

    __tablename__ = "material"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60), unique=True)  # the number in standard spelling
    title: Mapped[str] = mapped_column(String(200))
    form: Mapped[str] = mapped_column(String(20))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))  # None for material about a disease
    area: Mapped[str] = mapped_column(String(100), default="")
    audience: Mapped[str] = mapped_column(String(8))  # hcp | public | any
    approved_on: Mapped[date]
    expires_on: Mapped[date]
    owner: Mapped[str] = mapped_column(String(100))
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    product: Mapped[Product | None] = relationship()


class LibraryChange(Base):
    """One change of one entry, with the whole entry before and after; only grows.

    `library_sha256` is the state of the whole library after it: what a submitted plan names.
    """

    __tablename__ = "library_change"
    __table_args__ = (Index("ix_library_change_kind_subject_id", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # phrase | material
    subject_id: Mapped[int]
    act: Mapped[str] = mapped_column(String(8))  # create | edit | retire | restore
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any]]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    library_sha256: Mapped[str] = mapped_column(String(64))

    person: Mapped[Person | None] = relationship()
