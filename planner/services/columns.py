"""Columns past the unit of work: for the few questions that every request asks and that bring no objects."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, Select
from sqlalchemy.orm import Session


def ask(session: Session, query: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None) -> CursorResult[*tuple[Any, ...]]:
    """Rows of a query over columns, in the session's transaction, at half the price of `session.execute`; unsent changes are sent first."""
    session.flush()
    return session.connection().execute(query, values)
