"""The Flask extensions, bound in planner/app.py, and the two doors to the database: reading and `transaction()`."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Session

from planner.models.base import Base
from planner.models.engine import begin_write
from planner.services.house import House

db = SQLAlchemy(model_class=Base)
csrf = CSRFProtect()
babel = Babel()


def house() -> House:
    """Clock, plan types, rule pack and secrets, made once in create_app."""
    found: House = current_app.extensions["house"]
    return found


def reading() -> Session:
    """The request's session, for services that only read; it is closed when the request ends."""
    return db.session()


@contextmanager
def transaction() -> Iterator[Session]:
    """One write transaction: takes the write lock at once on SQLite, commits at the end, rolls back on any error."""
    session = db.session()
    begin_write(session)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
