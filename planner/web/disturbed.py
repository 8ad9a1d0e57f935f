"""Whether the trail still fits its checkpoint, looked up at most once a minute in each process."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app, g
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from planner.kernel.i18n import Text
from planner.services.audit import DISTURBED
from planner.services.checkpoints import Standing, standing
from planner.web.extensions import db, house
from planner.workflow import Role

EVERY = timedelta(minutes=1)
TOLD = (Role.OFFICER, Role.HEAD_OF_COMPLIANCE, Role.MANAGER, Role.ADMINISTRATOR)
"""Who is told on every page; an author is told when something they do is refused."""


@dataclass(frozen=True, slots=True)
class Look:
    """How it stood when somebody last looked."""

    at: datetime
    found: Standing


def install(app: Flask) -> None:
    """Give the warning to every page that is drawn for somebody who is told."""
    app.context_processor(lambda: {"disturbed": warning()})


def warning() -> Text | None:
    """What to say on every page; None while the trail is whole."""
    actor = g.get("actor")
    if actor is None or not actor.has(*TOLD):
        return None
    return None if _look() is Standing.WHOLE else DISTURBED


def _look() -> Standing:
    """A session of its own: that of the request may be in the middle of a write, or broken."""
    last: Look | None = current_app.extensions.get("trail look")
    now = house().clock()
    if last is None or abs(now - last.at) >= EVERY:
        try:
            with Session(db.engine) as session:
                last = Look(now, standing(session, house()))
        except SQLAlchemyError:  # a page is never kept back because of this line; the act itself is
            return Standing.WHOLE
        current_app.extensions["trail look"] = last
    return last.found
