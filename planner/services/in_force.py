"""Which policy, rulebook and library hold: asked of the database once in a transaction, so that what is compiled can be kept between requests."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from planner.models import LibraryChange, PolicyVersion, RulebookVersion

_ASKED = "what is in force"
_KINDS = (PolicyVersion, RulebookVersion, LibraryChange)


@dataclass(frozen=True, slots=True)
class InForce:
    """Digests of what the newest entries say; "" where there is none."""

    policy: str
    rulebook: str
    library: str


_QUERY = select(
    select(PolicyVersion.sha256).order_by(PolicyVersion.id.desc()).limit(1).scalar_subquery(),
    select(RulebookVersion.sha256).order_by(RulebookVersion.number.desc()).limit(1).scalar_subquery(),
    select(LibraryChange.library_sha256).order_by(LibraryChange.id.desc()).limit(1).scalar_subquery(),
)


def in_force(session: Session) -> InForce:
    """The three digests, in one small query; within a transaction the first answer holds until this session changes one of them."""
    found: InForce | None = session.info.get(_ASKED)
    if found is None:
        found = InForce(*(digest or "" for digest in session.execute(_QUERY).one()))
        session.info[_ASKED] = found
    return found


@event.listens_for(Session, "after_flush")
def _changed(session: Session, _context: Any) -> None:
    if any(isinstance(one, _KINDS) for one in session.new):
        session.info.pop(_ASKED, None)


@event.listens_for(Session, "after_transaction_end")
def _ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:  # a flush within a transaction ends one of its own
        session.info.pop(_ASKED, None)
