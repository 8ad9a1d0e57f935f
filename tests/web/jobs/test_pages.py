"""/downloads: asking for a zip, watching it, fetching it; for nobody but whoever asked."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import select

from planner.models import AuditEvent
from planner.seeds.play import Stage
from planner.services import working
from tests.web.conftest import HTMX, Browser, SetClock

pytestmark = pytest.mark.slow  # whole acts with real keys and papers


def _ask(manager: Browser, **form: str) -> str:
    answer = manager.post("/downloads", {"range": "force", **form})
    assert answer.status_code == 303
    return answer.headers["Location"]


def _make(stage: Stage) -> None:
    assert working.work_one(stage.transaction, stage.house)


def test_the_board_offers_what_is_signed_and_the_page_follows_it(approved: str, manager: Browser, stage: Stage) -> None:
    board = manager.get("/team").text
    assert "在执行的 1 份" in board and 'action="/downloads"' in board
    page = _ask(manager)
    waiting = manager.get(page).text
    assert "等着开始，共 1 份" in waiting and "<progress" in waiting and 'hx-trigger="every 1s"' in waiting
    _make(stage)
    ready = manager.get(page, headers=HTMX).text
    assert "好了，共 1 份计划" in ready and "hx-trigger" not in ready and "<html" not in ready


def test_the_file_is_the_registered_zip_and_stands_in_the_trail(approved: str, manager: Browser, stage: Stage) -> None:
    page = _ask(manager)
    _make(stage)
    file = manager.get(f"{page}/file")
    assert file.status_code == 200 and file.mimetype == "application/zip"
    assert re.fullmatch(r'attachment; filename="plans-[0-9-]+\.zip"', file.headers["Content-Disposition"])
    assert file.headers["Content-Length"] == str(len(file.data)) and "sandbox" in file.headers["Content-Security-Policy"]
    with zipfile.ZipFile(io.BytesIO(file.data)) as found:
        assert found.testzip() is None and f"plans/{approved}-1.pdf" in found.namelist()
    with stage.act() as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).one()
    assert (last.event, last.detail["kind"], last.detail["plans"]) == ("file.export", "bundle", 1)


def test_it_does_not_exist_for_anybody_else(approved: str, manager: Browser, stage: Stage, signed_in: Callable[..., Browser]) -> None:
    page = _ask(manager)
    _make(stage)
    for other in ("tang.yuan", "lu.zhiwei", "zhou.yining", "fang.yinan"):
        person = signed_in(other)
        for url in (page, f"{page}/file"):
            assert person.get(url).status_code == 404, (other, url)
        assert person.post(f"{page}/cancel").status_code == 404
    assert manager.get(f"{page}/file").status_code == 200


def test_a_stranger_is_sent_to_sign_in(approved: str, browser: Browser) -> None:
    assert browser.get("/downloads/1/file").status_code == 302 and browser.get("/team").status_code == 302


def test_it_can_be_stopped_and_then_holds_nothing(approved: str, manager: Browser, stage: Stage) -> None:
    page = _ask(manager)
    assert "已停下" in manager.post(f"{page}/cancel").text
    assert not working.work_one(stage.transaction, stage.house)
    assert manager.get(f"{page}/file").status_code == 404
    assert "已停下" in manager.get("/downloads").text


def test_after_its_time_it_is_gone_and_the_page_says_so(approved: str, manager: Browser, stage: Stage, clock: SetClock) -> None:
    page = _ask(manager)
    _make(stage)
    clock.pass_(hours=11)
    manager.get(page)
    clock.pass_(hours=14)
    manager.sign_in("han.muzhi")
    assert manager.get(f"{page}/file").status_code == 404
    assert "不再保留" in manager.get(page).text


def test_an_empty_range_says_so_and_asks_nothing(approved: str, manager: Browser, stage: Stage) -> None:
    answer = manager.post("/downloads", {"range": "force", "kind": "turnaround"})
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/team")
    assert "没有签完名的计划" in manager.get("/team").text
    assert not working.work_one(stage.transaction, stage.house)


def test_nobody_queues_more_than_a_few(approved: str, manager: Browser) -> None:
    for _ in range(3):
        _ask(manager)
    assert manager.post("/downloads", {"range": "force"}).status_code == 429
