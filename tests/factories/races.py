"""What a race needs: two who start together, an end that is checked, and a way back to the start."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from planner.documents.pdf import Paper
from planner.kernel.errors import Invalid, Locked, NotAllowed, NotFound, PlannerError, Stale, WrongState
from planner.models import AuditEvent, IssuedFile, SignatureRow, StepAnswers
from planner.services import issuing, outcome, plans
from planner.services.audit import verify_chain
from planner.workflow import State
from tests.factories.stage import Cast

ROUNDS = int(os.environ.get("RACE_ROUNDS", "3"))
LOST = (Stale, WrongState, NotFound, NotAllowed, Locked, Invalid)
"""How somebody is told that another one was first; a return of which the last required change was taken away is invalid."""
PATIENCE = 300.0
"""Seconds for a paper: the limit of the product is for its users, and other tests may keep this machine busy."""
Act = Callable[[], object]
Mark = Callable[[], Callable[[], None]]
"""`back = mark()`: remember how everything stands; `back()` goes there again."""


def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers may take their time."""
    monkeypatch.setattr(issuing, "render_plan", partial(issuing.render_plan, seconds=PATIENCE))
    monkeypatch.setattr(outcome, "render_record", partial(outcome.render_record, seconds=PATIENCE))


def drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The paper of a text is really drawn the first time; later rounds of the same text sign that one again."""
    draw, drawn = issuing.render_plan, dict[str, Paper]()

    def render(content: Any, **how: Any) -> Paper:
        key = repr(content)
        if key not in drawn:
            drawn[key] = draw(content, **how)
        return drawn[key]

    monkeypatch.setattr(issuing, "render_plan", render)


def lasting(act: Act, back: Callable[[], None]) -> float:
    """Seconds that an act takes when nobody is beside it."""
    started = time.monotonic()
    act()
    taken = time.monotonic() - started
    back()
    return taken


def later(turn: int, act: Act, within: float) -> Act:
    """A quick act that begins a little later in every round, so that it meets each moment of a slow one.

    :param within: seconds that the slow one takes
    """

    def wait() -> object:
        time.sleep(turn / ROUNDS * within)
        return act()

    return wait


def both(*acts: Act) -> list[PlannerError | None]:
    """Do things at once; what each came to. Whoever loses is told so, by one of the kinds that say it."""
    start = Barrier(len(acts))

    def one(act: Act) -> PlannerError | None:
        start.wait()
        try:
            act()
        except PlannerError as error:
            if not isinstance(error, LOST):
                raise
            return error
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def winner(said: list[PlannerError | None]) -> int:
    """Which of them was let through; there is exactly one."""
    through = [n for n, error in enumerate(said) if error is None]
    assert len(through) == 1, said
    return through[0]


def state(stage: Cast, number: str) -> State:
    """Where a plan stands, as its author sees it."""
    with stage.act() as session:
        return plans.open_plan(session, stage.house, stage.zhou, number).state


def events(stage: Cast, *names: str) -> int:
    """How many events of these names there are, in a trail that is whole."""
    with stage.act() as session:
        assert verify_chain(session, stage.house.audit_key).whole
        return session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.event.in_(names))) or 0


def signatures(stage: Cast) -> list[str]:
    """Roles of the signatures that count; the newest file carries exactly those."""
    with stage.act() as session:
        rows = session.scalars(select(SignatureRow).where(SignatureRow.void_at.is_(None)).order_by(SignatureRow.id)).all()
        files = session.scalars(select(IssuedFile.signatures).where(IssuedFile.kind == "plan", IssuedFile.signatures == len(rows))).all()
        assert len(files) == 1 or not rows
        return [row.role for row in rows]


def signed_is_what_stands(stage: Cast, number: str) -> None:
    """The answers in the tables are those of the frozen content that the signatures cover."""
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, stage.zhou, number)
        rows = session.execute(select(StepAnswers.step, StepAnswers.answers).where(StepAnswers.revision_id == view.revision.id)).all()
        assert view.content is not None and {row.step: row.answers for row in rows} == view.content["answers"]
