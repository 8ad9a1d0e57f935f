"""Acting for somebody else: what the signature, the record and the trail say, and what it never allows."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from planner.kernel.errors import NotFound
from planner.models import AuditEvent, Decision, Delegation, Revision, RoleGrant, SignatureRow
from planner.seeds import play
from planner.services import (
    approval,
    deciding,
    delegation,
    files,
    issuing,
    outcome,
    plans,
    queue,
    remarks,
    review,
    rights,
    threads,
    verification,
)
from planner.services.actor import Actor
from planner.services.audit import Event
from planner.signing.bounded import examine_bounded
from planner.signing.examination import Examination
from planner.workflow import Part, Role
from tests.factories.lending import grant, lend, parts, refused_to_see
from tests.factories.stage import Cast

pytestmark = pytest.mark.slow  # whole acts with real keys and papers


def test_approved_on_behalf_it_says_so_on_paper_on_record_and_in_the_trail(stage: Cast) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    lend(stage, stage.han, stage.tang, Role.MANAGER)
    with stage.act() as session:
        assert [card.number for card in approval.waiting(session, stage.house, stage.tang)] == [number]
    play.approve(stage, stage.tang, number)
    with stage.act() as session:
        row = session.scalars(select(SignatureRow).where(SignatureRow.role == "approver")).one()
        assert (row.person_id, row.for_person_id) == (stage.tang.person_id, stage.han.person_id)
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == Event.PLAN_APPROVE)).one()
        assert (event.actor_id, event.detail["for_person"]) == (stage.tang.person_id, stage.han.person_id)
        data = files.newest(session, session.scalars(select(Revision)).one(), "plan", with_data=True).data
    seen: list[Examination] = []

    def examine(*args: Any, **more: Any) -> Examination:
        seen.append(examine_bounded(*args, **more))
        return seen[-1]

    verdict = verification.verify_file(stage.transaction, stage.house, data, examine)
    assert seen[0].signatures[-1].reason.startswith("代韩牧之：我批准")
    assert verdict.good and [signer.behalf for signer in verdict.signers] == ["", "", "韩牧之"]


def test_passed_on_behalf_neither_of_the_two_approves_it(stage: Cast) -> None:
    number = stage.submitted(stage.shen)
    with pytest.raises(NotFound):
        parts(stage, stage.lu, number)
    lend(stage, stage.cheng, stage.lu, Role.OFFICER)
    play.pass_on(stage, stage.lu, number)
    with stage.act() as session:
        row = session.scalars(select(Revision)).one()
        assert (row.passed_by_id, row.passed_for_id) == (stage.lu.person_id, stage.cheng.person_id)
    for officer in (stage.lu, stage.cheng):
        grant(stage, officer, Role.MANAGER)
    assert Part.MANAGER not in parts(stage, stage.lu, number) and Part.MANAGER not in parts(stage, stage.cheng, number)
    lend(stage, stage.cheng, stage.han, Role.MANAGER)
    assert refused_to_see(stage, stage.han, number)
    lend(stage, stage.tang, stage.han, Role.MANAGER)
    assert Part.MANAGER in parts(stage, stage.han, number)


def test_nobody_acts_on_the_plan_of_the_one_for_whom_they_act(stage: Cast) -> None:
    grant(stage, stage.zhou, Role.MANAGER, "云川大区")
    grant(stage, stage.zhou, Role.OFFICER)
    number = stage.submitted(stage.zhou)
    lend(stage, stage.zhou, stage.tang, Role.MANAGER)
    lend(stage, stage.zhou, stage.lu, Role.OFFICER)
    assert refused_to_see(stage, stage.tang, number)
    with stage.act() as session:
        assert rights.behalf(stage.lu, *_rows(session, number), Role.OFFICER) is None  # lu's own territory, in their own name
        assert session.scalar(select(func.count()).select_from(Delegation)) == 2
    lend(stage, stage.han, stage.zhou, Role.MANAGER)
    assert parts(stage, stage.zhou, number) == {Part.AUTHOR}


def _rows(session: Any, number: str) -> tuple[Any, Any]:
    row = session.scalars(select(Revision)).one()
    return row.plan, row


def test_a_delegation_that_ends_while_the_pdf_is_being_signed_stops_the_approval(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    key = lend(stage, stage.han, stage.tang, Role.MANAGER)
    sign = issuing.sign

    def slowly(*args: Any, **more: Any) -> Any:
        with stage.act() as session:
            delegation.end(session, stage.house, stage.han, key)
        return sign(*args, **more)

    tang, digest = stage.tang, stage.approval_digest(stage.tang, number)
    monkeypatch.setattr(issuing, "sign", slowly)
    with pytest.raises(NotFound):
        approval.approve(stage.transaction, stage.house, tang, number, stage.consent(digest))
    with stage.act() as session:
        assert session.scalars(select(Revision.state)).one() == "in_approval"
        assert session.scalar(select(func.count()).select_from(SignatureRow).where(SignatureRow.role == "approver")) == 0


def test_two_who_act_for_each_other_are_not_four_eyes(stage: Cast) -> None:
    number = stage.doubtful(stage.zhou)
    with stage.act() as session:
        review.claim(session, stage.house, stage.lu, number)
    assert four_eyes(stage, stage.cheng, number)
    key = lend(stage, stage.lu, stage.cheng, Role.OFFICER)
    assert not four_eyes(stage, stage.cheng, number) and not four_eyes(stage, stage.lu, number)
    assert four_eyes(stage, stage.gu, number)
    with stage.act() as session:
        delegation.end(session, stage.house, stage.lu, key)
    assert four_eyes(stage, stage.cheng, number)


def four_eyes(stage: Cast, officer: Actor, number: str) -> bool:
    """Whether this officer could grant a four-eyes exception beside the claimant."""
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, officer, number)
        finding = replace(review.review_items(session, view, officer)[0].finding, override=("officer",), four_eyes=True)
        return review._may_grant(session, officer, view, finding, (Role.OFFICER,))


def test_the_queue_holds_what_is_lent_without_the_givers_own_plans(stage: Cast) -> None:
    grant(stage, stage.shen, Role.OFFICER, "海岚大区")
    theirs, own = stage.submitted(stage.zhou), stage.submitted(stage.shen)
    lend(stage, stage.shen, stage.lu, Role.OFFICER)
    with stage.act() as session:
        assert [card.number for card in queue.queue(session, stage.house, stage.lu).cards] == [theirs]
    lend(stage, stage.cheng, stage.lu, Role.OFFICER)
    with stage.act() as session:
        assert {card.number for card in queue.queue(session, stage.house, stage.lu).cards} == {theirs, own}


def test_every_act_on_the_plan_says_for_whom_and_an_own_role_goes_first(stage: Cast) -> None:
    number = stage.doubtful(stage.zhou)
    with stage.act() as session:  # lu has no role of their own here any more
        session.query(RoleGrant).filter_by(person_id=stage.lu.person_id).one().territory_id = stage.shen.territory_id
    lend(stage, stage.cheng, stage.lu, Role.OFFICER)
    with stage.act() as session:
        review.claim(session, stage.house, stage.lu, number)
        view = plans.open_plan(session, stage.house, stage.lu, number)
        finding = review.review_items(session, view, stage.lu)[0].finding
        deciding.decide(session, stage.house, stage.lu, number, finding.fingerprint, "harmless")
        deciding.undo_decision(session, stage.house, stage.lu, number, finding.fingerprint)
        review.release(session, stage.house, stage.lu, number)
    with stage.act() as session:
        review.claim(session, stage.house, stage.cheng, number)
        rows = session.scalars(select(AuditEvent).where(AuditEvent.plan_number == number).order_by(AuditEvent.seq)).all()
        said = [(row.event, row.detail.get("for_person")) for row in rows if row.actor_id in (stage.lu.person_id, stage.cheng.person_id)]
        cheng = stage.cheng.person_id
        assert said == [
            ("plan.claim", cheng),
            ("finding.decide", cheng),
            ("finding.undo", cheng),
            ("plan.release", cheng),
            ("plan.claim", None),
        ]
        assert {row.for_person_id for row in session.scalars(select(Decision))} == {cheng}


def test_an_author_who_acts_for_a_manager_writes_in_their_own_name(stage: Cast) -> None:
    grant(stage, stage.zhou, Role.MANAGER, "北泽片区")
    lend(stage, stage.han, stage.zhou, Role.MANAGER)
    number = stage.draft(stage.zhou, through="basics")
    with stage.act() as session:
        assert rights.behalf_on(session, stage.zhou, number) is None


def test_what_somebody_writes_on_behalf_of_another_says_so_where_it_stands(stage: Cast) -> None:
    number = stage.doubtful(stage.zhou)
    with stage.act() as session:  # lu has no role of their own here any more
        session.query(RoleGrant).filter_by(person_id=stage.lu.person_id).one().territory_id = stage.shen.territory_id
    lend(stage, stage.cheng, stage.lu, Role.OFFICER)
    lu, cheng = stage.lu, stage.cheng.person_id
    with stage.act() as session:
        review.claim(session, stage.house, lu, number)
        made = remarks.remark(
            session, stage.house, lu, number, path="growth.objective", quote="书面", start=16, text="附上。", wording="当面"
        )
        about = f"remark-{made.id}"
        message = threads.say(session, stage.house, lu, number, about, "请看这里。")
        threads.resolve(session, stage.house, lu, number, about)
        view = plans.open_plan(session, stage.house, lu, number)
        talk = next(one for one in threads.talks(session, view) if one.about == about)
        assert made.for_person_id == message.for_person_id == talk.proposals[0].for_person_id == cheng
        assert talk.thread is not None and talk.thread.resolved_for_id == cheng
        threads.resolve(session, stage.house, lu, number, about, done=False)
        assert talk.thread.resolved_for_id is None
        desk = review.open_desk(session, stage.house, lu, number)
        said = outcome.record_content(session, stage.house, desk, lu)["threads"][0]
        assert said["remark"]["by"] == said["messages"][0]["by"] == said["proposals"][0]["by"] == "陆知微（代程砚）"
