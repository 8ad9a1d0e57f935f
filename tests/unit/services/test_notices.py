"""Who is told what, in the transaction of the act and never twice."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.models import Mail, MailSetting, Notice, Person
from planner.models.engine import begin_write
from planner.services import deciding, notices, outcome, plans, review
from planner.services.audit import Event, record
from planner.services.notice_kinds import Kind
from tests.factories.stage import Cast


def told(stage: Cast, number: str = "") -> list[tuple[str, str]]:
    """(kind, name) of every notice, oldest first."""
    with Session(stage.engine) as session:
        query = select(Notice.kind, Person.name).join(Person, Person.id == Notice.person_id).order_by(Notice.id)
        return [(kind, name) for kind, name in session.execute(query.where(Notice.plan_number == number) if number else query)]


def test_a_submission_is_told_to_whoever_is_to_review_it(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    assert told(stage, number) == [("assigned", "陆知微")]


def test_a_pass_is_told_to_the_author_and_to_the_managers_of_the_territory_alone(stage: Cast) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    assert sorted(told(stage, number)[1:]) == [("passed", "周亦宁"), ("to_approve", "韩牧之")]


def test_an_approval_is_told_to_author_and_officer_and_a_withdrawal_too(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    with stage.act() as session:
        plans.withdraw_plan(session, stage.house, stage.han, number, "市场策略调整")
    assert sorted(told(stage, number)[3:]) == [
        ("approved", "周亦宁"),
        ("approved", "陆知微"),
        ("withdrawn", "周亦宁"),
        ("withdrawn", "陆知微"),
    ]


def test_a_returned_plan_is_told_to_its_author(stage: Cast) -> None:
    number = stage.doubtful(stage.zhou)
    with stage.act() as session:
        review.claim(session, stage.house, stage.lu, number)
    with stage.act() as session:
        desk = review.open_desk(session, stage.house, stage.lu, number)
        one = desk.items[0].finding.fingerprint
        deciding.decide(session, stage.house, stage.lu, number, one, "change_required", note="请改")
        outcome.return_to_author(session, stage.house, stage.lu, number)
    assert told(stage, number)[-1] == ("returned", "周亦宁")


def test_a_review_handed_over_is_told_to_the_taker_and_not_to_the_giver(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    with stage.act() as session:
        review.claim(session, stage.house, stage.lu, number)
        review.reassign(session, stage.house, stage.lu, number, stage.cheng.person_id)
    assert told(stage, number)[1:] == [("assigned", "程砚")]


def test_an_act_that_came_to_nothing_tells_nobody(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    with Session(stage.engine) as session:
        begin_write(session)
        review.reassign(session, stage.house, stage.lu, number, stage.cheng.person_id)
        session.rollback()
    assert told(stage, number) == [("assigned", "陆知微")]
    with Session(stage.engine) as session:
        assert session.scalar(select(func.count()).select_from(Mail)) == 1


def test_a_change_of_roles_alerts_every_other_administrator(stage: Cast) -> None:
    with stage.act() as session:
        record(session, stage.house, Event.ROLE_CHANGE, None, person=stage.ye.person_id)
    assert told(stage) == [("roles_changed", "叶知秋"), ("roles_alert", "方以南")]


def test_the_same_thing_is_told_once(stage: Cast) -> None:
    person = stage.zhou.person_id
    for _ in range(2):
        with stage.act() as session:
            notices.notify(session, stage.house, Kind.MENTIONED, [person], key="message:7", by=stage.lu.person_id)
    assert told(stage) == [("mentioned", "周亦宁")]


def test_who_is_named_in_a_thread_hears_of_it(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    with stage.act() as session:
        record(session, stage.house, Event.THREAD_MENTION, stage.lu, number, message=1, person=stage.cheng.person_id)
    assert told(stage, number)[1:] == [("mentioned", "程砚")]


def at(hour: int, day: int = 22) -> datetime:
    """An hour in Shanghai."""
    return datetime(2026, 11, day, hour - 8, 30, tzinfo=UTC) if hour >= 8 else datetime(2026, 11, day - 1, hour + 16, 30, tzinfo=UTC)


def full(hour: int, day: int = 22) -> datetime:
    """A full hour in Shanghai."""
    return at(hour, day).replace(minute=0)


@pytest.mark.parametrize(
    ("setting", "kind", "now", "due"),
    [
        (None, Kind.SUBMITTED, at(23), at(23)),
        (MailSetting(pace="at_once"), Kind.SUBMITTED, at(23), at(23)),
        (MailSetting(pace="needed"), Kind.SUBMITTED, at(12), None),
        (MailSetting(pace="needed"), Kind.RETURNED, at(12), at(12)),
        (MailSetting(pace="daily"), Kind.RETURNED, at(12), full(8, 23)),
        (MailSetting(pace="daily"), Kind.RETURNED, at(6), full(8)),
        (MailSetting(pace="at_once", quiet_from=22, quiet_until=7), Kind.RETURNED, at(23), full(7, 23)),
        (MailSetting(pace="at_once", quiet_from=22, quiet_until=7), Kind.RETURNED, at(3), full(7)),
        (MailSetting(pace="at_once", quiet_from=22, quiet_until=7), Kind.RETURNED, at(7), at(7)),
        (MailSetting(pace="at_once", quiet_from=12, quiet_until=14), Kind.RETURNED, at(12), full(14)),
        (MailSetting(pace="at_once", quiet_from=12, quiet_until=14), Kind.RETURNED, at(14), at(14)),
        (MailSetting(pace="daily", quiet_from=22, quiet_until=9), Kind.RETURNED, at(12), full(9, 23)),
    ],
)
def test_a_mail_leaves_when_its_reader_wants_it(setting: MailSetting | None, kind: Kind, now: datetime, due: datetime | None) -> None:
    assert notices.leaves_at(setting, kind, now) == due
