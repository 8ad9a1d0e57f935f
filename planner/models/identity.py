"""People as the company's sign-in service (OpenID Connect) knows them, and its fresh word that it is them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.person import Person


class Identity(Base):
    """Who of ours somebody is at a provider; made once, at the first sign-in, and never moved to somebody else."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("issuer", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(255))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Confirmation(Base):
    """The provider has just asked somebody again who they are, for one purpose in one session; counts once, for minutes."""

    __tablename__ = "confirmation"
    __table_args__ = (Index("ix_confirmation_session_sha256_purpose", "session_sha256", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_sha256: Mapped[str] = mapped_column(ForeignKey("sign_in_session.token_sha256"))
    purpose: Mapped[str] = mapped_column(String(64))  # digest of the text to be signed, or "pin"
    at: Mapped[datetime]
    used_at: Mapped[datetime | None]
