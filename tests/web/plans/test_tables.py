"""/plans/<number>/tables/import: activities and budget back from a workbook."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from werkzeug.test import TestResponse

from planner.seeds import play
from planner.seeds.play import Stage
from planner.services import plans
from planner.web.plans import tables
from tests.web.conftest import DAYS, Browser

pytestmark = pytest.mark.slow

BUDGET = "资源与预算"
NUMBER = "2026-LA-0001"


@pytest.fixture
def written(stage: Stage) -> str:
    """A whole draft of 周亦宁."""
    return play.write_plan(stage, stage.actor("zhou.yining@hengyu.example"), days=DAYS, product="禾屿单抗注射液")


def exported(browser: Browser, number: str) -> Workbook:
    return load_workbook(BytesIO(browser.get(f"/plans/{number}/tables").data))


def send(browser: Browser, number: str, book: Workbook | bytes, name: str = "表格.xlsx") -> TestResponse:
    written = BytesIO()
    if isinstance(book, bytes):
        written.write(book)
    else:
        book.save(written)
    written.seek(0)
    return browser.post(f"/plans/{number}/tables/import", {"file": (written, name)}, content_type="multipart/form-data")


def place(page: Any, head: str, row: int) -> Any:
    """The cell of a row in the column with that head."""
    return page.cell(row, [cell.value for cell in page[1]].index(head) + 1)


def answers(stage: Stage, number: str) -> dict[str, Any]:
    who = stage.actor("zhou.yining@hengyu.example")
    with stage.act() as session:
        return plans.open_plan(session, stage.house, who, number).answers


def test_what_was_exported_unchanged_changes_nothing(written: str, author: Browser, stage: Stage) -> None:
    before = answers(stage, written)
    assert send(author, written, exported(author, written)).status_code == 303
    assert answers(stage, written) == before
    assert "没有改动" in author.get(f"/plans/{written}").text


def test_rows_are_changed_in_place_and_added_and_none_is_lost(written: str, author: Browser, stage: Stage) -> None:
    before = answers(stage, written)["resources"]["resources"]
    book = exported(author, written)
    page = book[BUDGET]
    place(page, "项目", 2).value, place(page, "单价", 2).value = "㐂𠮷会场", 1234.5
    last = page.max_row + 1
    for head, value in {"项目": "新的一项", "类别": "印刷", "单价": 10, "数量": 3, "付给": "供应商"}.items():
        place(page, head, last).value = value
    page.delete_rows(3)
    assert send(author, written, book).status_code == 303
    after = answers(stage, written)["resources"]["resources"]
    assert [row["id"] for row in after[:-1]] == [row["id"] for row in before], "a row the file lacks stays"
    assert (after[0]["item"], after[0]["unit_price"]) == ("㐂𠮷会场", 123450)
    assert after[1] == before[1]
    assert {k: v for k, v in after[-1].items() if k != "id"} == {
        "item": "新的一项", "kind": "printing", "unit_price": 1000, "quantity": 3, "paid_to": "supplier",
    }  # fmt: skip
    assert "改了 1 行，加了 1 行" in author.get(f"/plans/{written}").text


def test_one_wrong_cell_keeps_everything_out_and_is_named(written: str, author: Browser, stage: Stage) -> None:
    before, book = answers(stage, written), exported(author, written)
    place(book[BUDGET], "项目", 2).value = "改过的"
    place(book[BUDGET], "类别", 3).value = "<script>回扣"
    activities = next(page for page in book.worksheets if "活动名称" in [cell.value for cell in page[1]])
    place(activities, "开始日期", 2).value, place(activities, "结束日期", 2).value = date(2027, 3, 2), date(2027, 3, 1)
    answer = send(author, written, book)
    assert answer.status_code == 422
    assert "2 处读不了，什么都没有写入" in answer.text
    assert "请从列出的选项里选" in answer.text and "不能早于前一个日期" in answer.text
    assert "<script>回扣" not in answer.text
    assert answers(stage, written) == before


def test_a_copied_row_and_a_row_that_is_gone_are_named(written: str, author: Browser, stage: Stage) -> None:
    before, book = answers(stage, written), exported(author, written)
    page = book[BUDGET]
    page.append([cell.value for cell in page[2]])
    page.append([*(cell.value for cell in page[2][:-1]), "zzzzzzzz"])
    answer = send(author, written, book)
    assert answer.status_code == 422 and "出现了两次" in answer.text and "已经没有这一行" in answer.text
    assert answers(stage, written) == before


def test_more_rows_than_a_group_holds_are_refused(written: str, author: Browser, stage: Stage) -> None:
    before, book = answers(stage, written), exported(author, written)
    for n in range(70):
        place(book[BUDGET], "项目", book[BUDGET].max_row + 1).value = f"第{n}项"
    answer = send(author, written, book)
    assert answer.status_code == 422 and "最多 60 行" in answer.text
    assert answers(stage, written) == before


def test_files_that_are_no_workbook_of_the_plan_get_a_plain_word(written: str, author: Browser) -> None:
    book = Workbook()
    book.active.append(["随便"])
    assert "没有活动或预算的表" in send(author, written, book).text
    assert "不是可读的 .xlsx" in send(author, written, b"%PDF-1.7").text
    assert "密码" in send(author, written, b"\xd0\xcf\x11\xe0" + b"\x00" * 600).text
    assert "请先选一个" in author.post(f"/plans/{written}/tables/import", {}).text


def test_too_large_a_file_is_refused_in_words(written: str, author: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_BYTES", 1000)
    assert "最多 10 MB" in send(author, written, b"0" * 1001).text
    claimed = {"CONTENT_LENGTH": str(50 * 1024 * 1024)}
    url = f"/plans/{written}/tables/import"
    assert author.post(url, {}, content_type="multipart/form-data", environ_overrides=claimed).status_code == 413


@pytest.mark.parametrize("who", ["ye.zhiqiu", "han.muzhi", "lu.zhiwei", "fang.yinan"])
def test_nobody_but_the_author_may_read_tables_in(written: str, signed_in: Callable[..., Browser], stage: Stage, who: str) -> None:
    before, book = answers(stage, written), exported(signed_in("zhou.yining"), written)
    other = signed_in(who)
    assert other.get(f"/plans/{written}/tables/import").status_code in (403, 404)
    place(book[BUDGET], "项目", 2).value = "别人改的"
    assert send(other, written, book).status_code in (403, 404)
    assert answers(stage, written) == before


def test_a_plan_under_review_takes_nothing_in(submitted: str, author: Browser, stage: Stage) -> None:
    before, book = answers(stage, submitted), exported(author, submitted)
    place(book[BUDGET], "项目", 2).value = "提交以后"
    assert send(author, submitted, book).status_code == 409
    assert answers(stage, submitted) == before


@pytest.mark.parametrize(("language", "words"), [("zh", "读回改好的表格"), ("en", "Read edited tables back")])
def test_the_way_in_stands_beside_the_way_out_in_both_languages(signed_in: Callable[..., Browser], language: str, words: str) -> None:
    browser = signed_in("zhou.yining", language)
    browser.post("/plans", {"kind": "launch"})
    assert words in browser.get(f"/plans/{NUMBER}").text
    assert BUDGET in browser.get(f"/plans/{NUMBER}/tables/import").text
