"""What a change would do to stored plans, step by step."""

import pytest

from planner.kernel.errors import NotFound
from planner.services import deciding, review
from planner.services.rules import preview
from planner.services.rules.changes import Activate, Retire
from planner.services.rules.preview_page import preview as preview_page
from tests.factories.rules import ASSESSED, active, agreed, asked, edited, previewed, tried
from tests.factories.stage import DOUBTFUL, Cast

pytestmark = pytest.mark.slow


def test_a_preview_tells_what_would_be_new_and_where(stage: Cast) -> None:
    number = stage.doubtful(stage.zhou)
    rule_id = tried(stage, stage.lu)
    line = previewed(stage, stage.lu, Activate(rule_id, 1))
    assert (line.state, line.done, line.total, line.new, line.lost, line.changed, line.percent) == ("done", 1, 1, 1, 0, 0, 100)
    with stage.act() as session:
        page = preview_page(session, stage.house, stage.lu, line.id)
    item = page.of("new")[0]
    assert (item.plan_number, item.path, item.rule_id, item.quote) == (number, "growth.objective", rule_id, "书面评估")
    assert item.before is None
    assert item.where


def test_what_officers_had_decided_on_a_lost_finding_is_shown(stage: Cast) -> None:
    number, rule_id = asked(stage)
    with stage.act() as session:
        review.claim(session, stage.house, stage.lu, number)
        items = review.open_desk(session, stage.house, stage.lu, number).items
        fingerprint = next(item.finding.fingerprint for item in items if item.finding.rule_id == rule_id)
        deciding.decide(session, stage.house, stage.lu, number, fingerprint, "change_required", "请删去。")
    line = previewed(stage, stage.cheng, Retire(rule_id))
    with stage.act() as session:
        lost = preview_page(session, stage.house, stage.cheng, line.id).of("lost")
    assert [(item.decided, item.decided_by, item.rule_id) for item in lost] == [("change_required", "陆知微", rule_id)]


def test_a_draft_counts_and_its_text_stays_its_authors(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    stage.type(stage.zhou, number, "growth.objective", DOUBTFUL)
    rule_id = tried(stage, stage.lu)
    line = previewed(stage, stage.lu, Activate(rule_id, 1))
    with stage.act() as session:
        page = preview_page(session, stage.house, stage.lu, line.id)
    assert (line.new, page.items, page.unseen) == (1, (), 1)


@pytest.mark.slow
def test_plans_outside_ones_territory_are_only_counted(stage: Cast) -> None:
    stage.doubtful(stage.shen)
    rule_id = tried(stage, stage.lu)
    line = previewed(stage, stage.lu, Activate(rule_id, 1))
    with stage.act() as session:
        assert preview_page(session, stage.house, stage.lu, line.id).unseen == 1
        assert preview_page(session, stage.house, stage.cheng, line.id).unseen == 0


def test_a_preview_goes_on_in_steps_whoever_asks(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "BATCH", 1)
    for _ in range(2):
        stage.draft(stage.zhou, through="basics")
    rule_id = tried(stage, stage.lu)
    key = preview.start(stage.transaction, stage.house, stage.lu, Activate(rule_id, 1))
    first = preview.advance(stage.transaction, stage.house, key, budget=0.0)
    assert (first.state, first.done, first.total, first.percent, first.working) == ("running", 1, 2, 50, True)
    assert preview.start(stage.transaction, stage.house, stage.cheng, Activate(rule_id, 1)) == key
    assert preview.advance(stage.transaction, stage.house, key, budget=0.0).state == "done"
    assert preview.advance(stage.transaction, stage.house, key, budget=0.0).done == 2


def test_two_pages_that_ask_at_once_count_a_step_once(stage: Cast) -> None:
    stage.draft(stage.zhou, through="basics")
    rule_id = tried(stage, stage.lu)
    key = preview.start(stage.transaction, stage.house, stage.lu, Activate(rule_id, 1))
    step = preview._read(stage.transaction, stage.house, key)
    assert step is not None
    preview.run(stage.transaction, stage.house, key)
    preview._write(stage.transaction, stage.house, key, step[0], step[1], [])
    assert preview.advance(stage.transaction, stage.house, key).done == 1


def test_a_preview_can_be_stopped(stage: Cast) -> None:
    stage.draft(stage.zhou, through="basics")
    rule_id = tried(stage, stage.lu)
    key = preview.start(stage.transaction, stage.house, stage.lu, Activate(rule_id, 1))
    with pytest.raises(NotFound):
        preview.cancel(stage.transaction, stage.house, stage.zhou, key)
    preview.cancel(stage.transaction, stage.house, stage.cheng, key)
    assert preview.advance(stage.transaction, stage.house, key).state == "cancelled"


def test_a_preview_of_an_older_rulebook_fails_and_says_why(stage: Cast) -> None:
    stage.draft(stage.zhou, through="basics")
    rule_id = active(stage, stage.lu, stage.cheng)
    key = preview.start(stage.transaction, stage.house, stage.lu, Retire(rule_id))
    edited(stage, stage.lu, rule_id, 1, ASSESSED, words="书面评估、书面评审")
    agreed(stage, stage.lu, stage.cheng, Activate(rule_id, 2))
    line = preview.advance(stage.transaction, stage.house, key)
    assert (line.state, line.outdated) == ("failed", True)
    assert line.failure is not None
    assert "重新预览" in line.failure.zh
