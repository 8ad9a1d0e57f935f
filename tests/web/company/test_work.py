"""/company/jobs: administrators see all work behind the pages, stop it and have it tried again; nobody else."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from planner.kernel.i18n import Text
from planner.models import AuditEvent, Job
from planner.seeds.play import Stage
from planner.services import jobs
from planner.services.job_kinds import BUNDLE, MAIL, PROOF
from tests.web.conftest import HTMX, Browser

pytestmark = pytest.mark.slow
MANAGER = "han.muzhi@hengyu.example"


@pytest.fixture
def asked(stage: Stage) -> int:
    """A zip that a manager asked for."""
    manager = stage.actor(MANAGER)
    with stage.act() as session:
        return jobs.enqueue(session, stage.house, manager, BUNDLE, {"revisions": []}, 3).id


def test_an_administrator_sees_whose_work_waits_and_how_far_it_is(asked: int, stage: Stage, administrator: Browser) -> None:
    page = administrator.get("/company/jobs").text
    assert "打包签名的 PDF" in page and "韩牧之" in page and "等着开始" in page and "0 / 3" in page
    assert "还没有做过，每天凌晨 2 点以后做" in page
    taken = jobs.take(stage.act, stage.house)
    assert taken is not None
    jobs.beat(stage.act, stage.house, taken, 2)
    part = administrator.get("/company/jobs", headers=HTMX).text
    assert "正在做" in part and "2 / 3" in part and 'hx-trigger="every 3s"' in part and "<html" not in part


def test_it_is_stopped_and_tried_again_and_the_trail_says_so(asked: int, stage: Stage, administrator: Browser) -> None:
    assert administrator.post(f"/company/jobs/{asked}/stop").status_code == 303
    page = administrator.get("/company/jobs").text
    assert f"第 {asked} 号工作已停下" in page and "hx-trigger" not in page.split('id="jobs"')[1].split(">")[0]
    assert administrator.post(f"/company/jobs/{asked}/again").status_code == 303
    with stage.act() as session:
        assert session.get_one(Job, asked).state == "queued"
        said = session.scalars(select(AuditEvent.event).where(AuditEvent.event.like("job.%")).order_by(AuditEvent.seq)).all()
    assert said == ["job.stop", "job.again"]


def test_what_failed_says_why_and_a_second_one_of_the_clock_is_not_begun(stage: Stage, administrator: Browser) -> None:
    with stage.act() as session:
        first = jobs.enqueue_due(session, stage.house, MAIL, 1, jobs.HELD)
    taken = jobs.take(stage.act, stage.house)
    assert first is not None and taken is not None
    jobs.fail(stage.act, stage.house, taken, Text("邮件服务器用不了：timed out", "The mail server cannot be used: timed out"))
    page = administrator.get("/company/jobs").text
    assert "邮件服务器用不了：timed out" in page and "没有做成" in page and "定时" in page
    administrator.post(f"/company/jobs/{first.id}/again")
    answer = administrator.post(f"/company/jobs/{first.id}/again")
    assert answer.status_code == 303  # it waits already; nothing changes
    with stage.act() as session:
        assert session.scalars(select(Job.state).where(Job.kind == MAIL)).all() == ["queued"]


def test_a_proof_that_found_something_is_said_at_the_top(stage: Stage, administrator: Browser) -> None:
    with stage.act() as session:
        jobs.enqueue_due(session, stage.house, PROOF, 0, jobs.HELD)
    taken = jobs.take(stage.act, stage.house)
    assert taken is not None
    jobs.fail(stage.act, stage.house, taken, Text("有 1 处对不上：操作记录第 3 条", "1 do not hold: event 3 of the trail"))
    assert "上一次夜间核对没有通过" in administrator.get("/company/jobs").text


@pytest.mark.parametrize("name", ["zhou.yining", "lu.zhiwei", "han.muzhi"])
def test_for_anybody_else_it_is_not_there(asked: int, signed_in: Callable[..., Browser], name: str) -> None:
    browser = signed_in(name)
    assert browser.get("/company/jobs").status_code == 404
    assert browser.post(f"/company/jobs/{asked}/stop").status_code == 404
