"""Four answers about a file somebody holds."""

import pytest

from planner.kernel.errors import Locked
from planner.seeds import play
from planner.services import attempts, audit, files, plans, verification
from planner.services.verification import Verdict
from planner.signing.verify import examine
from planner.workflow import State
from tests.factories.stage import Cast
from tests.factories.tampered_rows import without_guard


def verify(stage: Cast, data: bytes) -> Verdict:
    return verification.verify_file(stage.transaction, stage.house, data, examine)


def pdf(stage: Cast, number: str, revision: int | None = None) -> bytes:
    with stage.act() as session:
        return files.plan_pdf(session, stage.house, stage.zhou, number, revision).data


def test_an_approved_plan_answers_yes_four_times(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    verdict = verify(stage, pdf(stage, number))
    assert verdict.good and verdict.problems == ()
    assert [(s.role.value, s.name) for s in verdict.signers] == [("author", "周亦宁"), ("compliance", "陆知微"), ("approver", "韩牧之")]


@pytest.mark.slow
def test_an_earlier_stage_of_the_same_plan_is_not_complete(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    first = pdf(stage, number)
    play.pass_on(stage, stage.lu, number)
    second = pdf(stage, number)
    play.approve(stage, stage.han, number)
    for earlier in (first, second):
        verdict = verify(stage, earlier)
        assert (verdict.issued, verdict.complete, verdict.in_force, verdict.good) == (True, False, False, False)
        assert verdict.signers == ()


@pytest.mark.slow
def test_one_byte_more_is_not_the_issued_file(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    verdict = verify(stage, pdf(stage, number) + b"\n")
    assert not verdict.issued and not verdict.good and verdict.problems


@pytest.mark.parametrize("junk", [b"", b"no pdf", b"%PDF-1.7\n" + b"\x00" * 200])
def test_junk_gets_a_plain_answer(stage: Cast, junk: bytes) -> None:
    verdict = verify(stage, junk)
    assert (verdict.issued, verdict.intact, verdict.number, verdict.signers) == (False, False, "", ())


@pytest.mark.slow
def test_superseded_and_withdrawn_are_genuine_and_hold_no_more(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    old = pdf(stage, number)
    with stage.act() as session:
        plans.amend_plan(session, stage.house, stage.zhou, number)
    stage.type(stage.zhou, number, "growth.objective", "常规开展指南教育。")
    play.submit(stage, stage.zhou, number)
    play.pass_on(stage, stage.lu, number)
    play.approve(stage, stage.han, number)
    verdict = verify(stage, old)
    assert (verdict.issued, verdict.complete, verdict.in_force) == (True, True, False)
    assert (verdict.state, verdict.newer_revision) == (State.SUPERSEDED, 2)
    new = pdf(stage, number)
    with stage.act() as session:
        plans.withdraw_plan(session, stage.house, stage.han, number, "不再执行。")
    verdict = verify(stage, new)
    assert (verdict.issued, verdict.in_force, verdict.state) == (True, False, State.WITHDRAWN)


@pytest.mark.slow
def test_a_code_speaks_for_approved_plans_only_and_guessing_is_stopped(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    with stage.act() as session:
        code = plans.open_plan(session, stage.house, stage.zhou, number).revision.verify_code
    assert code is not None
    assert verification.verify_by_code(stage.transaction, stage.house, code, "10.0.0.1") is None
    play.pass_on(stage, stage.lu, number)
    play.approve(stage, stage.han, number)
    found = verification.verify_by_code(stage.transaction, stage.house, code.lower().replace("-", " "), "10.0.0.1")
    assert found is not None and found.in_force and found.number == number
    most = attempts.MOST["verify"] * attempts.ADDRESS_FACTOR
    for _ in range(most):
        assert verification.verify_by_code(stage.transaction, stage.house, "0000-0000-0000-0000-0000", "10.0.0.2") is None
    with pytest.raises(Locked):
        verification.verify_by_code(stage.transaction, stage.house, code, "10.0.0.2")


def test_the_trail_proves_itself_and_shows_a_changed_row(stage: Cast) -> None:
    stage.approved(stage.zhou, stage.lu, stage.han)
    with stage.act() as session:
        whole = audit.verify_chain(session, stage.house.audit_key)
        assert whole.whole and whole.count > 12
        assert not audit.verify_chain(session, b"another key" * 3).whole
    with stage.engine.begin() as connection:
        without_guard(connection, "audit_event")
        connection.exec_driver_sql("update audit_event set actor_id = 1 where seq = 5")
    with stage.act() as session:
        assert audit.verify_chain(session, stage.house.audit_key).broken_at == 5
