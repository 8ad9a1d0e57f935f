"""Two people at one plan at the same moment: one wins, the other is told, nothing is lost in between.

Each race starts from the same point, round after round. RACE_ROUNDS says how often; `make races` runs a hundred on
both engines, since every round with a signature is a real one.
"""

import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from planner.kernel.errors import PlannerError
from planner.models import AuditEvent, Decision, IssuedFile, Person, RoleGrant, SignatureRow, StepAnswers
from planner.seeds import play
from planner.services import approval, outcome, plans, review, submission
from planner.services.audit import verify_chain
from planner.services.deciding import decide
from planner.workflow import Role, State
from tests.factories.stage import Cast

pytestmark = pytest.mark.slow
ROUNDS = int(os.environ.get("RACE_ROUNDS", "3"))
SIGNING = 1.0
"""Seconds that a signature takes, more or less."""
Mark = Callable[[], Callable[[], None]]


@pytest.fixture
def mark(stage: Cast) -> Mark:
    """`back = mark()`: remember how everything stands; `back()` goes there again."""

    def take() -> Callable[[], None]:
        here = Path(str(stage.engine.url.database))
        kept, then = here.with_suffix(".mark"), stage.clock.now
        with stage.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        stage.engine.dispose()
        shutil.copy(here, kept)

        def back() -> None:
            stage.engine.dispose()
            for path in here.parent.glob(f"{here.name}-*"):
                path.unlink()
            shutil.copy(kept, here)
            stage.clock.now = then

        return back

    return take


def later(turn: int, act: Callable[[], object]) -> Callable[[], object]:
    """A quick act that begins a little later in every round, so that it meets each moment of a slow one."""

    def wait() -> object:
        time.sleep(turn / ROUNDS * SIGNING)
        return act()

    return wait


def both(*acts: Callable[[], object]) -> list[PlannerError | None]:
    """Do things at once; what each came to."""
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> PlannerError | None:
        start.wait()
        try:
            act()
        except PlannerError as error:
            return error
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def state(stage: Cast, number: str) -> State:
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


def test_of_two_officers_one_gets_the_plan(stage: Cast, mark: Mark) -> None:
    number = stage.submitted(stage.zhou)
    officers = (stage.lu, stage.cheng)
    back = mark()

    def claim(which: int) -> None:
        with stage.act() as session:
            review.claim(session, stage.house, officers[which], number)

    for _ in range(ROUNDS):
        said = both(partial(claim, 0), partial(claim, 1))
        assert [error is None for error in said].count(True) == 1
        winner = officers[said.index(None)]
        with stage.act() as session:
            assert plans.open_plan(session, stage.house, winner, number).revision.claimed_by_id == winner.person_id
        assert events(stage, "plan.claim") == 1
        back()


def test_of_two_managers_one_signs(stage: Cast, mark: Mark) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    with stage.act() as session:
        tang = session.scalars(select(Person.id).where(Person.email == "tang.yuan@hengyu.example")).one()
        session.add(RoleGrant(person_id=tang, role=Role.MANAGER.value, territory_id=None))
    digest = stage.approval_digest(stage.han, number)
    back = mark()
    for _ in range(ROUNDS):
        acts = [
            partial(approval.approve, stage.transaction, stage.house, who, number, stage.consent(digest)) for who in (stage.han, stage.tang)
        ]
        said = both(*acts)
        assert [error is None for error in said].count(True) == 1
        assert state(stage, number) is State.APPROVED
        assert signatures(stage) == ["author", "compliance", "approver"]
        assert events(stage, "plan.approve") == 1
        back()


