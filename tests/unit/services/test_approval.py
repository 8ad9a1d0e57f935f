"""The manager's work: the very file, never one's own, never what compliance has not passed."""

import pytest

from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from planner.models import RoleGrant
from planner.seeds import play
from planner.services import approval, plans
from planner.workflow import Role, State
from tests.factories.stage import Cast


def approve(stage: Cast, number: str, digest: str | None = None) -> None:
    found = stage.approval_digest(stage.han, number) if digest is None else digest
    approval.approve(stage.transaction, stage.house, stage.han, number, stage.consent(found))


def grant(stage: Cast, who: str, role: Role) -> None:
    with stage.act() as session:
        session.add(RoleGrant(person_id=getattr(stage, who).person_id, role=role.value, territory_id=None))


def state(stage: Cast, number: str) -> State:
    with stage.act() as session:
        return plans.open_plan(session, stage.house, stage.zhou, number).state


def test_the_page_holds_what_a_decision_needs(stage: Cast) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    with stage.act() as session:
        view = approval.open_approval(session, stage.house, stage.han, number)
    assert [goal["target"] for goal in view.goals] == ["80", "95", "100"]
    assert view.budget_fen == sum(amount for _, amount in view.budget) == 11_900_00
    assert view.budget_line_fen == 60_000_000
    assert [activity["from_date"] for activity in view.activities] == sorted(a["from_date"] for a in view.activities)
    assert (view.in_force, view.changes.count) == (None, 0)
    assert [signature.role for signature in view.signatures] == ["author", "compliance"]


def test_approved_means_in_force_with_three_signatures(stage: Cast) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    approve(stage, number)
    assert state(stage, number) is State.APPROVED
    with stage.act() as session:
        row = plans.open_plan(session, stage.house, stage.zhou, number).revision
        assert [s.role for s in approval.valid_signatures(session, row)] == ["author", "compliance", "approver"]


def test_the_signature_counts_for_the_file_that_was_shown(stage: Cast) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    with pytest.raises(Stale):
        approve(stage, number, digest="0" * 64)
    assert state(stage, number) is State.IN_APPROVAL


def test_before_compliance_has_passed_nobody_approves(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    with pytest.raises(WrongState):
        approve(stage, number, digest="0" * 64)


@pytest.mark.slow
def test_whoever_passed_it_does_not_approve_it(stage: Cast) -> None:
    grant(stage, "lu", Role.MANAGER)
    number = stage.passed(stage.zhou, stage.lu)
    with pytest.raises(NotFound), stage.act() as session:
        approval.open_approval(session, stage.house, stage.lu, number)
    with stage.act() as session:
        assert approval.waiting(session, stage.house, stage.lu) == []


@pytest.mark.slow
def test_nobody_reviews_or_approves_an_own_plan_whatever_the_roles(stage: Cast) -> None:
    from planner.services import review

    for role in (Role.OFFICER, Role.MANAGER):
        grant(stage, "zhou", role)
    number = stage.submitted(stage.zhou)
    with pytest.raises((NotFound, NotAllowed)), stage.act() as session:
        review.claim(session, stage.house, stage.zhou, number)
    play.pass_on(stage, stage.lu, number)
    with pytest.raises((NotFound, NotAllowed)), stage.act() as session:
        approval.open_approval(session, stage.house, stage.zhou, number)
    with pytest.raises(NotFound):
        approval.approve(stage.transaction, stage.house, stage.zhou, number, stage.consent(stage.approval_digest(stage.han, number)))


def test_a_manager_elsewhere_sees_nothing(stage: Cast) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    with pytest.raises(NotFound), stage.act() as session:
        approval.open_approval(session, stage.house, stage.tang, number)


@pytest.mark.slow
def test_returned_with_a_reason_the_author_revises_and_all_sign_again(stage: Cast) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    with pytest.raises(Invalid), stage.act() as session:
        approval.refuse(session, stage.house, stage.han, number, "")
    with stage.act() as session:
        approval.refuse(session, stage.house, stage.han, number, "预算请再核对。")
    assert state(stage, number) is State.RETURNED
    stage.type(stage.zhou, number, "growth.objective", "常规开展指南教育，预算已核对。")
    play.submit(stage, stage.zhou, number)
    play.pass_on(stage, stage.lu, number)
    approve(stage, number)
    assert state(stage, number) is State.APPROVED


@pytest.mark.slow
def test_what_changed_since_the_approved_one_is_listed(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    with stage.act() as session:
        plans.amend_plan(session, stage.house, stage.zhou, number)
        row = plans.open_plan(session, stage.house, stage.zhou, number).answers["resources"]["resources"][0]["id"]
    stage.type(stage.zhou, number, f"resources.resources.{row}.quantity", "5")
    play.submit(stage, stage.zhou, number)
    play.pass_on(stage, stage.lu, number)
    with stage.act() as session:
        view = approval.open_approval(session, stage.house, stage.han, number)
    changed = {change.label.zh: (change.before.zh, change.after.zh) for change in view.changes.fields}
    assert changed == {"数量": ("4", "5"), "金额": ("¥4,800.00", "¥6,000.00")}


def test_a_period_that_is_over_cannot_be_approved(stage: Cast) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    with stage.act() as session:
        end = plans.open_plan(session, stage.house, stage.zhou, number).revision.period_end
    assert end is not None
    digest = stage.approval_digest(stage.han, number)
    stage.clock.set(end, hour=17)
    with pytest.raises(WrongState):
        approve(stage, number, digest)
