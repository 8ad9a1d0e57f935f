"""The page of what is kept and what is held: two keepers see it, one sets a hold, two lift it."""

import io
from collections.abc import Callable

import pytest

from planner.models import IssuedFile, Revision
from planner.seeds import play
from planner.seeds.play import Stage
from planner.services import retention
from tests.factories.flagged import AUTHOR, MANAGER, OFFICER, PRODUCT
from tests.web.conftest import DAYS, Browser, Place, SetClock

HERE = "/company/retention"
Door = Callable[..., Browser]


def set_hold(browser: Browser, kind: str = "product", name: str = PRODUCT, reason: str = "等检查结束。") -> int:
    return browser.post(f"{HERE}/holds", {"kind": kind, "which": name, "reason": reason}).status_code


def test_a_hold_is_set_by_one_and_lifted_by_two(signed_in: Door) -> None:
    head, administrator = signed_in("gu.qinghe"), signed_in("fang.yinan")
    assert set_hold(head) == 303
    page = administrator.get(HERE).text
    assert PRODUCT in page and "等检查结束。" in page and "顾清和" in page
    assert administrator.post(f"{HERE}/holds/1/agree").status_code == 409, "nobody asks"
    assert head.post(f"{HERE}/holds/1/ask", {"reason-1": " "}).status_code == 422
    assert head.post(f"{HERE}/holds/1/ask", {"reason-1": "检查结束了。"}).status_code == 303
    assert "要由另一个人同意" in head.get(HERE).text
    assert head.post(f"{HERE}/holds/1/agree").status_code == 409, "the same person twice"
    assert administrator.post(f"{HERE}/holds/1/keep").status_code == 303
    assert head.post(f"{HERE}/holds/1/ask", {"reason-1": "检查结束了。"}).status_code == 303
    assert administrator.post(f"{HERE}/holds/1/agree").status_code == 303
    assert "现在没有保全" in head.get(HERE).text


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(signed_in: Door) -> None:
    head = signed_in("gu.qinghe", "en")
    answer = head.post(f"{HERE}/holds", {"kind": "plan", "which": "2026-LA-0404", "reason": ""})
    assert answer.status_code == 422
    assert "There is no plan of this number." in answer.text and "Give a reason" in answer.text and "2026-LA-0404" in answer.text


@pytest.mark.slow
def test_the_verify_page_knows_a_file_that_is_no_longer_kept(place: Place, stage: Stage, clock: SetClock, browser: Browser) -> None:
    def make() -> None:
        number = play.write_plan(stage, stage.actor(AUTHOR), days=DAYS, product=PRODUCT)
        play.submit(stage, stage.actor(AUTHOR), number)
        play.pass_on(stage, stage.actor(OFFICER), number)
        play.approve(stage, stage.actor(MANAGER), number)

    place.go_to("approved-plain", make)
    with stage.act() as session:
        code = session.query(Revision).one().verify_code
        pdf = session.query(IssuedFile).filter_by(kind="plan", signatures=3).one().data
    stage.clock.now = clock.now = clock.now.replace(year=2041)
    assert retention.run(stage.act, stage.house).plans == ["2026-LA-0001"]
    answer = browser.post("/verify", {"file": (io.BytesIO(pdf), "计划.pdf")})
    assert answer.status_code == 200
    assert "是原件，文件已不再保存" in answer.text and "保存期已满" in answer.text and "周亦宁" in answer.text
    by_code = browser.get(f"/v/{code}")
    assert by_code.status_code == 200 and "保存期已满" in by_code.text and "凭验真码看不出" in by_code.text
