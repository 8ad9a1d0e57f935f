"""Notices are kept as long as the policy says, and then the worker takes them away."""

from datetime import timedelta

from sqlalchemy import select

from planner.models import Mail, Notice
from planner.services import holds
from planner.services.mailing import send_due
from planner.services.notice_kinds import Kind
from planner.services.notices import notify
from planner.services.policy import policy_in_force, set_policy
from planner.services.reminders import MOST_FORGOTTEN, forget
from tests.factories.stage import Cast


def tell(stage: Cast, key: str, *, seen: bool) -> None:
    with stage.act() as session:
        notify(session, stage.house, Kind.RETURNED, [stage.zhou.person_id], key=key, seen=seen)


def round_of_the_worker(stage: Cast) -> None:
    send_due(stage.transaction, stage.house, None, stage.house.clock())


def left(stage: Cast) -> set[str]:
    with stage.act() as session:
        return {key.rpartition(":")[0] for key in session.scalars(select(Notice.key))}


def test_what_was_read_goes_after_half_a_year_and_what_was_not_after_a_year(stage: Cast) -> None:
    start = stage.clock.now
    tell(stage, "read", seen=True)
    tell(stage, "unread", seen=False)
    for days, expected in ((179, {"read", "unread"}), (181, {"unread"}), (364, {"unread"}), (366, set())):
        stage.clock.now = start + timedelta(days=days)
        round_of_the_worker(stage)
        assert left(stage) & {"read", "unread"} == expected, days
    with stage.act() as session:
        assert set(session.scalars(select(Mail.notice_id))) <= set(session.scalars(select(Notice.id))), "its mail goes with it"


def test_the_policy_says_how_long(stage: Cast) -> None:
    with stage.act() as session:
        policy = policy_in_force(session).model_copy(update={"notices_read_days": 30, "notices_unread_days": 60})
        set_policy(session, stage.house, stage.fang, policy)
    tell(stage, "read", seen=True)
    stage.clock.now += timedelta(days=31)
    round_of_the_worker(stage)
    assert left(stage) == set()


def test_a_legal_hold_on_the_person_or_the_plan_keeps_them(stage: Cast) -> None:
    number = stage.draft(stage.ye)
    with stage.act() as session:
        notify(session, stage.house, Kind.RETURNED, [stage.ye.person_id], key="of the plan", plan_number=number)
        by_plan = holds.set_hold(session, stage.house, stage.gu, "plan", number, "等调查结束。")
    tell(stage, "read", seen=True)
    with stage.act() as session:
        by_person = holds.set_hold(session, stage.house, stage.gu, "person", stage.zhou.email, "等调查结束。")
    stage.clock.now += timedelta(days=800)
    round_of_the_worker(stage)
    assert left(stage) >= {"read", "of the plan"}
    for hold in (by_plan, by_person):
        with stage.act() as session:
            holds.ask_to_lift(session, stage.house, stage.gu, hold, "调查结束了。")
        with stage.act() as session:
            holds.agree(session, stage.house, stage.fang, hold)
    round_of_the_worker(stage)
    assert not left(stage) & {"read", "of the plan"}


def test_a_mail_that_still_waits_holds_its_notice(stage: Cast) -> None:
    tell(stage, "read", seen=True)
    stage.clock.now += timedelta(days=400)
    with stage.act() as session:
        assert forget(session, stage.house) == 0
    round_of_the_worker(stage)  # gives the mail up first
    assert "read" not in left(stage)


def test_very_many_go_a_part_at_a_time(stage: Cast) -> None:
    with stage.act() as session:
        for n in range(MOST_FORGOTTEN + 3):
            session.add(
                Notice(
                    person_id=stage.zhou.person_id,
                    kind=Kind.RETURNED,
                    detail={},
                    key=f"k{n}:1",
                    at=stage.clock.now,
                    seen_at=stage.clock.now,
                )
            )
    stage.clock.now += timedelta(days=200)
    with stage.act() as session:
        assert forget(session, stage.house) == MOST_FORGOTTEN
        assert forget(session, stage.house) == 3
