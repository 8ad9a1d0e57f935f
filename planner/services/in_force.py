"""Which policy, rulebook and library hold: asked of the database once in a transaction, so that what is compiled can be kept between requests."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, event, select
from sqlalchemy.orm import Session

from planner.models import LibraryChange, PolicyVersion, RulebookVersion
from planner.services.columns import ask
from planner.services.transaction_memory import memory

_ASKED = "what is in force"
_KINDS = (PolicyVersion, RulebookVersion, LibraryChange)


@dataclass(frozen=True, slots=True)
class InForce:
    """Digests of what the newest entries say; "" where there is none."""

    policy: str
    rulebook: str
    library: str


COLUMNS = (
    select(PolicyVersion.sha256).order_by(PolicyVersion.id.desc()).limit(1).scalar_subquery().label("policy_now"),
    select(RulebookVersion.sha256).order_by(RulebookVersion.number.desc()).limit(1).scalar_subquery().label("rulebook_now"),
    select(LibraryChange.library_sha256).order_by(LibraryChange.id.desc()).limit(1).scalar_subquery().label("library_now"),
)
"""The three digests, for a query that is sent anyway; `note` keeps its answer."""

_QUERY = select(*COLUMNS)


def in_force(session: Session) -> InForce:
    """The three digests, in one small query; within a transaction the first answer holds until this session changes one of them."""
    found = noted(session)
    if found is None:
        found = note(session, ask(session, _QUERY).one())
    return found


def note(session: Session, row: Row[*tuple[Any, ...]]) -> InForce:
    """Take the answer from a row of this transaction that has the COLUMNS."""
    found: InForce = InForce(row.policy_now or "", row.rulebook_now or "", row.library_now or "")
    memory(session)[_ASKED] = found
    return found


def noted(session: Session) -> InForce | None:
    """What this transaction was told, None while nothing asked."""
    return memory(session).get(_ASKED)


def carry(session: Session, known: InForce | None) -> None:
    """Let the answer of a transaction that just ended hold for what is drawn after it."""
    if known is not None:
        memory(session)[_ASKED] = known


@event.listens_for(Session, "after_flush")
def _changed(session: Session, _context: Any) -> None:
    if any(isinstance(one, _KINDS) for one in session.new):
        memory(session).pop(_ASKED, None)
