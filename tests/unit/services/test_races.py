"""Two people at one plan at the same moment: one wins, the other is told, nothing is lost in between.

Each race starts from the same point, round after round. RACE_ROUNDS says how often; `make races` runs a hundred on
both engines, since every round with a signature is a real one.
"""

import os
from functools import partial

import pytest
from sqlalchemy import select

from planner.models import AuditEvent, Decision, Person, Revision
from planner.seeds import play
from planner.services import administration_people, approval, delegation, outcome, plans, review, submission
from planner.services.actor import Actor
from planner.services.administration_roles import administrators
from planner.services.deciding import decide
from planner.workflow import Role, State
from tests.factories.lending import grant, lend
from tests.factories.races import (
    ROUNDS,
    Act,
    Mark,
    both,
    drawn_once,
    events,
    lasting,
    later,
    patient,
    signatures,
    signed_is_what_stands,
    state,
    winner,
)
from tests.factories.stage import Cast, second_administrator

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    patient(monkeypatch)


@pytest.fixture
def mark(stage: Cast) -> Mark:
    """`back = mark()`: remember how everything stands; `back()` goes there again."""

    at = stage.snapshots
    assert at is not None

    def take() -> Act:
        then, point = stage.clock.now, f"mark-{os.getpid()}-{at.name}"
        stage.engine.dispose()
        at.shelf.drop(point)
        at.shelf.keep(at.name, point, lambda: None)

        def back() -> None:
            stage.engine.dispose()
            at.shelf.put(point, at.name)
            stage.clock.now = then

        return back

    return take


def test_of_two_officers_one_gets_the_plan(stage: Cast, mark: Mark) -> None:
    number = stage.submitted(stage.zhou)
    officers = (stage.lu, stage.cheng)
    back = mark()

    def claim(which: int) -> None:
        with stage.act() as session:
            review.claim(session, stage.house, officers[which], number)

    for _ in range(ROUNDS):
        said = both(partial(claim, 0), partial(claim, 1))
        first = officers[winner(said)]
        with stage.act() as session:
            assert plans.open_plan(session, stage.house, first, number).revision.claimed_by_id == first.person_id
        assert events(stage, "plan.claim") == 1
        back()


def test_of_two_managers_one_signs(stage: Cast, mark: Mark) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    grant(stage, stage.tang, Role.MANAGER)
    digest = stage.approval_digest(stage.han, number)
    back = mark()
    for _ in range(ROUNDS):
        acts = [
            partial(approval.approve, stage.transaction, stage.house, who, number, stage.consent(digest)) for who in (stage.han, stage.tang)
        ]
        said = both(*acts)
        winner(said)
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

    sign = partial(approval.approve, stage.transaction, stage.house, stage.han, number, stage.consent(digest))
    taken = lasting(sign, back)
    for turn in range(ROUNDS):
        said = both(sign, later(turn, take_back, taken))
        approved = winner(said) == 0
        assert state(stage, number) is (State.APPROVED if approved else State.IN_REVIEW)
        assert signatures(stage) == (["author", "compliance", "approver"] if approved else ["author"])
        assert (events(stage, "plan.approve"), events(stage, "plan.recall_pass")) == (int(approved), int(not approved))
        back()


def test_an_edit_beside_an_approval_never_gets_in(stage: Cast, mark: Mark) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    digest = stage.approval_digest(stage.han, number)
    back = mark()
    sign = partial(approval.approve, stage.transaction, stage.house, stage.han, number, stage.consent(digest))
    taken = lasting(sign, back)
    for turn in range(ROUNDS):
        edit = partial(stage.type, stage.zhou, number, "growth.objective", f"另一处的改动 {turn}。")
        said = both(sign, later(turn, edit, taken))
        assert (said[0], said[1] is None) == (None, False)
        signed_is_what_stands(stage, number)
        back()


