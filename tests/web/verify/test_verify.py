"""The public page: genuine, altered, unknown and hostile files; codes, limits, and what it never shows."""

import io
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from planner.models import Attempt, IssuedFile, Revision
from planner.seeds import play
from planner.seeds.play import Stage
from planner.services import plans
from planner.services.attempts import tries_left
from tests.factories.flagged import AUTHOR, MANAGER, OFFICER, PRODUCT
from tests.web.conftest import DAYS, HTMX, Browser, Place, SetClock

pytestmark = pytest.mark.slow

TITLE = "云川片区重度哮喘新产品上市推广计划"


@pytest.fixture
def approved(place: Place, stage: Stage, clock: SetClock) -> dict[str, Any]:
    """The code and the files of an approved plan: with one, two and three signatures."""

    def make() -> None:
        number = play.write_plan(stage, stage.actor(AUTHOR), days=DAYS, product=PRODUCT)
        play.submit(stage, stage.actor(AUTHOR), number)
        play.pass_on(stage, stage.actor(OFFICER), number)
        play.approve(stage, stage.actor(MANAGER), number)

    place.go_to("approved-plain", make)
    clock.pass_(hours=3)
    stage.clock.now = clock.now
    with stage.act() as session:
        row = session.query(Revision).one()
        files = {f.signatures: f.data for f in session.query(IssuedFile).filter_by(kind="plan")}
        return {"code": row.verify_code, "files": files, "number": row.plan.number}


def _hand_in(browser: Browser, data: bytes, name: str = "计划.pdf", **more: Any) -> TestResponse:
    return browser.post("/verify", {"file": (io.BytesIO(data), name)}, content_type="multipart/form-data", **more)


def test_a_stranger_finds_the_page_and_every_field_has_a_name(browser: Browser) -> None:
    page = browser.get("/verify")
    assert page.status_code == 200 and "任何人都可以查，不用登录" in page.text
    assert 'for="verify-file"' in page.text and 'for="verify-code"' in page.text


def test_a_genuine_file_gets_three_plain_answers_and_nothing_of_the_plan(approved: dict[str, Any], browser: Browser) -> None:
    answer = _hand_in(browser, approved["files"][3])
    assert answer.status_code == 200
    for words in ("没有改过", "三个签名都是真的", "算数", "周亦宁", "陆知微", "韩牧之", "文件没有被保存"):
        assert words in answer.text
    assert TITLE not in answer.text and PRODUCT not in answer.text, "no title, no product, no text of the plan"


@pytest.mark.slow
def test_one_changed_byte_is_told(approved: dict[str, Any], browser: Browser) -> None:
    data = bytearray(approved["files"][3])
    data[len(data) // 2] ^= 1
    answer = _hand_in(browser, bytes(data))
    assert answer.status_code == 200 and "不是，或者被改过" in answer.text and ">算数<" not in answer.text


@pytest.mark.slow
def test_an_appended_byte_and_a_cut_signature_are_not_a_signed_plan(approved: dict[str, Any], browser: Browser) -> None:
    appended = _hand_in(browser, approved["files"][3] + b"\n")
    assert "不是，或者被改过" in appended.text
    earlier = _hand_in(browser, approved["files"][2])
    assert earlier.status_code == 200 and "还没有签完" in earlier.text and "还不算数" in earlier.text


def test_the_code_of_the_cover_leads_to_the_same_answers(approved: dict[str, Any], browser: Browser) -> None:
    code = str(approved["code"])
    page = browser.get(f"/v/{code}")
    assert page.status_code == 200 and "三个签名都是真的" in page.text and "看不出手里的文件有没有改过" in page.text
    sloppy = browser.post("/verify", {"code": code.replace("-", " ").lower()})
    assert sloppy.status_code == 303
    assert browser.get(sloppy.headers["Location"]).status_code == 200
    assert TITLE not in page.text


@pytest.mark.slow
def test_a_withdrawn_plan_says_so(approved: dict[str, Any], browser: Browser, stage: Stage) -> None:
    manager = stage.actor(MANAGER)
    with stage.act() as session:
        plans.withdraw_plan(session, stage.house, manager, str(approved["number"]), "时间推迟。")
    answer = _hand_in(browser, approved["files"][3])
    assert "不算了，已撤回" in answer.text and "没有改过" in answer.text
    assert "时间推迟" not in answer.text, "the reason is not for strangers"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n" + b"\x00" * 4096,
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
        b"%PDF-1.7\n" + b"[" * 200_000 + b"\nstartxref\n0\n%%EOF",
        b"%PDF-1.5\n1 0 obj<</Length 99/Filter/FlateDecode>>stream\n"
        + zlib.compress(b"\0" * 30_000_000)
        + b"\nendstream endobj\nstartxref\n-1\n%%EOF",
    ],
    ids=["zeros", "loops", "nesting", "bomb"],
)
def test_a_hostile_file_gets_a_plain_answer(browser: Browser, data: bytes) -> None:
    answer = _hand_in(browser, data)
    assert answer.status_code == 200 and "不是，或者被改过" in answer.text


