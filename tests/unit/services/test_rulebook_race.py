"""Two people at the rulebook at once: one wins, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Barrier

import pytest

from planner.kernel.errors import PlannerError, Stale, WrongState
from planner.services.actor import Actor
from planner.services.audit import verify_chain
from planner.services.rules import drafting, lifecycle, listing
from planner.services.rules.changes import Activate
from planner.services.rules.effective import newest, pack_in_force
from planner.workflow import RuleState
from tests.factories.rules import ASSESSED, asked, previewed, tried
from tests.factories.stage import Cast
from tests.unit.services.test_rulebook_precision import decide

pytestmark = pytest.mark.slow
TIMES = 3


def both(*acts: Callable[[], object]) -> list[PlannerError | None]:
    """Do two things at once; what each came to."""
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


def test_two_who_approve_at_once_publish_once(stage: Cast) -> None:
    for turn in range(TIMES):
        rule_id = tried(stage, stage.lu, replace(ASSESSED, slug=f"assessed-{turn}"))
        proposal = lifecycle.propose(stage.transaction, stage.house, stage.lu, Activate(rule_id, 1), "检查要求。")
        previewed(stage, stage.lu, Activate(rule_id, 1))
        before = _newest(stage)
        people: tuple[Actor, Actor] = (stage.cheng, stage.gu)
        said = both(*(partial(lifecycle.approve, stage.transaction, stage.house, person, proposal) for person in people))
        lost = [error for error in said if error is not None]
        assert len(lost) == 1
        assert isinstance(lost[0], WrongState)
        assert "批准" in lost[0].message.zh
        assert _newest(stage) == before + 1
    with stage.act() as session:
        assert len(pack_in_force(session, stage.house).rules) == len(stage.house.pack.rules) + TIMES
        assert verify_chain(session, stage.house.audit_key).whole


def test_two_who_edit_at_once_leave_one_revision(stage: Cast) -> None:
    rule_id = drafting.create_rule(stage.transaction, stage.house, stage.lu, ASSESSED).rule_id
    for turn in range(1, TIMES + 1):
        texts = (replace(ASSESSED, why_zh=f"甲{turn}"), replace(ASSESSED, why_zh=f"乙{turn}"))
        said = both(*(partial(drafting.save_rule, stage.transaction, stage.house, stage.cheng, rule_id, text, turn) for text in texts))
        assert [type(error) for error in said if error] == [Stale]
    with stage.act() as session:
        assert listing.company_rule(session, stage.house, stage.lu, rule_id).line.newest == TIMES + 1


def test_approving_and_editing_at_once_never_leaves_half_of_both(stage: Cast) -> None:
    rule_id = tried(stage, stage.lu)
    proposal = lifecycle.propose(stage.transaction, stage.house, stage.lu, Activate(rule_id, 1), "检查要求。")
    previewed(stage, stage.lu, Activate(rule_id, 1))
    said = both(
        lambda: lifecycle.approve(stage.transaction, stage.house, stage.cheng, proposal),
        lambda: drafting.save_rule(stage.transaction, stage.house, stage.gu, rule_id, replace(ASSESSED, words="书面评估、书面评审"), 1),
    )
    with stage.act() as session:
        line = listing.company_rule(session, stage.house, stage.lu, rule_id).line
        status = pack_in_force(session, stage.house).rule(rule_id).status
    if said[0] is None:  # approved first, edited after: the old revision speaks, the new one waits
        assert (line.state, line.running, status) == (RuleState.ACTIVE, 1, "active")
    else:
        assert isinstance(said[0], Stale)
        assert (line.state, line.newest, status) == (RuleState.TRIAL, 2, "trial")


def test_a_decision_that_steps_a_rule_down_and_an_approval_do_not_wait_for_each_other(stage: Cast) -> None:
    number, rule_id = asked(stage)
    other = tried(stage, stage.lu, replace(ASSESSED, slug="another", words="口头评估", hits="由医学部口头评估\n口头评估一次\n先口头评估"))
    proposal = lifecycle.propose(stage.transaction, stage.house, stage.lu, Activate(other, 1), "检查要求。")
    previewed(stage, stage.lu, Activate(other, 1))
    said = both(
        lambda: decide(stage, stage.cheng, number, rule_id, "harmless"),
        lambda: lifecycle.approve(stage.transaction, stage.house, stage.gu, proposal),
    )
    assert said[0] is None  # a decision never fails over the rulebook
    with stage.act() as session:
        pack = pack_in_force(session, stage.house)
        assert pack.rule(rule_id).status == "trial"
        assert (pack.rule(other).status == "active") is (said[1] is None)


def _newest(stage: Cast) -> int:
    with stage.act() as session:
        return newest(session)
