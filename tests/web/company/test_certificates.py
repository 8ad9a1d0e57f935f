"""/company/certificates: whose, until when, in what standing; revoking one, with a reason and the password once more."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.kernel.clock import local
from planner.models import AuditEvent, Certificate
from planner.seeds.company import PASSWORD
from planner.seeds.play import Stage
from tests.web.conftest import Browser
from tests.web.jobs.conftest import approved as approved  # a plan in force


@pytest.fixture
def serial(stage: Stage) -> str:
    """Of the first person who can sign."""
    with stage.act() as session:
        return session.scalars(select(Certificate.serial).where(Certificate.state == "active").order_by(Certificate.id)).first() or ""


def state_of(stage: Stage, serial: str) -> str:
    with stage.act() as session:
        return session.scalars(select(Certificate.state).where(Certificate.serial == serial)).one()


def typed(stage: Stage, **changes: str) -> dict[str, str]:
    now = local(stage.house.clock())
    return {"day": now.date().isoformat(), "time": f"{now:%H:%M}", "why": "电脑被偷", "password": PASSWORD, "sure": "1"} | changes


def test_the_page_names_the_authority_and_everybody_who_can_sign(administrator: Browser, stage: Stage) -> None:
    said = administrator.get("/company/certificates").text
    with stage.act() as session:
        serials = session.scalars(select(Certificate.serial).where(Certificate.state == "active")).all()
    assert serials and all(f"/company/certificates/{one}" in said for one in serials)
    assert "正在签发" in said and "/crl" in said and "/root-certificates" in said
    assert "没有这样的证书" in administrator.get("/company/certificates?state=revoked").text
    assert "没有这样的证书" in administrator.get("/company/certificates?state=ending").text
    assert administrator.get("/company/certificates?page=99&q=%E5%91%A8").status_code == 200


def test_only_administrators_see_certificates(officer: Browser, author: Browser, serial: str) -> None:
    for who in (officer, author):
        for address in ("/company/certificates", f"/company/certificates/{serial}", f"/company/certificates/{serial}/revoke"):
            assert who.get(address).status_code == 404


def test_a_certificate_is_revoked_with_reason_and_password(administrator: Browser, stage: Stage, serial: str) -> None:
    form = administrator.get(f"/company/certificates/{serial}/revoke")
    assert form.status_code == 200 and re.search(r'name="day"[^>]*value="20', form.text)
    done = administrator.post(f"/company/certificates/{serial}/revoke", typed(stage))
    assert done.status_code == 303 and state_of(stage, serial) == "revoked"
    said = administrator.get(f"/company/certificates/{serial}").text
    assert "已吊销" in said and "0 份有效计划" in said
    with stage.act() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "person.key_revoke")).one()
        assert event.detail["why"] == "电脑被偷" and event.actor_id is not None
    again = administrator.post(f"/company/certificates/{serial}/revoke", typed(stage))
    assert again.status_code == 422 and "已经吊销" in again.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "wrong"}, "密码或验证码不对"),
        ({"password": ""}, "请输入登录密码"),
        ({"why": " "}, "请写理由"),
        ({"day": "2026-02-30"}, "请写日期"),
        ({"time": "late"}, "请写日期"),
    ],
)
def test_without_a_part_nothing_is_revoked_and_the_rest_stays_typed(
    changes: dict[str, str], said: str, administrator: Browser, stage: Stage, serial: str
) -> None:
    answer = administrator.post(f"/company/certificates/{serial}/revoke", typed(stage, **changes))
    assert answer.status_code == 422 and said in answer.text
    assert changes.get("why", "电脑被偷") in answer.text and PASSWORD not in answer.text
    assert state_of(stage, serial) == "active"


def test_unconfirmed_and_ahead_of_today_is_refused(administrator: Browser, stage: Stage, serial: str) -> None:
    form = typed(stage)
    del form["sure"]
    assert administrator.post(f"/company/certificates/{serial}/revoke", form).status_code == 422
    ahead = typed(stage, day=(local(stage.house.clock()) + timedelta(days=1)).date().isoformat())
    answer = administrator.post(f"/company/certificates/{serial}/revoke", ahead)
    assert answer.status_code == 422 and "将来" in answer.text and state_of(stage, serial) == "active"


@pytest.mark.slow
def test_plans_that_lose_a_signature_are_listed(approved: str, signed_in: Callable[..., Browser], stage: Stage) -> None:
    with stage.act() as session:
        signer = session.scalars(select(Certificate.serial).where(Certificate.state == "active").order_by(Certificate.id)).all()
    admin = signed_in("fang.yinan", "en")
    pages = {one: admin.get(f"/company/certificates/{one}").text for one in signer}
    used = [one for one, page in pages.items() if approved in page]
    assert len(used) == 3, "author, officer and manager"
    day = (local(stage.house.clock()) - timedelta(days=30)).date().isoformat()
    assert admin.post(f"/company/certificates/{used[0]}/revoke", typed(stage, day=day)).status_code == 303
    said = admin.get(f"/company/certificates/{used[0]}").text
    assert "1 plan in force no longer counts" in said and "No longer counts" in said and approved in said
