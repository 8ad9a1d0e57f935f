"""Each kind of error has its status, its words and no half-shown page."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError

from planner.kernel import errors as kinds
from planner.kernel.i18n import Text
from planner.web.errors import status_of
from tests.web.conftest import HTMX, Browser

SAID = Text("这是一句<原因>。", "This is a <reason>.")
CASES = [
    (kinds.NotFound(SAID), 404),
    (kinds.NotAllowed(SAID), 403),
    (kinds.WrongState(SAID, "in_review"), 409),
    (kinds.Stale(SAID), 409),
    (kinds.Invalid({"a": Text("第一处不对。", "The first is wrong.")}, SAID), 422),
    (kinds.Locked(SAID), 429),
    (kinds.Unavailable(SAID), 503),
]


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Exception]]:
    """The page /healthz raises what a test puts in here."""
    wanted: dict[str, Exception] = {}

    def view() -> str:
        raise wanted["error"]

    view.access = app.view_functions["status.healthz"].access  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "status.healthz", view)
    return wanted


@pytest.mark.parametrize(("error", "status"), CASES, ids=lambda value: type(value).__name__)
def test_a_kind_of_error_has_its_status_and_its_words(
    browser: Browser, failing: dict[str, Exception], error: Exception, status: int
) -> None:
    failing["error"] = error
    page = browser.get("/healthz")
    assert page.status_code == status
    assert "这是一句&lt;原因&gt;。" in page.text and "<html" in page.text
    part = browser.get("/healthz", headers=HTMX)
    assert part.status_code == status and "<html" not in part.text
    assert part.headers["HX-Retarget"] == "#toasts"


def test_every_kind_in_the_kernel_is_answered(app: Flask) -> None:
    every = [kind for kind in vars(kinds).values() if isinstance(kind, type) and issubclass(kind, kinds.PlannerError)]
    assert {kind.__name__ for kind in every if kind is not kinds.PlannerError} == {type(error).__name__ for error, _ in CASES}


def test_a_kind_of_ones_own_takes_the_status_of_its_parent() -> None:
    class WrongPin(kinds.NotAllowed):
        pass

    assert status_of(WrongPin(SAID)) == 403


def test_the_present_state_is_named_where_it_stands_in_the_way(browser: Browser, failing: dict[str, Exception]) -> None:
    failing["error"] = kinds.WrongState(SAID, "in_review")
    assert "合规审核中" in browser.get("/healthz").text


def test_what_nobody_foresaw_gets_a_number_and_no_detail(browser: Browser, failing: dict[str, Exception]) -> None:
    failing["error"] = RuntimeError("secret detail")
    page = browser.get("/healthz")
    assert page.status_code == 500
    assert "编号" in page.text and "secret detail" not in page.text


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [(IntegrityError, 409, "同一件事"), (OperationalError, 503, "数据库正忙"), (DataError, 404, "没有这个页面")],
)
def test_a_lost_race_and_a_busy_database_are_not_surprises(
    browser: Browser, failing: dict[str, Exception], kind: type[DBAPIError], status: int, words: str
) -> None:
    failing["error"] = kind("insert into x", {}, Exception("locked"))
    page = browser.get("/healthz")
    assert page.status_code == status and words in page.text and "insert into" not in page.text


@pytest.mark.parametrize(
    "address", ["/library?audience=%00", "/library?product=99999999999", "/plans/%00", "/company/products/99999999999"]
)
def test_what_no_column_can_hold_is_not_a_surprise(administrator: Browser, address: str) -> None:
    assert administrator.get(address).status_code in (200, 404)


def test_an_error_page_reads_in_english_too(app: Flask) -> None:
    page = Browser(app, "en").get("/no-such-page")
    assert page.status_code == 404 and "No such page" in page.text and "没有" not in page.text.replace("中文", "")


def test_a_wrong_method_says_which_ones_work(browser: Browser) -> None:
    answer = browser.get("/sign-out")
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]


def test_a_form_that_is_too_large_is_refused_in_words(browser: Browser) -> None:
    answer = browser.post("/sign-in", {"login": "x" * 2_000_001, "password": "y"})
    assert answer.status_code == 413 and "太大" in answer.text


def test_a_host_that_is_not_ours_is_refused(app: Flask) -> None:
    assert app.test_client().get("/sign-in", base_url="http://evil.example").status_code == 400


def test_the_address_that_says_the_product_serves(browser: Browser) -> None:
    assert browser.get("/healthz").status_code == 200


def test_who_was_refused_is_in_the_log_and_not_in_the_trail(officer: Browser, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("WARNING"):
        assert officer.get("/plans/2026-LA-9999").status_code == 404
        assert officer.get("/company/people").status_code == 404
    said = [record.getMessage() for record in caplog.records if record.getMessage().startswith("refused")]
    assert [line.split(" to person")[0] for line in said] == ["refused GET /plans/2026-LA-9999", "refused GET /company/people"]
