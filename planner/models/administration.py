"""What administrators do to the company's records: changes with before and after, roles that wait for a second person, invitations."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.person import Person


class CompanyChange(Base):
    """One change of a person, territory or product, with the whole entry before and after; only grows.

    The trail keeps the digest of each change.
    """

    __tablename__ = "company_change"
    __table_args__ = (Index("ix_company_change_kind_subject_id", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # person | territory | product
    subject_id: Mapped[int]
    act: Mapped[str] = mapped_column(String(12))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any]]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who did it; None at the machine
    second_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who agreed, where a second person did
    at: Mapped[datetime]

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    second: Mapped[Person | None] = relationship(foreign_keys=[second_id])


class RolesProposal(Base):
    """Roles that somebody is to have, waiting for a second administrator, or decided; at most one waits for each person."""

    __tablename__ = "roles_proposal"
    __table_args__ = (
        Index(
            "uq_roles_proposal_waiting",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    before: Mapped[list[Any]]  # [role, id of the territory or None for the whole company]
    after: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(String(400), default="")
    state: Mapped[str] = mapped_column(String(10), default="waiting")  # waiting | approved | refused | withdrawn
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    author: Mapped[Person] = relationship(foreign_keys=[author_id])


class Invitation(Base):
    """A link that lets one person set password and PIN once. The link holds a token that nobody can make from the row alone."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    salt: Mapped[str] = mapped_column(String(32), default="", server_default="")  # with a secret kept elsewhere it makes the token
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # used, or replaced by a later one
    used: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
