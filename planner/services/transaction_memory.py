"""What a session was told in its transaction, so that it asks once: forgotten when the transaction ends, and with a rollback to a savepoint."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

_MEMORY = "told in this transaction"


def memory(session: Session) -> dict[str, Any]:
    """Answers by the name of who asked; what changes an answer also changes or removes it here."""
    found: dict[str, Any] = session.info.setdefault(_MEMORY, {})
    return found


@event.listens_for(Session, "after_soft_rollback")
def _undone(session: Session, _transaction: SessionTransaction) -> None:
    memory(session).clear()


@event.listens_for(Session, "after_transaction_end")
def _ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:  # a flush within a transaction ends one of its own
        memory(session).clear()
