"""The officer's work: one at a time, every decision on record, decided stays decided."""

from datetime import timedelta

import pytest

from planner.compliance.findings import Severity
from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from planner.seeds import play
from planner.services import approval, deciding, outcome, plans, remarks, review
from planner.services.actor import Actor
from planner.services.review import DeskView
from planner.workflow import State
from tests.factories.stage import DOUBTFUL, Cast


@pytest.fixture
def number(stage: Cast) -> str:
    """A submitted plan with at least one passage to review."""
    return stage.doubtful(stage.zhou)


def desk(stage: Cast, number: str, officer: Actor | None = None) -> DeskView:
    with stage.act() as session:
        return review.open_desk(session, stage.house, officer or stage.lu, number)


def claim(stage: Cast, number: str, officer: Actor | None = None) -> None:
    with stage.act() as session:
        review.claim(session, stage.house, officer or stage.lu, number)


def decide(stage: Cast, number: str, outcome_: str = "harmless", note: str = "已核对。", officer: Actor | None = None) -> str:
    first = next(item for item in desk(stage, number, officer).items if item.finding.severity is Severity.REVIEW)
    with stage.act() as session:
        deciding.decide(session, stage.house, officer or stage.lu, number, first.finding.fingerprint, outcome_, note)
    return first.finding.fingerprint


def state(stage: Cast, number: str) -> State:
    with stage.act() as session:
        return plans.open_plan(session, stage.house, stage.zhou, number).state


def test_one_officer_at_a_time_and_a_claim_lapses(stage: Cast, number: str) -> None:
    claim(stage, number)
    with pytest.raises(WrongState):
        claim(stage, number, stage.cheng)
    stage.clock.now += timedelta(minutes=31)
    claim(stage, number, stage.cheng)
    assert desk(stage, number).holder == "程砚"
    with pytest.raises(NotAllowed):
        decide(stage, number)


def test_released_it_is_free_and_reassigned_it_is_anothers(stage: Cast, number: str) -> None:
    claim(stage, number)
    with stage.act() as session:
        review.release(session, stage.house, stage.lu, number)
        assert review.open_desk(session, stage.house, stage.lu, number).holder == ""
        review.reassign(session, stage.house, stage.lu, number, stage.cheng.person_id)
        assert review.open_desk(session, stage.house, stage.cheng, number).holds
    with pytest.raises(Invalid), stage.act() as session:
        review.reassign(session, stage.house, stage.lu, number, stage.han.person_id)


@pytest.mark.slow
def test_the_desk_opens_to_officers_of_the_territory_only(stage: Cast, number: str) -> None:
    for who in (stage.zhou, stage.ye, stage.han, stage.tang, stage.fang):
        with pytest.raises(NotFound):
            desk(stage, number, who)
    assert desk(stage, number, stage.gu).total >= 1


def test_a_decision_can_be_undone_and_both_stay_on_record(stage: Cast, number: str) -> None:
    from sqlalchemy import func, select

    from planner.models import Decision

    claim(stage, number)
    before = desk(stage, number).open
    fingerprint = decide(stage, number)
    assert desk(stage, number).open < before
    with stage.act() as session:
        deciding.undo_decision(session, stage.house, stage.lu, number, fingerprint)
    assert desk(stage, number).open == before
    with stage.act() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 2


def test_a_required_change_needs_words_for_the_author(stage: Cast, number: str) -> None:
    claim(stage, number)
    with pytest.raises(Invalid):
        decide(stage, number, "change_required", note=" ")


def test_a_return_needs_something_to_change(stage: Cast, number: str) -> None:
    claim(stage, number)
    with pytest.raises(Invalid), stage.act() as session:
        outcome.return_to_author(session, stage.house, stage.lu, number)
    decide(stage, number, "change_required", "请写明协议编号。")
    with stage.act() as session:
        outcome.return_to_author(session, stage.house, stage.lu, number)
    assert state(stage, number) is State.RETURNED


@pytest.mark.slow
def test_decided_on_an_unchanged_sentence_stays_decided(stage: Cast, number: str) -> None:
    claim(stage, number)
    fingerprint = decide(stage, number, "harmless", "协议已看过。")
    with stage.act() as session:
        remarks.remark(session, stage.house, stage.lu, number, path="safety.contact", quote="药物警戒部", start=0, text="请加上姓名。")
        for item in review.open_desk(session, stage.house, stage.lu, number).items:
            if item.needs_decision:
                deciding.decide(session, stage.house, stage.lu, number, item.finding.fingerprint, "harmless", "可以。")
        outcome.return_to_author(session, stage.house, stage.lu, number)
    stage.type(stage.zhou, number, "safety.contact", "药物警戒部 陈知，电话 0571-0000-2468")
    play.submit(stage, stage.zhou, number)
    again = desk(stage, number)
    assert again.open == 0
    kept = next(item for item in again.items if item.finding.fingerprint == fingerprint)
    assert kept.carried and kept.decision is not None and kept.decision.note == "协议已看过。"


