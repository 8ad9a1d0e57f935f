"""Through the life of a plan: whoever is told something opens the page it leads to."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.kernel.clock import local_date
from planner.models import Notice, Person
from planner.seeds import play
from planner.seeds.play import Stage
from planner.services import approval, delegation, plans, review, submission
from planner.services.notice_words import in_words
from tests.web.conftest import Browser, SetClock

pytestmark = pytest.mark.slow  # a whole life with real keys


def test_every_reader_of_a_notice_may_open_what_it_leads_to(
    submitted: str, signed_in: Callable[..., Browser], stage: Stage, clock: SetClock
) -> None:
    zhou, lu, cheng, han, tang = (
        stage.actor(f"{login}@hengyu.example") for login in ("zhou.yining", "lu.zhiwei", "cheng.yan", "han.muzhi", "tang.yuan")
    )
    seen = 0
    readers: dict[str, Browser] = {}
    heard: set[str] = set()

    def follow_all() -> None:
        nonlocal seen
        clock.now = stage.clock.now
        with stage.act() as session:
            rows = session.execute(select(Notice, Person.email).join(Person, Person.id == Notice.person_id).where(Notice.id > seen)).all()
            told = [(in_words(session, stage.house, [row])[0], email) for row, email in rows]
        for one, email in told:
            seen = max(seen, one.id)
            heard.add(one.kind.value)
            reader = readers.setdefault(email, signed_in(email.partition("@")[0]))
            assert reader.get(one.path).status_code == 200, (one.kind, email, one.path)

    follow_all()
    with stage.act() as session:
        submission.recall(session, stage.house, zhou, submitted)
    follow_all()
    play.submit(stage, zhou, submitted)
    with stage.act() as session:
        review.claim(session, stage.house, lu, submitted)
        review.reassign(session, stage.house, lu, submitted, cheng.person_id)
        today = local_date(stage.clock.now)
        days = {"from_on": today, "until_on": today + timedelta(days=9)}
        lent = delegation.give(
            session, stage.house, han, taker_id=tang.person_id, role="manager", territory_id=None, reason="年假", **days
        ).id
    follow_all()
    play.pass_on(stage, cheng, submitted)
    follow_all()
    with stage.act() as session:
        approval.refuse(session, stage.house, han, submitted, "预算请再核一遍")
    follow_all()
    play.submit(stage, zhou, submitted)
    follow_all()
    play.pass_on(stage, cheng, submitted)
    follow_all()
    play.approve(stage, stage.actor("tang.yuan@hengyu.example"), submitted)
    follow_all()
    with stage.act() as session:
        plans.withdraw_plan(session, stage.house, han, submitted, "市场策略调整")
        delegation.end(session, stage.house, han, lent)
    follow_all()
    assert heard == {
        *("assigned", "taken_back", "passed", "to_approve", "refused", "approved", "withdrawn"),
        *("delegated", "delegation_ended"),
    }
    late = readers["cheng.yan@hengyu.example"].get(f"/review/{submitted}")
    assert late.status_code == 409 and f'href="/plans/{submitted}"' in late.text, "an old mail says how things stand, and leads on"
