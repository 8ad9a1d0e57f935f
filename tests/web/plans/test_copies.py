"""GET /plans/<number>/word and /tables: copies for whoever may read the plan, and for nobody else."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select

from planner.models import AuditEvent, Plan, Revision
from planner.seeds.play import Stage
from tests.web.conftest import Browser

pytestmark = pytest.mark.slow

PATHS = ("word", "tables")


def heads(answer: Any) -> str:
    """What stands at the head of every page of a Word document."""
    return "".join(p.text for p in Document(BytesIO(answer.data)).sections[0].header.paragraphs)


def test_a_submitted_plan_comes_as_a_copy_of_what_was_signed(submitted: str, author: Browser) -> None:
    answer = author.get(f"/plans/{submitted}/word")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{submitted}-1-plan.docx"'
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "副本，没有签名" in heads(answer) and submitted in heads(answer)
    book = load_workbook(BytesIO(author.get(f"/plans/{submitted}/tables").data))
    assert "资源与预算" in book.sheetnames


def test_a_draft_comes_as_it_stands_and_says_that_it_is_one(author: Browser) -> None:
    author.post("/plans", {"kind": "launch"})
    answer = author.get("/plans/2026-LA-0001/word")
    assert answer.headers["Content-Disposition"].endswith('-plan-draft.docx"')
    assert "草稿，没有签名" in heads(answer)
    assert load_workbook(BytesIO(author.get("/plans/2026-LA-0001/tables").data)).worksheets


def test_a_manager_takes_a_draft_in_its_authors_name(author: Browser, manager: Browser) -> None:
    author.post("/plans", {"kind": "launch"})
    assert Document(BytesIO(manager.get("/plans/2026-LA-0001/word").data)).core_properties.author == "周亦宁"


def test_what_was_taken_back_is_a_draft_again_for_everyone(submitted: str, author: Browser, manager: Browser) -> None:
    assert author.post(f"/plans/{submitted}/recall").status_code < 400
    for reader in (author, manager):
        answer = reader.get(f"/plans/{submitted}/word")
        assert answer.status_code == 200 and "草稿，没有签名" in heads(answer)


@pytest.mark.parametrize("who", ["ye.zhiqiu", "tang.yuan", "fang.yinan"])
def test_others_learn_not_even_that_it_is_there(submitted: str, signed_in: Callable[..., Browser], who: str) -> None:
    stranger = signed_in(who)
    for path in PATHS:
        assert stranger.get(f"/plans/{submitted}/{path}").status_code == 404
        assert stranger.get(f"/plans/2026-LA-9999/{path}").status_code == 404


def test_officers_take_what_was_submitted_but_no_draft(submitted: str, author: Browser, officer: Browser) -> None:
    author.post("/plans", {"kind": "launch"})
    for path in PATHS:
        assert officer.get(f"/plans/{submitted}/{path}").status_code == 200
        assert officer.get(f"/plans/2026-LA-0002/{path}").status_code == 404


def test_a_revision_that_is_not_there_is_404(submitted: str, author: Browser) -> None:
    for path in PATHS:
        assert author.get(f"/plans/{submitted}/{path}?revision=1").status_code == 200
        assert author.get(f"/plans/{submitted}/{path}?revision=7").status_code == 404


def test_each_copy_stands_in_the_trail_and_changes_nothing_else(submitted: str, author: Browser, stage: Stage) -> None:
    def version() -> tuple[int, str]:
        with stage.act() as session:
            row = session.scalars(select(Revision).join(Plan).where(Plan.number == submitted)).one()
            return row.version, row.state

    before = version()
    for path in PATHS:
        author.get(f"/plans/{submitted}/{path}")
    with stage.act() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.plan_number == submitted)).all()
    assert [event.detail["kind"] for event in events if event.event == "file.export"] == ["word", "tables"]
    assert version() == before


@pytest.mark.parametrize(("language", "words"), [("zh", "导出 Word"), ("en", "Export to Word")])
def test_the_page_of_the_plan_offers_both(signed_in: Callable[..., Browser], language: str, words: str) -> None:
    browser = signed_in("zhou.yining", language)
    browser.post("/plans", {"kind": "launch"})
    page = browser.get("/plans/2026-LA-0001").text
    assert words in page
    for path in PATHS:
        assert f'/plans/2026-LA-0001/{path}?revision=1"' in page
