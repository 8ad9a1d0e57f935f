"""Invitations by mail: one link, once, for some days; never a password, and nothing in the database that makes the link."""

import email
import re
from dataclasses import replace
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select

from planner.kernel.errors import Invalid, NotFound
from planner.models import Mail, MailSetting, Notice, Person
from planner.services import administration_people as people
from planner.services import inbox, invitations
from planner.services.administration_people import PersonForm
from planner.services.mailing import send_due
from planner.services.postman import FolderPostman, MailDown
from tests.factories.stage import Cast
from tests.factories.tampered_rows import everything_written

NEW = PersonForm("许嘉", "HY0999", "xu.jia@hengyu.example", "医药代表", "3")


@pytest.fixture
def mailing(stage: Cast) -> Cast:
    """A company whose mails leave."""
    return replace(stage, house=replace(stage.house, mails=True))


def invited(stage: Cast) -> tuple[int, str]:
    """Somebody new, and the token of their link."""
    with stage.act() as session:
        person = people.add(session, stage.house, stage.fang, NEW).id
        return person, invitations.invite(session, stage.house, stage.fang, person)


def sent(stage: Cast, folder: Path) -> list[str]:
    """The texts of everything that is due now."""
    send_due(stage.transaction, stage.house, FolderPostman(folder, "planner@hengyu.example"), stage.house.clock())
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    letters = [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return [f"{one['To']}\n{one['Subject']}\n{one.get_body(('plain',)).get_content()}" for one in letters]  # type: ignore[attr-defined]


def test_the_link_comes_by_mail_and_works_once(mailing: Cast, tmp_path: Path) -> None:
    person, token = invited(mailing)
    (letter,) = sent(mailing, tmp_path / "mail")
    assert letter.startswith("xu.jia@hengyu.example\n方以南邀请你使用工作计划簿\n") and "2026年11月25日" in letter
    links = set(re.findall(r"http://localhost:8000/invitation/(\S+)", letter))
    assert links == {token}
    with mailing.act() as session:
        standing = invitations.standing(session, mailing.house, person)
        assert standing is not None and (standing.state, standing.mail) == ("open", "sent")
    invitations.accept(mailing.transaction, mailing.house, token, password="a password of mine", pin="271828", address="")
    with mailing.act() as session, pytest.raises(NotFound):
        invitations.whose(session, mailing.house, token)


def test_nothing_in_the_database_is_the_link(mailing: Cast) -> None:
    _, token = invited(mailing)
    written = everything_written(mailing.engine)
    assert token.encode() not in written and b"invitation:" in written


def test_a_mail_that_is_written_again_brings_the_same_link(mailing: Cast, tmp_path: Path) -> None:
    _, token = invited(mailing)

    class Down:
        def deliver(self, message: object) -> None:
            raise MailDown("away")

    send_due(mailing.transaction, mailing.house, Down(), mailing.house.clock())
    mailing.clock.now += mailing.clock.now.resolution * 70_000_000
    (letter,) = sent(mailing, tmp_path / "mail")
    assert token in letter


def test_it_leaves_at_once_whatever_was_chosen_and_says_that_the_old_password_is_over(mailing: Cast, tmp_path: Path) -> None:
    with mailing.act() as session:
        session.add(MailSetting(person_id=mailing.lu.person_id, pace="daily", quiet_from=0, quiet_until=23))
        invitations.invite(session, mailing.house, mailing.fang, mailing.lu.person_id)
    letters = sent(mailing, tmp_path / "mail")
    assert [one for one in letters if "旧密码已经作废" in one and "/invitation/" in one]
    with mailing.act() as session:
        assert inbox.unseen(session, mailing.lu.person_id) == 0


@pytest.mark.parametrize("how", ["withdrawn", "replaced", "late", "disabled"])
def test_a_link_that_is_over_leaves_in_no_mail(mailing: Cast, tmp_path: Path, how: str) -> None:
    person, token = invited(mailing)
    with mailing.act() as session:
        if how == "withdrawn":
            invitations.withdraw(session, mailing.house, mailing.fang, person)
        elif how == "replaced":
            invitations.invite(session, mailing.house, mailing.fang, person)
        elif how == "disabled":
            people.disable(session, mailing.house, mailing.fang, person, session.get_one(Person, person).version)
        else:
            mailing.clock.now += invitations.LASTS
    assert token not in "".join(sent(mailing, tmp_path / "mail"))
    with mailing.act() as session, pytest.raises(NotFound):
        invitations.whose(session, mailing.house, token)


def test_what_is_not_open_cannot_be_withdrawn(mailing: Cast) -> None:
    person, _ = invited(mailing)
    with mailing.act() as session:
        invitations.withdraw(session, mailing.house, mailing.fang, person)
    with mailing.act() as session, pytest.raises(Invalid):
        invitations.withdraw(session, mailing.house, mailing.fang, person)


def test_where_no_mail_leaves_none_is_written(stage: Cast) -> None:
    invited(stage)
    with stage.act() as session:
        assert session.scalars(select(Mail)).all() == [] and session.scalars(select(Notice)).all() == []
