"""What signed papers know of the trail: each was made when it had a certain length and end."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.models import AuditEvent, Plan, Revision
from planner.services.audit import GENESIS


def fits(session: Session, said: Any) -> bool:
    """True when the trail still holds what a paper says of it.

    :param said: the `trail` of a plan's content: {"count": length, "head": hash of the last event}
    """
    if not isinstance(said, dict) or not isinstance(said.get("count"), int):
        return False
    if said["count"] == 0:
        return said.get("head") == GENESIS
    return session.scalar(select(AuditEvent.hash).where(AuditEvent.seq == said["count"])) == said.get("head")


def said_fits(session: Session, content: Any) -> bool:
    """True when the trail still holds what a frozen content says of it."""
    return content is None or fits(session, json.loads(content).get("trail"))


def issued(session: Session) -> tuple[int, list[str]]:
    """Compare the frozen content of every revision with the trail.

    :returns: how many were compared, and the names (number and revision) of those that do not fit
    """
    count, strangers = 0, []
    query = select(Plan.number, Revision.number, Revision.content).join(Plan).where(Revision.content.is_not(None)).order_by(Plan.number)
    for number, revision, content in session.execute(query.execution_options(yield_per=100)):
        count += 1
        if not said_fits(session, content):
            strangers.append(f"{number} r{revision}")
    return count, strangers
