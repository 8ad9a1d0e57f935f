"""Administrators among themselves: one always stays, nobody acts alone unseen, none has a part in a plan."""

import pytest
from sqlalchemy import select

from planner.kernel.errors import Invalid, NotAllowed, NotFound
from planner.models import Notice, Person, RoleGrant
from planner.services import administration_people as people
from planner.services import administration_roles as roles
from planner.services import invitations, sign_in
from planner.services.actor import Actor, actor_for
from planner.services.people import add_person
from planner.services.policy import policy_in_force, set_policy
from planner.workflow import Role
from tests.factories.lending import refused_to_see
from tests.factories.stage import Cast, second_administrator


@pytest.fixture
def second(stage: Cast) -> Actor:
    """Another administrator."""
    return second_administrator(stage)


def disable(stage: Cast, by: Actor, subject: Actor) -> None:
    with stage.act() as session:
        people.disable(session, stage.house, by, subject.person_id, session.get_one(Person, subject.person_id).version)


def change(stage: Cast, by: Actor, subject: Actor, *wanted: tuple[str, int | None]) -> bool:
    with stage.act() as session:
        person = session.get_one(Person, subject.person_id)
        return roles.change(session, stage.house, by, subject.person_id, person.version, wanted, "因为换岗")


def alerts(stage: Cast, who: Actor) -> list[str]:
    with stage.act() as session:
        return list(session.scalars(select(Notice.kind).where(Notice.person_id == who.person_id).order_by(Notice.id)))


def test_whoever_was_removed_a_moment_ago_removes_nobody(stage: Cast, second: Actor) -> None:
    disable(stage, stage.fang, second)
    with pytest.raises(NotFound):
        disable(stage, second, stage.fang)
    with stage.act() as session:
        assert roles.administrators(session) == [stage.fang.person_id]


def test_whoever_lost_the_role_a_moment_ago_does_nothing_more(stage: Cast, second: Actor) -> None:
    with stage.act() as session:
        set_policy(session, stage.house, stage.fang, policy_in_force(session).model_copy(update={"roles_need_second": False}))
    assert change(stage, stage.fang, second, ("officer", None)) is True
    for act in (
        lambda s: invitations.invite(s, stage.house, second, stage.lu.person_id),
        lambda s: people.enable(s, stage.house, second, 1, 1),
    ):
        with pytest.raises(NotFound), stage.act() as session:
            act(session)


def test_the_last_administrator_stays_one(stage: Cast) -> None:
    with pytest.raises(NotAllowed):
        change(stage, stage.fang, stage.fang, ("officer", None))
    with pytest.raises(NotAllowed):
        disable(stage, stage.fang, stage.fang)


def test_of_two_administrators_one_is_removed_only_with_their_own_word(stage: Cast, second: Actor) -> None:
    assert change(stage, stage.fang, second, ("officer", None)) is False
    with stage.act() as session:
        (asked,) = roles.waiting(session, second)
        assert asked.may_agree
        roles.approve(session, stage.house, second, asked.id)
    with stage.act() as session:
        assert roles.administrators(session) == [stage.fang.person_id]
        assert actor_for(session, second.person_id).roles == {Role.OFFICER}


def test_among_three_nobody_agrees_to_a_change_of_their_own_roles(stage: Cast, second: Actor) -> None:
    with stage.act() as session:
        made = add_person(
            session, stage.house, employee_number="HY0903", email="third@hengyu.example", name="第三", job_title="系统管理员",
            territory="全国", roles=[Role.ADMINISTRATOR], password="long enough 1",
        )  # fmt: skip
        third = actor_for(session, made.id)
    change(stage, stage.fang, second, ("officer", None))
    with stage.act() as session:
        (asked,) = roles.waiting(session, second)
        assert not asked.may_agree
        with pytest.raises(NotAllowed):
            roles.approve(session, stage.house, second, asked.id)
    with stage.act() as session:
        assert roles.waiting(session, third)[0].may_agree


def test_a_changed_role_holds_at_once_in_a_session_that_is_open(stage: Cast) -> None:
    with stage.act() as session:
        token = sign_in.try_sign_in(session, stage.house, login="HY0201", password="hengyu-2026", address="").token or ""
    change(stage, stage.fang, stage.lu, ("manager", 2))
    with stage.act() as session:
        entered = sign_in.resume(session, stage.house, token, "")
        assert entered is not None and entered.roles == {Role.MANAGER}


@pytest.mark.slow
def test_a_new_role_that_asks_for_a_second_factor_ends_sessions_that_a_password_opened(stage: Cast) -> None:
    with stage.act() as session:
        set_policy(session, stage.house, None, policy_in_force(session).model_copy(update={"second_factor_roles": ("manager",)}))
        token = sign_in.try_sign_in(session, stage.house, login="HY0201", password="hengyu-2026", address="").token or ""
    change(stage, stage.fang, stage.lu, ("manager", 2))
    with stage.act() as session:
        assert sign_in.resume(session, stage.house, token, "") is None
        assert sign_in.try_sign_in(session, stage.house, login="HY0201", password="hengyu-2026", address="").waits_for == "setup"


def test_all_administrators_hear_of_what_one_did_alone(stage: Cast, second: Actor) -> None:
    fang, lu = stage.fang, stage.lu
    disable(stage, fang, lu)
    assert alerts(stage, second) == [], "a disabled officer is everyday work"
    with stage.act() as session:
        people.enable(session, stage.house, fang, lu.person_id, session.get_one(Person, lu.person_id).version)
        invitations.invite(session, stage.house, fang, lu.person_id)
    assert alerts(stage, second) == ["enabled_alert", "link_alert"], "roles came back, and a door was opened anew"
    disable(stage, second, fang)
    with stage.act() as session:
        acts = [(one.act, one.person) for one in roles.told(session, stage.house, second)]
    assert acts == [("disable", "方以南"), ("invite", "陆知微"), ("enable", "陆知微")]


def test_nobody_with_plans_in_hand_becomes_an_administrator(stage: Cast) -> None:
    stage.draft(stage.zhou, through="basics")
    with pytest.raises(Invalid) as stop:
        change(stage, stage.fang, stage.zhou, ("administrator", None))
    assert "交接" in stop.value.errors["roles"].zh


def test_an_administrator_sees_no_plan_not_even_one_of_their_own(stage: Cast) -> None:
    number = stage.draft(stage.zhou, through="basics")
    with stage.act() as session:  # behind every service's back
        grant = session.scalars(select(RoleGrant).where(RoleGrant.person_id == stage.zhou.person_id)).one()
        grant.role, grant.territory_id = "administrator", None
    assert refused_to_see(stage, stage.zhou, number)
