"""Issued files with their digests, signatures, keys and certificates."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.models.base import Base
from planner.models.person import Person


class IssuedFile(Base):
    """Bytes that left the house, kept as they are: each stage of the plan PDF, and review records."""

    __tablename__ = "issued_file"
    __table_args__ = (CheckConstraint("kind in ('plan', 'record')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    round: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    signatures: Mapped[int]  # 1 author, 2 and compliance, 3 and approver: complete
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    pages: Mapped[int]
    at: Mapped[datetime]
    profile: Mapped[str] = mapped_column(String(8), default="B-B", server_default="B-B")  # PAdES level all its signatures reach
    lasts_until: Mapped[datetime | None]  # end of the newest timestamp's certificates; None: no timestamp, or made before this was noted


class SignatureRow(Base):
    """A signature on a plan PDF, by role; at most one of each role and submission."""

    __tablename__ = "signature"
    __table_args__ = (
        Index(
            "uq_signature_role",
            "revision_id",
            "round",
            "role",
            unique=True,
            sqlite_where=text("void_at is null"),
            postgresql_where=text("void_at is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    round: Mapped[int]
    role: Mapped[str] = mapped_column(String(12))  # author | compliance | approver
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    for_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # on whose behalf
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    meaning: Mapped[str]
    profile: Mapped[str] = mapped_column(String(8))
    file_sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    void_at: Mapped[datetime | None]  # a recalled pass

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    for_person: Mapped[Person | None] = relationship(foreign_keys=[for_person_id])
    certificate: Mapped["Certificate"] = relationship()


class Certificate(Base):
    """A person's certificate, and its private key sealed under PIN and server secret; empty where a provider keeps the key."""

    __tablename__ = "certificate"
    __table_args__ = (CheckConstraint("state in ('active', 'retired', 'revoked')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    serial: Mapped[str] = mapped_column(String(48), unique=True)  # hexadecimal
    pem: Mapped[bytes] = mapped_column(LargeBinary)
    key_blob: Mapped[bytes] = mapped_column(LargeBinary)
    key_salt: Mapped[bytes] = mapped_column(LargeBinary)
    key_params: Mapped[str] = mapped_column(String(60))
    credential: Mapped[str | None] = mapped_column(String(200))  # what the provider that keeps the key calls it
    asks_code: Mapped[bool] = mapped_column(default=False, server_default=false())  # the provider wants a one-time code beside the PIN
    state: Mapped[str] = mapped_column(String(8), default="active")
    not_after: Mapped[datetime]
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Authority(Base):
    """One that certifies people, of our own making or given; each that ever did stays, for what it certified.

    The key of our own is sealed under the server secret; a given one's stays where it is, and its newest list is kept
    for the day on which it can no longer be asked.
    """

    __tablename__ = "authority"

    id: Mapped[int] = mapped_column(primary_key=True)
    pem: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary)  # empty: the key is in a file or token of the company's
    chain: Mapped[bytes | None] = mapped_column(LargeBinary)  # PEM of the certificates above, the nearest first
    crl: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # DER, only where the key is elsewhere
    crl_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