@pytest.mark.parametrize(("data", "name"), [(b"", "空.pdf"), (b"PK\x03\x04 a zip", "x.docx"), (b"<script>alert(1)</script>", "x.html")])
def test_what_is_no_pdf_is_told_so(browser: Browser, data: bytes, name: str) -> None:
    answer = _hand_in(browser, data, name)
    assert answer.status_code == 422 and "这不是 PDF 文件" in answer.text
    assert "<script>alert" not in answer.text


def test_the_name_of_a_file_is_never_markup_or_a_path(browser: Browser) -> None:
    answer = _hand_in(browser, b"%PDF-1.7 x", "../../<img src=x onerror=alert(1)>\u202efdp.exe")
    assert answer.status_code == 200
    assert "<img src=x" not in answer.text and "\u202e" not in answer.text and "../" not in answer.text.split("pw-drop__name")[1][:200]


def test_a_file_over_the_limit_is_refused_in_words_before_it_is_read(browser: Browser) -> None:
    claimed = {"CONTENT_LENGTH": str(21 * 1024 * 1024)}
    answer = browser.post("/verify", {"code": ""}, content_type="multipart/form-data", environ_overrides=claimed)
    assert answer.status_code == 413 and "超过 20 MB" in answer.text and 'id="verify"' in answer.text


def test_nothing_chosen_is_told_so_in_both_ways_of_asking(browser: Browser) -> None:
    assert browser.post("/verify").status_code == 422
    part = browser.post("/verify", headers=HTMX)
    assert part.status_code == 422 and "<html" not in part.text and "请选一个 PDF" in part.text


def test_wrong_codes_are_counted_and_then_refused(approved: dict[str, Any], browser: Browser, stage: Stage, clock: SetClock) -> None:
    assert browser.get("/v/AAAA-BBBB-CCCC-DDDD-0000").status_code == 404
    with stage.act() as session:
        tried = session.query(Attempt).filter_by(kind="verify", good=False).one()
        assert tried.subject == "address:127.0.0.1"
        left = tries_left(session, stage.house, "verify", tried.subject)
        session.add_all(Attempt(kind="verify", subject=tried.subject, good=False, at=tried.at) for _ in range(left))
    for code in ("AAAA-BBBB-CCCC-DDDD-0001", str(approved["code"])):
        locked = browser.get(f"/v/{code}")
        assert locked.status_code == 429 and 'id="verify"' in locked.text and "15 分钟" in locked.text
        assert "三个签名" not in locked.text
    clock.pass_(minutes=16)
    assert browser.get(f"/v/{approved['code']}").status_code == 200


@pytest.mark.parametrize("code", ["x", "%00", "..%2f..%2fetc", "a" * 4000, "<script>"])
def test_odd_codes_are_unknown_and_never_an_error(browser: Browser, code: str) -> None:
    answer = browser.get(f"/v/{code}")
    assert answer.status_code == 404 and "<script>" not in answer.text


def test_a_plan_that_was_never_approved_is_nobodys_business(submitted: str, browser: Browser, stage: Stage) -> None:
    with stage.act() as session:
        code = session.query(Revision).one().verify_code
    assert browser.get(f"/v/{code}").status_code == 404


@pytest.mark.slow
def test_reads_in_english(approved: dict[str, Any], signed_in: Callable[..., Browser], app: Flask) -> None:
    answer = _hand_in(Browser(app, "en"), approved["files"][3])
    for words in ("Yes, it is unchanged", "All three signatures are genuine", "Is it in force?", "The file was not kept"):
        assert words in answer.text