@pytest.mark.slow
def test_a_changed_sentence_comes_up_again(stage: Cast, number: str) -> None:
    claim(stage, number)
    decide(stage, number, "change_required", "请写明协议编号。")
    with stage.act() as session:
        outcome.return_to_author(session, stage.house, stage.lu, number)
    stage.type(stage.zhou, number, "growth.objective", "与医院共建患者教育中心，协议编号 HY-2026-8。")
    play.submit(stage, stage.zhou, number)
    assert desk(stage, number).open >= 1


def test_passing_wants_every_finding_decided_and_no_change_asked_for(stage: Cast, number: str) -> None:
    claim(stage, number)
    digest = stage.desk_digest(stage.lu, number)
    with pytest.raises(Invalid):
        outcome.pass_plan(stage.transaction, stage.house, stage.lu, number, stage.consent(digest))
    decide(stage, number, "change_required", "请改。")
    play.decide_all(stage, stage.lu, number)
    with pytest.raises(Invalid):
        outcome.pass_plan(stage.transaction, stage.house, stage.lu, number, stage.consent(digest))
    assert state(stage, number) is State.IN_REVIEW


@pytest.mark.slow
def test_the_officers_signature_carries_the_digest_of_the_review_record(stage: Cast, number: str) -> None:
    from planner.kernel.canonical import sha256_hex
    from planner.services import authority, files
    from planner.signing.authority import from_pem
    from planner.signing.verify import examine

    play.pass_on(stage, stage.lu, number)
    with stage.act() as session:
        paper = files.record_pdf(session, stage.house, stage.lu, number).data
        signed = files.plan_pdf(session, stage.house, stage.lu, number).data
        roots = [from_pem(pem) for pem in authority.root_pems(session)]
    compliance = examine(signed, roots).signatures[1]
    assert (compliance.name, compliance.employee_number) == ("陆知微", "HY0201")
    assert sha256_hex(paper) in compliance.reason


@pytest.mark.slow
def test_a_pass_is_taken_back_until_the_manager_turns_to_sign(stage: Cast, number: str) -> None:
    play.pass_on(stage, stage.lu, number)
    with pytest.raises(NotAllowed), stage.act() as session:
        outcome.recall_pass(session, stage.house, stage.cheng, number)
    with stage.act() as session:
        outcome.recall_pass(session, stage.house, stage.lu, number)
    assert state(stage, number) is State.IN_REVIEW
    play.pass_on(stage, stage.lu, number)
    with stage.act() as session:
        approval.open_to_sign(session, stage.house, stage.han, number)
    with pytest.raises(WrongState), stage.act() as session:
        outcome.recall_pass(session, stage.house, stage.lu, number)
    play.approve(stage, stage.han, number)
    assert state(stage, number) is State.APPROVED


def test_a_decision_during_the_signing_stops_the_pass(stage: Cast, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    play.decide_all(stage, stage.lu, number)
    digest = stage.desk_digest(stage.lu, number)
    real = outcome.render_record

    def slow(content: object) -> object:
        decide(stage, number, "change_required", "还是要改。")
        return real(content)  # type: ignore[arg-type]

    monkeypatch.setattr(outcome, "render_record", slow)
    with pytest.raises(Stale):
        outcome.pass_plan(stage.transaction, stage.house, stage.lu, number, stage.consent(digest))
    assert state(stage, number) is State.IN_REVIEW


def test_a_remark_is_anchored_in_words_that_are_there(stage: Cast, number: str) -> None:
    claim(stage, number)
    with stage.act() as session:
        made = remarks.remark(
            session, stage.house, stage.lu, number, path="growth.objective", quote="患者教育中心", start=5, text="哪一家？"
        )
        assert (made.before, made.after) == (DOUBTFUL[:5], DOUBTFUL[11:])
    for path, quote, start in (("growth.objective", "患者教育中心", 0), ("growth.nothing", "x", 0), ("growth.objective", "", 0)):
        with pytest.raises(Invalid), stage.act() as session:
            remarks.remark(session, stage.house, stage.lu, number, path=path, quote=quote, start=start, text="？")