def test_an_edit_beside_a_submission_is_in_it_or_refused(stage: Cast, mark: Mark, monkeypatch: pytest.MonkeyPatch) -> None:
    number = stage.draft(stage.zhou)
    with stage.act() as session:
        view = submission.open_submission(session, stage.house, stage.zhou, number)
        for finding in view.findings:
            submission.explain(session, stage.house, stage.zhou, number, finding.fingerprint, play.EXPLAINED, "explain")
    digest = stage.answers_digest(stage.zhou, number)
    drawn_once(monkeypatch)
    back = mark()
    send = partial(submission.submit, stage.transaction, stage.house, stage.zhou, number, stage.consent(digest))
    send()
    back()
    taken = lasting(send, back)
    for turn in range(ROUNDS):
        edit = partial(stage.type, stage.zhou, number, "growth.objective", f"常规开展指南教育，第 {turn} 次。")
        said = both(send, later(turn, edit, taken))
        sent = winner(said) == 0
        assert state(stage, number) is (State.IN_REVIEW if sent else State.DRAFT)
        if sent:
            signed_is_what_stands(stage, number)
        assert events(stage, "plan.submit") == len(signatures(stage)) == int(sent)
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
        cleared = winner(said) == 0
        assert state(stage, number) is (State.IN_REVIEW if cleared else State.RETURNED)
        with stage.act() as session:
            kept = session.scalars(select(Decision.outcome).order_by(Decision.id)).all()
        assert kept == (["change_required", "harmless"] if cleared else ["change_required"])
        assert (events(stage, "finding.decide"), events(stage, "plan.return")) == (1 + cleared, int(not cleared))
        back()


def test_a_pass_is_taken_back_or_opened_to_sign(stage: Cast, mark: Mark) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    back = mark()

    def take_back() -> None:
        with stage.act() as session:
            outcome.recall_pass(session, stage.house, stage.lu, number)

    def open_to_sign() -> None:
        with stage.act() as session:
            approval.open_to_sign(session, stage.house, stage.han, number)

    for _ in range(ROUNDS):
        opened = winner(both(take_back, open_to_sign)) == 1
        assert state(stage, number) is (State.IN_APPROVAL if opened else State.IN_REVIEW)
        with stage.act() as session:
            row = session.scalars(select(Revision)).one()
            assert (row.opened_to_sign_at is not None, row.passed_by_id is not None) == (opened, opened)
        assert signatures(stage) == (["author", "compliance"] if opened else ["author"])
        assert (events(stage, "plan.open_to_sign"), events(stage, "plan.recall_pass")) == (int(opened), int(not opened))
        back()


def test_a_manager_and_the_one_who_acts_for_them_sign_once(stage: Cast, mark: Mark) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    lend(stage, stage.han, stage.tang, Role.MANAGER)
    digest = stage.approval_digest(stage.han, number)
    back = mark()
    for _ in range(ROUNDS):
        acts = [
            partial(approval.approve, stage.transaction, stage.house, who, number, stage.consent(digest)) for who in (stage.han, stage.tang)
        ]
        by_loan = winner(both(*acts)) == 1
        assert signatures(stage) == ["author", "compliance", "approver"]
        assert events(stage, "plan.approve") == 1
        with stage.act() as session:
            told = session.scalars(select(AuditEvent.detail).where(AuditEvent.event == "plan.approve")).one()
            assert told.get("for_person") == (stage.han.person_id if by_loan else None)
        back()


def test_a_loan_that_ends_beside_a_signature_is_good_for_one_or_for_none(stage: Cast, mark: Mark) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    lent = lend(stage, stage.han, stage.tang, Role.MANAGER)
    sign = partial(
        approval.approve, stage.transaction, stage.house, stage.tang, number, stage.consent(stage.approval_digest(stage.han, number))
    )
    back = mark()
    taken = lasting(sign, back)

    def end() -> None:
        with stage.act() as session:
            delegation.end(session, stage.house, stage.han, lent)

    for turn in range(ROUNDS):
        said = both(sign, later(turn, end, taken))
        assert said[1] is None
        with stage.act() as session:
            order = session.scalars(
                select(AuditEvent.event).where(AuditEvent.event.in_(("plan.approve", "delegation.end"))).order_by(AuditEvent.seq)
            ).all()
        assert order == (["plan.approve", "delegation.end"] if said[0] is None else ["delegation.end"]), (
            "nobody signs by a loan that is over"
        )
        assert len(signatures(stage)) == (3 if said[0] is None else 2)
        back()


def test_two_administrators_do_not_shut_each_other_out(stage: Cast, mark: Mark) -> None:
    two = (second_administrator(stage), stage.fang)
    with stage.act() as session:
        seen = {who.person_id: session.get_one(Person, who.person_id).version for who in two}
    back = mark()

    def disable(by: Actor, whom: Actor) -> None:
        with stage.act() as session:
            administration_people.disable(session, stage.house, by, whom.person_id, seen[whom.person_id])

    for _ in range(ROUNDS):
        first = two[winner(both(partial(disable, *two), partial(disable, *reversed(two))))]
        with stage.act() as session:
            assert administrators(session) == [first.person_id]
        assert events(stage, "person.disable") == 1
        back()
