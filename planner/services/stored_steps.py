"""The stored answers of a revision's steps, as cheaply as a page may have them and a save may change them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import bindparam, inspect, select, update
from sqlalchemy.orm import Session, object_session
from sqlalchemy.orm.attributes import set_committed_value

from planner.kernel.errors import Stale
from planner.kernel.i18n import Text
from planner.models import Revision, StepAnswers
from planner.services.columns import ask
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
    return ask(session, _STEPS, {"revision": row.id}).all()


_LOCKED = (
    select(StepAnswers)
    .where(StepAnswers.revision_id == bindparam("revision"))
    .order_by(StepAnswers.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)


def locked_steps(session: Session, row: Revision) -> list[StepAnswers]:
    """The steps for writing, as they are now; nobody else can write them before this transaction ends."""
    steps = list(session.scalars(_LOCKED, {"revision": row.id}))
    set_committed_value(row, "steps", steps)
    return steps


_STORE = (
    update(StepAnswers)
    .where(StepAnswers.id == bindparam("row"), StepAnswers.saves == bindparam("before"))
    .values(answers=bindparam("new"), touched=True, saves=StepAnswers.saves + 1, saved_at=bindparam("now"))
)


def store(row: StepAnswers, answers: Answers, now: datetime) -> None:
    """Write the answers of a locked row at once, in one guarded statement; the object says the same afterwards.

    :raises Stale: it was saved since it was read
    """
    session = object_session(row)
    if session is None:
        raise ValueError("a row outside a session is not locked")
    session.flush()
    written = session.connection().execute(_STORE, {"row": row.id, "before": row.saves, "new": answers, "now": now})
    if written.rowcount != 1:
        raise Stale(Text("这一步刚刚在另一处保存过，请刷新后再看。", "This step was saved elsewhere a moment ago. Please reload it."))
    for name, value in {"answers": answers, "touched": True, "saves": row.saves + 1, "saved_at": now}.items():
        set_committed_value(row, name, value)
