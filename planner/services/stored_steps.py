"""The stored answers of a revision's steps, as cheaply as a page may have them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import bindparam, inspect, select
from sqlalchemy.orm import object_session

from planner.models import Revision, StepAnswers
from planner.wizards.answers import Answers


class StoredStep(Protocol):
    """The answers of one step and what is known of them: a `StepAnswers`, or the same as a plain row."""

    @property
    def step(self) -> str: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def touched(self) -> bool: ...
    @property
    def saves(self) -> int: ...
    @property
    def saved_at(self) -> datetime: ...


_STEPS = (
    select(StepAnswers.step, StepAnswers.answers, StepAnswers.touched, StepAnswers.saves, StepAnswers.saved_at)
    .where(StepAnswers.revision_id == bindparam("revision"))
    .order_by(StepAnswers.id)
)


def stored_steps(row: Revision) -> Sequence[StoredStep]:
    """The steps as they were loaded, else plain rows: every page of the wizard asks, and a row that nobody changes costs a quarter."""
    session = object_session(row)
    if session is None or "steps" not in inspect(row).unloaded:
        return row.steps
    session.flush()  # what this transaction changed and did not send yet
    return session.connection().execute(_STEPS, {"revision": row.id}).all()
