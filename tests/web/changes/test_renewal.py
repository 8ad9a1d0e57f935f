"""POST /plans/<number>/renew: the next period's draft from the last one, and the page of what came of it."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from planner.models import AuditEvent, Decision, Explanation, Plan, Revision
from planner.seeds.play import Stage
from planner.services import plans
from tests.web.changes.conftest import AUTHOR
from tests.web.conftest import Browser

pytestmark = pytest.mark.slow  # whole acts with real keys and papers


def renewed(author: Browser, number: str) -> str:
    answer = author.post(f"/plans/{number}/renew")
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_the_next_period_is_written_from_the_last(approved: str, author: Browser, stage: Stage) -> None:
    where = renewed(author, approved)
    assert where.endswith("/plans/2026-LA-0002/renewed")
    zhou = stage.actor(AUTHOR)
    with stage.act() as session:
        old = plans.open_plan(session, stage.house, zhou, approved)
        new = plans.open_plan(session, stage.house, zhou, "2026-LA-0002")
        assert new.writable and new.revision.title == old.revision.title
        assert new.answers["goals"]["goals"][0]["metric"] == old.answers["goals"]["goals"][0]["metric"]
        ids = [{row["id"] for row in view.answers["goals"]["goals"]} for view in (old, new)]
        assert not ids[0] & ids[1]
        rows = new.answers["pre-launch"]["activities"]
        assert rows and all(row.get("consent") != "obtained" for row in rows)
        assert old.revision.period_end is not None and new.revision.period_start is not None
        assert (new.revision.period_start - old.revision.period_end).days == 1
        assert session.scalar(select(func.count()).select_from(Explanation).where(Explanation.revision_id == new.revision.id)) == 0
        assert session.scalar(select(func.count()).select_from(Decision).where(Decision.plan_id == new.plan.id)) == 0
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "plan.renew")).one()
        assert event.detail["source"] == approved and event.plan_number == "2026-LA-0002"


def test_the_page_says_what_moved_what_stayed_and_what_today_marks(approved: str, author: Browser) -> None:
    page = author.get(renewed(author, approved)).text
    assert "2027年1月1日" in page or "2027年1月" in page
    assert "移动了" in page and "没有移动的" in page and "有意没带过来的" in page and "今天的规则" in page
    assert "/plans/2026-LA-0002/steps/basics#f-basics-launch_date" in page


def test_asked_twice_the_same_draft_is_opened(approved: str, author: Browser, stage: Stage) -> None:
    assert renewed(author, approved) == renewed(author, approved)
    with stage.act() as session:
        assert session.scalar(select(func.count()).select_from(Plan)) == 2


def test_a_plan_that_was_never_approved_cannot_be_carried_on(submitted: str, author: Browser) -> None:
    assert author.post(f"/plans/{submitted}/renew").status_code == 409
    assert f"/plans/{submitted}/renew" not in author.get(f"/plans/{submitted}").text


def test_nobody_else_carries_a_plan_on(approved: str, signed_in: Callable[..., Browser], stage: Stage) -> None:
    assert signed_in("ye.zhiqiu").post(f"/plans/{approved}/renew").status_code == 404
    assert signed_in("han.muzhi").post(f"/plans/{approved}/renew").status_code in (403, 404)
    with stage.act() as session:
        assert session.scalar(select(func.count()).select_from(Revision)) == 1


def test_the_start_page_and_the_record_offer_it(approved: str, author: Browser, signed_in: Callable[..., Browser]) -> None:
    assert f"/plans/{approved}/renew" in author.get("/plans/new").text
    assert "以此写下一期" in author.get(f"/plans/{approved}").text
    page = signed_in("ye.zhiqiu").get("/plans/new").text
    assert "还没有批准过的计划" in page and approved not in page


def test_a_plan_started_blank_has_no_such_page(author: Browser) -> None:
    author.post("/plans", {"kind": "launch"})
    assert author.get("/plans/2026-LA-0001/renewed").status_code == 404


def test_the_page_speaks_english(approved: str, author: Browser, signed_in: Callable[..., Browser]) -> None:
    where = renewed(author, approved)
    page = signed_in("zhou.yining", "en").get(where).text
    assert "The draft for the next period" in page and "dates moved" in page and "Today’s rules" in page
