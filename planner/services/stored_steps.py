"""The stored answers of a revision's steps, as cheaply as a page may have them and a save may change them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import bindparam, inspect, select, update
from sqlalchemy.orm import Session, object_session

from planner.kernel.errors import Stale
from planner.kernel.i18n import Text
from planner.models import Revision, StepAnswers
from planner.services import in_force
from planner.services.columns import ask
from planner.services.decisions import SPOKEN, Spoken
from planner.services.transaction_memory import memory
from planner.wizards.answers import Answers


class StoredStep(Protocol):
    """The answers of one step and what is known of them: a `StepAnswers`, a plain row, or a `LockedStep`."""

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


_COLUMNS = (StepAnswers.step, StepAnswers.answers, StepAnswers.touched, StepAnswers.saves, StepAnswers.saved_at)
_STEPS = select(*_COLUMNS).where(StepAnswers.revision_id == bindparam("revision")).order_by(StepAnswers.id)


def stored_steps(row: Revision) -> Sequence[StoredStep]:
    """The steps as they were loaded, else plain rows: every page of the wizard asks, and a row that nobody changes costs a quarter."""
    session = object_session(row)
    if session is not None and (held := _held(session).get(row.id)):
        return held
    if session is None or "steps" not in inspect(row).unloaded:
        return row.steps
    return ask(session, _STEPS, {"revision": row.id}).all()


@dataclass(slots=True)
class LockedStep:
    """A step that this transaction alone may write; `store` keeps it true.

    :param spoken: whether anybody had said anything of the plan when it was locked
    """

    id: int
    step: str
    answers: Answers
    touched: bool
    saves: int
    saved_at: datetime
    spoken: Spoken


_LOCKED = (
    select(StepAnswers.id, *_COLUMNS, *in_force.COLUMNS, *SPOKEN)
    .where(StepAnswers.revision_id == bindparam("revision"))
    .order_by(StepAnswers.id)
    .with_for_update()
)


def locked_steps(session: Session, row: Revision) -> list[LockedStep]:
    """The steps for writing, as they are now; nobody else can write them before this transaction ends, so it asks once.

    What is in force and whether anybody spoke come with them, because every save needs that too.
    """
    held = _held(session)
    if row.id in held:
        return held[row.id]
    found = ask(session, _LOCKED, {"revision": row.id, "plan": row.plan_id}).all()
    for one in session.identity_map.values():
        if isinstance(one, StepAnswers):  # of an earlier question in this transaction; it would know nothing of what `store` writes
            session.expire(one)
    if found:
        in_force.note(session, found[0])
    held[row.id] = [LockedStep(one.id, one.step, one.answers, one.touched, one.saves, one.saved_at, Spoken.of(one)) for one in found]
    return held[row.id]


def _held(session: Session) -> dict[int, list[LockedStep]]:
    """What this transaction has locked, by the revision's id."""
    found: dict[int, list[LockedStep]] = memory(session).setdefault("locked steps", {})
    return found


_STORE = (
    update(StepAnswers)
    .where(StepAnswers.id == bindparam("row"), StepAnswers.saves == bindparam("before"))
    .values(answers=bindparam("new"), touched=True, saves=StepAnswers.saves + 1, saved_at=bindparam("now"))
)


def store(session: Session, row: LockedStep, answers: Answers, now: datetime) -> None:
    """Write the answers of a locked row at once, in one guarded statement; the row says the same afterwards.

    :raises Stale: it was saved since it was read
    """
    session.flush()
    written = session.connection().execute(_STORE, {"row": row.id, "before": row.saves, "new": answers, "now": now})
    if written.rowcount != 1:
        raise Stale(Text("这一步刚刚在另一处保存过，请刷新后再看。", "This step was saved elsewhere a moment ago. Please reload it."))
    row.answers, row.touched, row.saves, row.saved_at = answers, True, row.saves + 1, now
