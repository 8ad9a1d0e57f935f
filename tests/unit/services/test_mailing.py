"""Mails leave through a real mail server, once, whatever it does."""

import email
import json
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.models import Mail, MailSetting, Notice, Person, Revision
from planner.services import mailing
from planner.services import postman as postman_module
from planner.services.mailing import PAUSES, TOO_OLD, Round, send_due, try_again
from planner.services.notice_kinds import Kind
from planner.services.notices import notify
from planner.services.postman import FolderPostman, SmtpPostman
from tests.factories.senders import race
from tests.factories.smtp_server import Letters, mail_server
from tests.factories.stage import Cast


@pytest.fixture
def letters() -> Iterator[Letters]:
    with mail_server(Letters()) as running:
        yield running


def postman(letters: Letters, timeout: float = 60, **more: Any) -> SmtpPostman:
    return SmtpPostman("127.0.0.1", letters.port, "try", "planner@hengyu.example", timeout=timeout, **more)


def tell(stage: Cast, key: str = "a", kind: Kind = Kind.RETURNED) -> None:
    """Tell 周亦宁 something 陆知微 did."""
    with stage.act() as session:
        who = stage.zhou.person_id
        notify(session, stage.house, kind, [who], key=key, by=stage.lu.person_id, plan_number="2026-LA-0001", revision=1)


def send(stage: Cast, letters: Letters, timeout: float = 60) -> Round:
    return send_due(stage.transaction, stage.house, postman(letters, timeout), stage.house.clock())


def read(letters: Letters, number: int = -1) -> EmailMessage:
    return email.message_from_bytes(letters.taken[number][1], policy=default)  # type: ignore[return-value]


def states(stage: Cast) -> list[tuple[str, int, str]]:
    with Session(stage.engine) as session:
        return [(row.state, row.attempts, row.error) for row in session.scalars(select(Mail).order_by(Mail.id))]


def test_a_mail_says_what_happened_what_to_do_and_where_and_leaves_once(stage: Cast, letters: Letters) -> None:
    tell(stage)
    assert send(stage, letters) == Round(sent=1)
    assert send(stage, letters) == Round()
    (to, _), mail = letters.taken[0], read(letters)
    body = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert (to, mail["Subject"], mail["From"]) == (
        "zhou.yining@hengyu.example",
        "陆知微退回了计划 2026-LA-0001，有地方要改",
        "衡屿医药工作计划簿 <planner@hengyu.example>",
    )
    assert "北京时间" in body
    assert "请看每一处要求" in body and "http://localhost:8000/plans/2026-LA-0001" in body
    assert '<a href="http://localhost:8000/plans/2026-LA-0001">' in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert states(stage) == [("sent", 0, "")]


def test_the_language_is_the_readers(stage: Cast, letters: Letters) -> None:
    with stage.act() as session:
        session.add(MailSetting(person_id=stage.zhou.person_id, language="en"))
    tell(stage)
    send(stage, letters)
    assert (read(letters)["Subject"], read(letters)["Content-Language"]) == ("陆知微 returned plan 2026-LA-0001 for changes", "en")


def test_what_is_due_together_leaves_as_one_mail(stage: Cast, letters: Letters) -> None:
    with stage.act() as session:
        session.add(MailSetting(person_id=stage.zhou.person_id, pace="daily"))
    tell(stage, "a")
    tell(stage, "b", Kind.APPROVED)
    assert send(stage, letters) == Round()
    stage.clock.now += timedelta(days=1)
    assert send(stage, letters) == Round(sent=1)
    assert read(letters)["Subject"] == "工作计划簿：2 条通知"


def test_a_server_that_is_down_ends_the_round_and_loses_nothing(stage: Cast) -> None:
    letters = Letters()
    with mail_server(letters):
        tell(stage)
    down = send(stage, letters)
    assert (down.sent, down.put_off, bool(down.down)) == (0, 1, True)
    with mail_server(letters):
        assert send(stage, letters) == Round()  # not before its pause is over
        stage.clock.now += PAUSES[0]
        assert send(stage, letters) == Round(sent=1)
    assert len(letters.taken) == 1


def test_a_slow_server_is_not_waited_for(stage: Cast, letters: Letters) -> None:
    tell(stage)
    letters.slow = 1
    assert send(stage, letters, timeout=0.3).down
    letters.slow = 0
    stage.clock.now += PAUSES[0]
    assert send(stage, letters) == Round(sent=1)


def test_a_mailbox_that_does_not_exist_fails_and_the_next_mail_leaves(stage: Cast, letters: Letters) -> None:
    tell(stage)
    letters.answers["RCPT"] = "550 no such mailbox"
    assert send(stage, letters) == Round(failed=1)
    assert states(stage) == [("failed", 1, "550 no such mailbox")]
    letters.answers.clear()
    with stage.act() as session:
        assert try_again(session, stage.house.clock()) == 1
    assert send(stage, letters) == Round(sent=1)


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "MAIL", "", "EHLO"])
def test_a_passing_refusal_is_tried_again_and_fails_at_last(stage: Cast, letters: Letters, verb: str) -> None:
    tell(stage)
    letters.answers[verb] = "451 later"
    if verb == "EHLO":
        letters.answers["HELO"] = "451 later"
    for number, pause in enumerate(PAUSES, 1):
        assert send(stage, letters).put_off == 1
        assert states(stage)[0][:2] == ("waiting", number)
        stage.clock.now += pause
    assert send(stage, letters).failed == 1
    assert states(stage)[0][:2] == ("failed", len(PAUSES) + 1)
    assert letters.taken == []


