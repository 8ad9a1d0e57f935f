"""The demo's rulebook comes about through the same services and says what the pages show."""

from datetime import date, timedelta

import pytest

from planner.seeds.rulebook import ask_for_activation, write_rulebook
from planner.services import submission
from planner.services.rules.filters import filters
from planner.services.rules.listing import company_lines, company_rules
from planner.services.rules.proposal_page import proposals
from planner.workflow import RuleState
from tests.factories.stage import DOUBTFUL, Cast

pytestmark = pytest.mark.slow


def test_one_rule_speaks_one_is_on_trial_with_hits_and_waits_and_one_exclusion_holds(stage: Cast) -> None:
    today = date(2026, 11, 22)
    write_rulebook(stage, today)
    stage.clock.set(today)
    number = stage.draft(stage.zhou)
    stage.type(stage.zhou, number, "growth.objective", f"{DOUBTFUL}会后回收问卷。")
    digest = stage.answers_digest(stage.zhou, number)
    submission.submit(stage.transaction, stage.house, stage.zhou, number, stage.consent(digest))
    ask_for_activation(stage)
    with stage.act() as session:
        lines = {line.rule_id: line for line in company_rules(session, stage.house, stage.gu)}
        assert lines["company.vouchers"].state is RuleState.ACTIVE
        survey = lines["company.anonymous-survey"]
        assert survey.state is RuleState.TRIAL
        assert survey.trial_hits > 0
        assert survey.waiting is not None
        assert [line.by for line in proposals(session, stage.house, stage.cheng)] == ["陆知微"]
        exclusion = filters(session, stage.house, stage.cheng)[0]
        assert (exclusion.in_force, exclusion.until) == (True, today + timedelta(days=120))
        assert {line.rule_id for line in company_lines(session, stage.house)} == set(lines)
