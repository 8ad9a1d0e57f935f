"""From a file: choose it, confirm its kind, see where everything went; a file that cannot be taken is refused beside the button."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from planner.documents.intake import MOST_BYTES
from planner.models import IntakeOffer, Plan
from planner.seeds.play import Stage
from planner.web.plans import starting
from planner.wizards.plan_types.launch import PLAN_TYPE
from tests.factories.word_file import QUESTION, launch_docx
from tests.web.conftest import Browser

NUMBER = "2026-LA-0001"


def send(browser: Browser, data: bytes, name: str = "上市计划.docx", **more: Any) -> TestResponse:
    return browser.post("/plans/new/file", {"file": (BytesIO(data), name)}, content_type="multipart/form-data", **more)


def count(stage: Stage, table: type) -> int:
    with stage.act() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def begun(author: Browser) -> TestResponse:
    place = send(author, launch_docx()).headers["Location"]
    return author.post(place, {"kind": "launch"})


def test_the_page_offers_blank_and_file(author: Browser) -> None:
    page = author.get("/plans/new").text
    assert "从空白开始" in page and "从一份文件开始" in page
    assert 'accept=".docx,.md,.txt' in page and f'data-most="{MOST_BYTES}"' in page


def test_a_file_becomes_a_plan_after_its_kind_is_confirmed(author: Browser, stage: Stage) -> None:
    answer = send(author, launch_docx())
    assert answer.status_code == 303 and count(stage, Plan) == 0
    page = author.get(answer.headers["Location"]).text
    assert "上市计划.docx" in page
    assert re.search(r'value="launch" checked', page), "the likeliest kind is chosen already"
    made = author.post(answer.headers["Location"], {"kind": "launch"})
    assert made.headers["Location"] == f"/plans/{NUMBER}/intake"
    summary = author.get(made.headers["Location"]).text
    assert "文件里的字放到了哪里" in summary and "段在托盘里等你放" in summary
    assert f"/plans/{NUMBER}/steps/introduction" in summary
    assert "从文件写入了草稿" in author.get(f"/plans/{NUMBER}").text


def test_another_kind_than_the_likeliest_can_be_chosen_and_none_is_asked_for(author: Browser, stage: Stage) -> None:
    place = send(author, launch_docx()).headers["Location"]
    refused = author.post(place, {})
    assert refused.status_code == 422 and "请选一种计划" in refused.text and count(stage, Plan) == 0
    assert author.post(place, {"kind": "territory"}).headers["Location"] == "/plans/2026-TE-0001/intake"


def test_a_file_is_used_once(author: Browser, stage: Stage) -> None:
    place = send(author, launch_docx()).headers["Location"]
    assert author.post(place, {"kind": "launch"}).status_code == 303
    assert author.post(place, {"kind": "launch"}).status_code == 404
    assert author.get(place).status_code == 404
    assert count(stage, Plan) == 1


def test_a_file_is_its_owners_alone(author: Browser, signed_in: Callable[..., Browser]) -> None:
    place = send(author, launch_docx()).headers["Location"]
    for who in ("ye.zhiqiu", "lu.zhiwei", "han.muzhi", "fang.yinan"):
        other = signed_in(who)
        assert other.get(place).status_code == 404
        assert other.post(place, {"kind": "launch"}).status_code == 404


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7", "计划.docx"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "加密.docx"),
        (b"PK\x03\x04broken", "坏.docx"),
        (b"x", "计划.pages"),
    ],
    ids=["renamed", "locked", "broken", "suffix"],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_place_with_its_name(author: Browser, stage: Stage, data: bytes, name: str) -> None:
    answer = send(author, data, name)
    assert answer.status_code == 422
    assert name in answer.text and "什么都没有新建" in answer.text and 'id="plan-file-error"' in answer.text
    assert count(stage, Plan) == 0 and count(stage, IntakeOffer) == 0


def test_no_file_is_asked_for(author: Browser) -> None:
    answer = author.post("/plans/new/file", {})
    assert answer.status_code == 422 and "请先选一个文件" in answer.text


def test_a_file_that_is_too_large_is_refused_before_it_is_read(author: Browser, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    claimed = {"CONTENT_LENGTH": str(50 * 1024 * 1024)}
    answer = author.post("/plans/new/file", {}, content_type="multipart/form-data", environ_overrides=claimed)
    assert answer.status_code == 413 and "超过 10 MB" in answer.text and 'id="plan-file-error"' in answer.text
    monkeypatch.setattr(starting, "MOST_BYTES", 1000)
    just_over = send(author, b"0" * 1001)
    assert just_over.status_code == 413 and "超过 10 MB" in just_over.text
    assert count(stage, Plan) == 0


def test_strangers_get_the_usual_answer_to_a_large_file(browser: Browser) -> None:
    claimed = {"CONTENT_LENGTH": str(50 * 1024 * 1024)}
    answer = browser.post("/plans/new/file", {}, content_type="multipart/form-data", environ_overrides=claimed)
    assert answer.status_code == 413 and "从一份文件开始" not in answer.text


def test_the_tray_stands_beside_the_steps(author: Browser) -> None:
    begun(author)
    pages = [author.get(f"/plans/{NUMBER}/steps/{step.slug}").text for step in PLAN_TYPE.steps]
    assert all('id="tray"' in page and "段" in page for page in pages)
    assert any(QUESTION in page and "放进去" in page for page in pages)
    assert 'id="tray"' not in author.get("/plans").text


def test_everything_speaks_english(signed_in: Callable[..., Browser]) -> None:
    browser = signed_in("zhou.yining", "en")
    assert "From a file" in browser.get("/plans/new").text
    place = send(browser, launch_docx()).headers["Location"]
    assert "Which kind of plan is this file?" in browser.get(place).text
    browser.post(place, {"kind": "launch"})
    for path, words in (
        ("intake", "went"),
        ("tray", "not placed"),
        ("steps/introduction", "not placed"),
        ("check-and-submit", "Leave all out"),
    ):
        page = browser.get(f"/plans/{NUMBER}/{path}")
        assert page.status_code == 200 and words in page.text, path