def test_approving_and_taking_the_pass_back_do_not_both_happen(stage: Cast, mark: Mark) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    digest = stage.approval_digest(stage.han, number)
    back = mark()

    def take_back() -> None:
        with stage.act() as session:
            outcome.recall_pass(session, stage.house, stage.lu, number)

    for turn in range(ROUNDS):
        said = both(
            partial(approval.approve, stage.transaction, stage.house, stage.han, number, stage.consent(digest)), later(turn, take_back)
        )
        assert [error is None for error in said].count(True) == 1
        approved = said[0] is None
        assert state(stage, number) is (State.APPROVED if approved else State.IN_REVIEW)
        assert signatures(stage) == (["author", "compliance", "approver"] if approved else ["author"])
        assert (events(stage, "plan.approve"), events(stage, "plan.recall_pass")) == (int(approved), int(not approved))
        back()


def test_an_edit_beside_an_approval_never_gets_in(stage: Cast, mark: Mark) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    digest = stage.approval_digest(stage.han, number)
    back = mark()
    for turn in range(ROUNDS):
        said = both(
            partial(approval.approve, stage.transaction, stage.house, stage.han, number, stage.consent(digest)),
            later(turn, partial(stage.type, stage.zhou, number, "growth.objective", f"另一处的改动 {turn}。")),
        )
        assert (said[0], said[1] is None) == (None, False)
        _signed_is_what_stands(stage, number)
        back()


def test_an_edit_beside_a_submission_is_in_it_or_refused(stage: Cast, mark: Mark) -> None:
    number = stage.draft(stage.zhou)
    with stage.act() as session:
        view = submission.open_submission(session, stage.house, stage.zhou, number)
        for finding in view.findings:
            submission.explain(session, stage.house, stage.zhou, number, finding.fingerprint, play.EXPLAINED, "explain")
    digest = stage.answers_digest(stage.zhou, number)
    back = mark()
    for turn in range(ROUNDS):
        said = both(
            partial(submission.submit, stage.transaction, stage.house, stage.zhou, number, stage.consent(digest)),
            later(turn, partial(stage.type, stage.zhou, number, "growth.objective", f"常规开展指南教育，第 {turn} 次。")),
        )
        assert [error is None for error in said].count(True) == 1
        assert state(stage, number) is (State.IN_REVIEW if said[0] is None else State.DRAFT)
        if said[0] is None:
            _signed_is_what_stands(stage, number)
        assert events(stage, "plan.submit") == len(signatures(stage)) == int(said[0] is None)
        back()


def test_a_decision_beside_a_return_is_kept_or_refused(stage: Cast, mark: Mark) -> None:
    number = stage.doubtful(stage.zhou)
    with stage.act() as session:
        review.claim(session, stage.house, stage.lu, number)
        item = next(one for one in review.open_desk(session, stage.house, stage.lu, number).items if one.needs_decision)
        decide(session, stage.house, stage.lu, number, item.finding.fingerprint, "change_required", "请改写。")
    back = mark()

    def clear() -> None:
        with stage.act() as session:
            decide(session, stage.house, stage.lu, number, item.finding.fingerprint, "harmless", "已核对。")

    def give_back() -> None:
        with stage.act() as session:
            outcome.return_to_author(session, stage.house, stage.lu, number)

    for _ in range(ROUNDS):
        said = both(clear, give_back)
        assert [error is None for error in said].count(True) == 1
        cleared = said[0] is None
        assert state(stage, number) is (State.IN_REVIEW if cleared else State.RETURNED)
        with stage.act() as session:
            kept = session.scalars(select(Decision.outcome).order_by(Decision.id)).all()
        assert kept == (["change_required", "harmless"] if cleared else ["change_required"])
        assert (events(stage, "finding.decide"), events(stage, "plan.return")) == (1 + cleared, int(not cleared))
        back()


def _signed_is_what_stands(stage: Cast, number: str) -> None:
    """The answers in the tables are those of the frozen content that the signatures cover."""
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, stage.zhou, number)
        rows = session.execute(select(StepAnswers.step, StepAnswers.answers).where(StepAnswers.revision_id == view.revision.id)).all()
        assert view.content is not None and {row.step: row.answers for row in rows} == view.content["answers"]
