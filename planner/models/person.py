"""People, their roles, their sessions and their attempts to sign in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.territory import Territory


class Person(Base):
    """Somebody who can sign in. Ids and employee numbers are never used again."""

    __tablename__ = "person"
    __table_args__ = (Index("uq_person_credential", "credential", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_number: Mapped[str] = mapped_column(String(20), unique=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    job_title: Mapped[str] = mapped_column(String(60))
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"))
    password_hash: Mapped[str] = mapped_column(String(200))
    filing_number: Mapped[str] = mapped_column(String(60), default="")
    filing_expires: Mapped[date | None]
    language: Mapped[str] = mapped_column(String(2), default="")
    active: Mapped[bool] = mapped_column(default=True)
    credential: Mapped[str | None] = mapped_column(String(200))  # at the signing provider; proven once there is a certificate of it
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # grows with every change an administrator makes
    created_at: Mapped[datetime]

    territory: Mapped[Territory] = relationship()
    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="person", cascade="all, delete-orphan")


class RoleGrant(Base):
    """One role of one person for one territory and everything below it; no territory means the whole company."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role", "territory_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(24))
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))

    person: Mapped[Person] = relationship(back_populates="grants")


class SignInSession(Base):
    """A signed-in browser. The cookie holds a random token, the row only its SHA-256."""

    __tablename__ = "sign_in_session"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    signing_since: Mapped[datetime | None]  # last time password and PIN were both given: a signing sitting
    waits_for: Mapped[str] = mapped_column(String(8), default="", server_default="")  # "factor", "setup": the password alone was given
    confirmed_at: Mapped[datetime | None]  # last time the person showed again that it is them
    device: Mapped[str] = mapped_column(String(200), default="", server_default="")  # what the browser calls itself
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Attempt(Base):
    """One failed or good try of a password or PIN, counted per account and per address."""

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("kind in ('password', 'pin', 'verify')", name="kind"),
        Index("ix_attempt_subject_at", "kind", "subject", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(200))  # account:<e-mail> or address:<ip>
    good: Mapped[bool]
    at: Mapped[datetime]
