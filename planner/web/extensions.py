"""The Flask extensions, bound in planner/app.py, and the two doors to the database: reading and `transaction()`."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

from planner.models.base import Base
from planner.models.engine import begin_write
from planner.services import in_force
from planner.services.house import House
from planner.web.proofs import KnownTokens

db = SQLAlchemy(model_class=Base)
csrf = KnownTokens()
babel = Babel()


def house() -> House:
    """Clock, plan types, rule pack and secrets, made once in create_app."""
    found: House = current_app.extensions["house"]
    return found


def reading() -> Session:
    """The request's session, for services that only read; it is closed when the request ends."""
    return db.session()


@contextmanager
def transaction(*, keep: bool = False) -> Iterator[Session]:
    """One write transaction: takes the write lock at once on SQLite, commits at the end, rolls back on any error.

    :param keep: what was read in it holds after the commit too, so that the answer is drawn as of the save without asking again;
        not for what reads again after the commit what it wrote
    """
    session = db.session()
    begin_write(session)
    session.expire_on_commit = not keep
    try:
        yield session
        known = in_force.noted(session) if keep else None
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.expire_on_commit = True
    in_force.carry(session, known)
