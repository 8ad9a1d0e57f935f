"""How often a rule is right, and what happens to one that is not."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from planner.kernel.errors import NotFound
from planner.models import AuditEvent
from planner.services import deciding, outcome, plans, review, submission
from planner.services.actor import Actor
from planner.services.rules import listing
from planner.services.rules.effective import pack_in_force
from planner.services.rules.notices import dismiss, notices
from planner.services.rules.precision import Precision, precision, wilson
from planner.workflow import RuleState
from tests.factories.rules import asked
from tests.factories.stage import Cast

pytestmark = pytest.mark.slow


def decide(stage: Cast, officer: Actor, number: str, rule_id: str, word: str, note: str = "") -> None:
    """Claim a plan and decide the findings of one rule."""
    with stage.act() as session:
        review.claim(session, stage.house, officer, number)
        items = review.open_desk(session, stage.house, officer, number).items
        for fingerprint in {item.finding.fingerprint for item in items if item.finding.rule_id == rule_id}:
            deciding.decide(session, stage.house, officer, number, fingerprint, word, note)


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(5, 5)[1] == 1.0
    assert wilson(0, 5)[0] == 0.0


@pytest.mark.parametrize(("right", "wrong", "noisy"), [(12, 7, False), (12, 8, False), (11, 9, True), (0, 19, False), (0, 20, True)])
def test_a_rule_is_noisy_past_its_budget_and_after_enough_decisions(right: int, wrong: int, noisy: bool) -> None:
    assert Precision("company.x", 1, right, wrong, 0.4, 20).noisy is noisy


def test_a_noisy_company_rule_steps_down_with_the_very_decision_and_its_owner_is_told(stage: Cast) -> None:
    number, rule_id = asked(stage)
    decide(stage, stage.cheng, number, rule_id, "harmless")
    with stage.act() as session:
        line = listing.company_rule(session, stage.house, stage.lu, rule_id).line
        assert (line.state, line.running) == (RuleState.TRIAL, 1)
        assert pack_in_force(session, stage.house).rule(rule_id).status == "trial"
        told = notices(session, stage.lu)
        assert [(notice.kind, notice.rule_id) for notice in told][:1] == [("stepped_down", rule_id)]
        assert "1/1" in told[0].text.zh
        assert "rule.step_down" in session.scalars(select(AuditEvent.event)).all()
        with pytest.raises(NotFound):
            dismiss(session, stage.house, stage.cheng, told[0].id)


def test_a_rule_that_was_right_goes_on(stage: Cast) -> None:
    number, rule_id = asked(stage)
    decide(stage, stage.cheng, number, rule_id, "change_required", "请写明评估编号。")
    with stage.act() as session:
        found = precision(session, stage.house)[rule_id]
        assert (found.right, found.wrong, found.share, found.noisy) == (1, 0, 1.0, False)
        assert listing.company_rule(session, stage.house, stage.lu, rule_id).line.state is RuleState.ACTIVE


@pytest.mark.slow
def test_a_decision_that_is_carried_over_counts_once(stage: Cast) -> None:
    number, rule_id = asked(stage)
    decide(stage, stage.cheng, number, rule_id, "change_required", "请写明评估编号。")
    with stage.act() as session:
        outcome.return_to_author(session, stage.house, stage.cheng, number)
    digest = stage.answers_digest(stage.zhou, number)
    submission.submit(stage.transaction, stage.house, stage.zhou, number, stage.consent(digest))
    with stage.act() as session:
        items = review.open_desk(session, stage.house, stage.cheng, number).items
        assert [item.carried for item in items if item.finding.rule_id == rule_id] == [True]
        assert precision(session, stage.house)[rule_id].decided == 1


def test_a_decision_taken_back_counts_no_more(stage: Cast) -> None:
    number, rule_id = asked(stage)
    decide(stage, stage.cheng, number, rule_id, "harmless")
    with stage.act() as session:
        items = review.open_desk(session, stage.house, stage.cheng, number).items
        fingerprint = next(item.finding.fingerprint for item in items if item.finding.rule_id == rule_id)
        deciding.undo_decision(session, stage.house, stage.cheng, number, fingerprint)
        assert precision(session, stage.house)[rule_id].decided == 0


@pytest.mark.slow
def test_a_noisy_core_rule_is_reported_to_the_head_and_goes_on(stage: Cast) -> None:
    number = stage.doubtful(stage.zhou)
    with stage.act() as session:
        review.claim(session, stage.house, stage.cheng, number)
        item = review.open_desk(session, stage.house, stage.cheng, number).items[0]
    core = stage.house.pack.rule(item.finding.rule_id)
    hasty = core.model_copy(update={"budget": core.budget.model_copy(update={"min_decisions": 1, "fp": 0.1})})
    rules = tuple(hasty if rule.id == core.id else rule for rule in stage.house.pack.rules)
    house = replace(stage.house, pack=replace(stage.house.pack, rules=rules))
    with stage.act() as session:
        deciding.decide(session, house, stage.cheng, number, item.finding.fingerprint, "harmless")
        deciding.decide(session, house, stage.cheng, number, item.finding.fingerprint, "harmless", "再看一次。")
    with stage.act() as session:
        assert [(notice.kind, notice.rule_id) for notice in notices(session, stage.gu)] == [("noisy", core.id)]
        assert pack_in_force(session, house).rule(core.id).status == "active"
        assert plans.open_plan(session, house, stage.zhou, number).state == "in_review"