def test_name_and_password_are_given_and_never_to_another_machine_in_the_clear(
    stage: Cast, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(stage)
    now = stage.house.clock()
    assert send_due(stage.transaction, stage.house, postman(letters, user="u", password="p"), now) == Round(sent=1)
    assert any(line.startswith("AUTH PLAIN") for line in letters.said)
    tell(stage, "b")
    before = len(letters.said)
    monkeypatch.setattr(postman_module, "HERE", ())
    assert "no encryption" in send_due(stage.transaction, stage.house, postman(letters, user="u", password="p"), stage.house.clock()).down
    assert not any(line.startswith("AUTH") for line in letters.said[before:])


def test_a_sender_that_died_over_a_mail_is_followed_by_the_same_mail(
    stage: Cast, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(stage)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    alive = mailing._write_down
    monkeypatch.setattr(mailing, "_write_down", die)
    with pytest.raises(KeyboardInterrupt):
        send(stage, letters)
    monkeypatch.setattr(mailing, "_write_down", alive)
    assert send(stage, letters) == Round()
    stage.clock.now += mailing.LEASE + timedelta(seconds=1)
    assert send(stage, letters) == Round(sent=1)
    assert read(letters, 0)["Message-ID"] == read(letters, 1)["Message-ID"]


def test_nobody_writes_to_people_who_left_nor_about_old_things(stage: Cast, letters: Letters) -> None:
    tell(stage)
    with stage.act() as session:
        session.execute(update(Person).where(Person.id == stage.zhou.person_id).values(active=False))
    assert send(stage, letters) == Round()
    assert states(stage) == [("dropped", 0, "disabled")]
    with stage.act() as session:
        notify(session, stage.house, Kind.RETURNED, [stage.ye.person_id], key="old", plan_number="2026-LA-0001")
    stage.clock.now += TOO_OLD + timedelta(minutes=1)
    assert send(stage, letters) == Round()
    assert states(stage)[1][0] == "dropped"


@pytest.mark.parametrize("name", ["赵\r\nBcc: thief@example.com", "赵\n\nbody", "<script>alert(1)</script>", "{plan} {0}", "赵\u2028\x0b"])
def test_no_name_breaks_out_of_its_place(stage: Cast, letters: Letters, name: str) -> None:
    with stage.act() as session:
        session.execute(update(Person).where(Person.id == stage.lu.person_id).values(name=name))
    tell(stage)
    assert send(stage, letters) == Round(sent=1)
    mail = read(letters)
    assert set(mail.keys()) <= {
        "Subject",
        "To",
        "From",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "Organization",
        "Content-Language",
        "MIME-Version",
        "Content-Type",
    }
    assert [to for to, _ in letters.taken] == ["zhou.yining@hengyu.example"]
    assert "2026-LA-0001" in mail["Subject"]
    assert "<script>" not in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_an_address_that_would_break_a_header_is_left_out(stage: Cast, letters: Letters) -> None:
    tell(stage)
    with stage.act() as session:
        session.execute(update(Person).where(Person.id == stage.zhou.person_id).values(email="a@b.example\r\nBcc: c@d.example"))
    assert send(stage, letters) == Round()
    assert states(stage)[0][0] == "dropped" and letters.taken == []


def test_no_word_of_a_plan_is_in_any_mail(stage: Cast, tmp_path: Path) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    with stage.act() as session:
        row = session.scalars(select(Revision)).one()
        content, title = json.loads(row.content or b"{}"), row.title
        for kind in Kind:
            notify(session, stage.house, kind, [stage.zhou.person_id], key=kind.value, by=stage.lu.person_id, plan_number=number, n=3)
    done = send_due(stage.transaction, stage.house, FolderPostman(tmp_path / "mail", "planner@hengyu.example"), stage.house.clock())
    mails = [email.message_from_bytes(one.read_bytes(), policy=default) for one in (tmp_path / "mail").glob("*.eml")]
    assert done.sent == len(mails) >= 3
    said = "".join(part.get_content() for mail in mails for part in mail.walk() if part.get_content_maintype() == "text")  # type: ignore[attr-defined]
    said += "".join(mail["Subject"] for mail in mails)
    texts = [text for text in _strings(content["answers"]) if len(text) >= 4]
    assert len(texts) > 20 and title
    assert [text for text in [title, *texts] if text in said] == []
    with Session(stage.engine) as session:
        assert {row.kind for row in session.scalars(select(Notice))} == {kind.value for kind in Kind}


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


@pytest.mark.slow
def test_two_senders_never_send_a_mail_twice_nor_lose_one(stage: Cast) -> None:
    race(stage, rounds=100)
