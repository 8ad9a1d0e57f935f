"""What stood in a goal before it was converted is before the officer's eyes, beside that goal, and nowhere in the trail."""

import re

from planner.models import AuditEvent, Conversion
from planner.seeds.play import Stage
from planner.services import plans
from planner.wizards.answers import leaves
from tests.web.conftest import Browser
from tests.web.review.conftest import claim

WORDS = "首月销售额达到 50 万元"


def test_the_officer_reads_what_a_goal_said_first(flagged: str, stage: Stage, officer: Browser) -> None:
    author = stage.actor("zhou.yining@hengyu.example")
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, author, flagged)
        step = view.plan_type.step("goals")
        row = next(leaf.path.rpartition(".")[0] for leaf in leaves(step, view.answers["goals"]) if leaf.groups)
        session.add(
            Conversion(
                revision_id=view.revision.id,
                path=f"{row}.statement",
                place=row,
                fingerprint="0" * 32,
                rule_id="sales-task.target-verb",
                rule_rev=1,
                choice="goal",
                original={"text": WORDS, "fields": {}},
                sentence="面向社区医生，会后问卷平均正确率达到 80%。",
                person_id=author.person_id,
                at=stage.house.clock(),
            )
        )
    claim(officer, flagged)
    page = officer.get(f"/review/{flagged}").text
    beside = re.search(r'<aside class="pw-before">.*?</aside>', page, re.DOTALL)
    assert beside
    assert WORDS in beside[0]
    assert "换成了可以承担的目标" in beside[0]
    assert "周亦宁" in beside[0]
    with stage.act() as session:
        assert not any(WORDS in str(event.detail) for event in session.query(AuditEvent))
