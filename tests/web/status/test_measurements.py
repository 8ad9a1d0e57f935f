"""What an operator's machines see: ready or not, measurements for whoever has the token, and a log without people in it."""

import json
import logging
import re

import pytest
from flask import Flask
from sqlalchemy import text

from planner.services.timings import CHECK_SECONDS
from planner.web.access import public
from planner.web.extensions import transaction
from planner.web.telemetry import HEADER, Lines
from tests.web.conftest import Browser

TOKEN = "t" * 40


@pytest.fixture
def measuring(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app with a token set."""
    monkeypatch.setitem(app.config, "METRICS_TOKEN", TOKEN)


def measured(browser: Browser) -> dict[str, float]:
    """Every sample of /metrics by its name and labels."""
    answer = browser.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200, answer.text
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in answer.text.splitlines() if not line.startswith("#")}


def test_ready_says_that_the_tables_are_those_of_this_version(browser: Browser) -> None:
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"tables": "current", "trail": "whole", "queue": "none", "oldest_job_seconds": 0})


def test_not_ready_while_the_tables_are_of_an_earlier_version(app: Flask, browser: Browser) -> None:
    with app.app_context(), transaction() as session:
        session.execute(text("update alembic_version set version_num = 'e5a1c93f7d20'"))
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json["tables"]) == (503, "of an earlier version")
    assert browser.get("/healthz").status_code == 200  # the process lives


def test_ready_on_tables_of_a_later_version_since_those_only_add(app: Flask, browser: Browser) -> None:
    with app.app_context(), transaction() as session:
        session.execute(text("update alembic_version set version_num = 'not_known_yet'"))
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json["tables"]) == (200, "of a later version")


@pytest.mark.parametrize("token", ["", "x" * 40, TOKEN[:-1]])
@pytest.mark.usefixtures("measuring")
def test_measurements_are_for_the_token_alone(browser: Browser, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    assert browser.client.get("/metrics", headers=headers).status_code == 404


def test_without_a_setting_there_are_no_measurements(browser: Browser) -> None:
    assert browser.client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.usefixtures("measuring")
def test_requests_checks_and_what_waits_are_measured(browser: Browser) -> None:
    before = measured(browser).get('planner_request_seconds_count{method="GET",status="200",view="status.healthz"}', 0)
    browser.get("/healthz")
    with CHECK_SECONDS.time():
        pass
    now = measured(browser)
    assert now['planner_request_seconds_count{method="GET",status="200",view="status.healthz"}'] == before + 1
    assert now["planner_check_seconds_count"] >= 1
    assert now["planner_trail_whole"] == 1
    assert {'planner_plans_waiting{state="in_review"}', 'planner_jobs{state="queued"}', "planner_job_oldest_seconds"} <= now.keys()


@pytest.mark.usefixtures("measuring")
def test_no_measurement_names_a_person_or_a_plan(browser: Browser) -> None:
    browser.sign_in("zhou.yining")
    browser.get("/plans/2026-LA-0001")
    names = "\n".join(measured(browser))
    assert "zhou" not in names and "2026-LA" not in names


def test_every_answer_has_a_number_and_a_proxy_may_give_it(browser: Browser) -> None:
    assert re.fullmatch("[0-9a-f]{16}", browser.get("/healthz").headers[HEADER])
    assert browser.get("/healthz", headers={HEADER: "from-the-proxy-1"}).headers[HEADER] == "from-the-proxy-1"
    assert "\n" not in browser.get("/healthz", headers={HEADER: "short"}).headers[HEADER]
    assert browser.get("/healthz", headers={HEADER: "<script>alert(1)</script>"}).headers[HEADER].isalnum()


def test_a_line_of_the_log_is_one_object_with_the_number_of_its_request(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "planner.requests"):
        answer = app.test_client().get("/healthz")
    record = next(record for record in caplog.records if record.name == "planner.requests")
    line = json.loads(Lines().format(record))
    assert line["message"] == "GET status.healthz 200"
    assert line["milliseconds"] >= 0
    assert line["request"] == record.request == answer.headers[HEADER]  # type: ignore[attr-defined]


def test_a_line_of_the_log_cannot_be_forged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "planner.requests"):
        logging.getLogger("planner.requests").info("looked for %s", 'x"}\r\n{"at": "2026-01-01", "level": "info"}\x1b[2K')
    said = Lines().format(caplog.records[-1])
    assert "\n" not in said and "\r" not in said and "\x1b" not in said
    assert json.loads(said)["message"].startswith("looked for x")


def test_a_database_error_in_the_log_shows_no_typed_text(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = f"某医生的电话是 {138 * 10**8}"

    def fail() -> None:
        with transaction() as session:
            session.execute(text("insert into nowhere values (:words)"), {"words": words})

    monkeypatch.setitem(app.view_functions, "status.healthz", public(fail))
    with caplog.at_level(logging.DEBUG):
        assert app.test_client().get("/healthz").status_code >= 500
    assert "13800000000" not in caplog.text
