"""The bell, the list behind it, how somebody wants mail, and what administrators see of it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from planner.models import Mail, MailSetting, Notice
from planner.seeds.play import Stage
from planner.services import inbox
from planner.services.notice_kinds import WORDINGS, Kind
from planner.services.notices import notify
from tests.web.conftest import Browser


def tell(stage: Stage, login: str = "zhou.yining", kind: Kind = Kind.RETURNED, key: str = "a") -> int:
    """Tell somebody something; returns the notice's id."""
    person = stage.actor(f"{login}@hengyu.example").person_id
    with stage.act() as session:
        notify(session, stage.house, kind, [person], key=key, plan_number="2026-LA-0001", revision=1)
        return session.scalars(select(Notice.id).order_by(Notice.id.desc()).limit(1)).one()


def test_the_bell_counts_and_the_list_says_what_to_do(stage: Stage, author: Browser) -> None:
    assert "pw-bell__count" not in author.get("/").text
    tell(stage)
    assert re.search(r'pw-bell__count">1<', author.get("/").text)
    page = author.get("/notices").text
    assert "系统退回了计划 2026-LA-0001，有地方要改" in page and "请看每一处要求" in page


def test_following_a_notice_marks_it_and_goes_there(stage: Stage, author: Browser) -> None:
    number = tell(stage)
    answer = author.post(f"/notices/{number}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/plans/2026-LA-0001")
    assert "pw-bell__count" not in author.get("/notices").text


def test_somebody_elses_notice_does_not_exist(stage: Stage, officer: Browser) -> None:
    number = tell(stage)
    assert officer.post(f"/notices/{number}").status_code == 404
    officer.post("/notices/seen", {"newest": "999"})
    assert "2026-LA-0001" not in officer.get("/notices").text
    with stage.act() as session:
        assert session.get_one(Notice, number).seen_at is None


def test_marking_all_leaves_what_came_after_the_page(stage: Stage, author: Browser) -> None:
    shown = tell(stage)
    tell(stage, key="b")
    assert author.post("/notices/seen", {"newest": str(shown)}).status_code == 303
    assert re.search(r'pw-bell__count">1<', author.get("/").text)
    assert author.post("/notices/seen", {"newest": "x"}).status_code == 303


def test_a_long_list_has_pages_and_no_page_is_an_error(stage: Stage, author: Browser) -> None:
    for one in range(25):
        tell(stage, key=f"k{one}")
    assert author.get("/notices").text.count("pw-notice--new") == 20
    assert author.get("/notices?page=2").text.count("pw-notice--new") == 5
    for typed in ("99999999999999999999", "-1", "x", "0", "999"):
        assert author.get(f"/notices?page={typed}").status_code == 200


def test_how_mails_come_is_kept_and_a_slip_keeps_what_was_chosen(stage: Stage, author: Browser) -> None:
    good = {"pace": "daily", "quiet_from": "22", "quiet_until": "7", "language": "en"}
    assert author.post("/notices/settings", good).status_code == 303
    with stage.act() as session:
        kept = session.scalars(select(MailSetting)).one()
        assert (kept.pace, kept.quiet_from, kept.quiet_until, kept.language) == ("daily", 22, 7, "en")
    for slip in ({"quiet_until": ""}, {"quiet_until": "22"}, {"quiet_from": "24"}, {"pace": "x"}, {"language": "de"}, {"quiet_from": "²"}):
        answer = author.post("/notices/settings", good | slip)
        assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text, slip
    assert author.post("/notices/settings", good | {"quiet_from": "", "quiet_until": ""}).status_code == 303
    page = author.get("/notices/settings").text
    assert re.search(r'value="daily"[^>]* checked', page)


def test_administrators_see_what_failed_and_send_it_again_and_nobody_else_does(
    stage: Stage, administrator: Browser, author: Browser
) -> None:
    tell(stage)
    with stage.act() as session:
        row = session.scalars(select(Mail)).one()
        row.state, row.attempts, row.error = "failed", 9, "550 no such mailbox"
    page = administrator.get("/notices/mail").text
    assert "给周亦宁" in page and "550 no such mailbox" in page and "2026-LA-0001" not in page
    assert author.get("/notices/mail").status_code == 404
    assert author.post("/notices/mail/again").status_code == 404
    assert administrator.post("/notices/mail/again").status_code == 303
    assert "1 条正等着寄出" in administrator.get("/notices/mail").text


def test_every_notice_leads_to_a_page_that_exists(app: Flask) -> None:
    routes = app.url_map.bind("localhost")
    for kind, wording in WORDINGS.items():
        assert routes.match(wording.path.format(plan="2026-LA-0001", person=1), method="GET"), kind
    assert set(WORDINGS) == set(Kind)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_notice_reads_well_without_a_gap(stage: Stage, signed_in: Callable[..., Browser], language: str) -> None:
    for kind in Kind:
        tell(stage, kind=kind, key=kind.value)
    reader = signed_in("zhou.yining", language)
    text = reader.get("/notices").text + reader.get("/notices?page=2").text
    assert text.count("pw-notice--new") == len(Kind)
    assert not re.search(r"\{(plan|who|type|n|day|role|person)\}", text)
    assert len(inbox.PACES) == 3
