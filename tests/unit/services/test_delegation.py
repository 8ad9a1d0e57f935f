"""Roles lent for some days: who may lend what to whom, and when it is worth nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from planner.kernel.errors import NotAllowed, NotFound
from planner.models import AuditEvent, Delegation, Person, Revision, RoleGrant, Territory
from planner.services import delegation, rights
from planner.services.audit import Event
from planner.services.delegation import Standing
from planner.services.people import disable_person
from planner.workflow import Part, Role
from tests.factories.lending import TODAY, grant, lend, parts, refused, refused_to_see
from tests.factories.stage import Cast

pytestmark = pytest.mark.slow  # whole acts with real keys and papers


def test_a_lent_role_counts_from_its_first_day_to_its_last(stage: Cast) -> None:
    number = stage.passed(stage.zhou, stage.lu)
    assert refused_to_see(stage, stage.tang, number)
    lend(stage, stage.han, stage.tang, Role.MANAGER, from_on=TODAY + timedelta(days=1), until_on=TODAY + timedelta(days=2))
    seen = []
    for _ in range(4):
        seen.append(not refused_to_see(stage, stage.tang, number))
        stage.clock.now += timedelta(days=1)
    assert seen == [False, True, True, False]


def test_what_was_lent_is_not_lent_on(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    lend(stage, stage.han, stage.tang, Role.MANAGER)
    grant(stage, stage.cheng, Role.MANAGER, "北泽片区")
    lend(stage, stage.tang, stage.cheng, Role.MANAGER)
    assert stage.cheng.lent[0].giver_id == stage.tang.person_id
    assert Part.MANAGER not in parts(stage, stage.cheng, number)
    with stage.act() as session:
        yunchuan = session.scalars(select(Territory.id).where(Territory.name == "云川大区")).one()
    assert refused(stage, stage.tang, stage.cheng, Role.MANAGER, territory_id=yunchuan) == {"territory"}


def test_a_part_of_what_one_has_can_be_lent(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    with stage.act() as session:
        linxi = session.scalars(select(Territory).where(Territory.name == "临溪片区")).one()
    lend(stage, stage.han, stage.tang, Role.MANAGER, territory_id=linxi.id)
    assert [one.path for one in stage.tang.lent] == [linxi.path]
    assert refused_to_see(stage, stage.tang, number)


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"from_on": TODAY - timedelta(days=1)}, {"from_on"}),
        ({"from_on": TODAY + timedelta(days=181), "until_on": TODAY + timedelta(days=190)}, {"from_on"}),
        ({"until_on": TODAY - timedelta(days=1)}, {"until_on"}),
        ({"until_on": TODAY + timedelta(days=90)}, {"until_on"}),
        ({"from_on": None, "until_on": None}, {"from_on", "until_on"}),
        ({"reason": "  "}, {"reason"}),
        ({"reason": "长" * 201}, {"reason"}),
        ({"territory_id": 10_000}, {"territory"}),
    ],
)
def test_days_reason_and_territory_must_fit(stage: Cast, more: dict[str, Any], fields: set[str]) -> None:
    assert refused(stage, stage.han, stage.tang, Role.MANAGER, **more) == fields


def test_ninety_days_are_allowed(stage: Cast) -> None:
    lend(stage, stage.han, stage.tang, Role.MANAGER, until_on=TODAY + timedelta(days=89))
    assert len(stage.tang.lent) == 1


def test_the_taker_does_that_kind_of_work_already(stage: Cast) -> None:
    for giver, taker, role in (
        (stage.han, stage.lu, Role.MANAGER),
        (stage.lu, stage.han, Role.OFFICER),
        (stage.gu, stage.tang, Role.HEAD_OF_COMPLIANCE),
        (stage.han, stage.fang, Role.MANAGER),
        (stage.han, stage.han, Role.MANAGER),
    ):
        assert refused(stage, giver, taker, role) == {"taker"}
    assert refused(stage, stage.lu, stage.cheng, Role.HEAD_OF_COMPLIANCE) == {"role"}  # not one's own
    for stranger in (stage.zhou, stage.fang):
        with pytest.raises(NotAllowed):
            lend(stage, stranger, stage.tang, Role.MANAGER)


def test_the_powers_of_the_head_go_to_an_officer_and_count_for_plans_alone(stage: Cast) -> None:
    lend(stage, stage.gu, stage.lu, Role.HEAD_OF_COMPLIANCE)
    lu = stage.lu
    assert not lu.has(Role.HEAD_OF_COMPLIANCE) and not lu.covers("/1/", Role.HEAD_OF_COMPLIANCE)
    stage.submitted(stage.shen)
    with stage.act() as session:
        row = session.scalars(select(Revision)).one()
        assert rights.covers(lu, row.plan, row, Role.HEAD_OF_COMPLIANCE)
        found = rights.behalf(lu, row.plan, row, Role.HEAD_OF_COMPLIANCE)
        assert found is not None and found.giver == "顾清和"


def test_the_same_is_not_lent_twice_nor_to_and_fro(stage: Cast) -> None:
    lend(stage, stage.han, stage.tang, Role.MANAGER)
    later = {"from_on": TODAY + timedelta(days=13), "until_on": TODAY + timedelta(days=20)}
    assert refused(stage, stage.han, stage.tang, Role.MANAGER, **later) == {"from_on"}
    assert refused(stage, stage.tang, stage.han, Role.MANAGER) == {"taker"}
    lend(stage, stage.han, stage.tang, Role.MANAGER, from_on=TODAY + timedelta(days=14), until_on=TODAY + timedelta(days=20))


@pytest.mark.parametrize("who", ["han", "tang"])
def test_giver_and_taker_end_it_at_once_and_nobody_else_can(stage: Cast, who: str) -> None:
    number = stage.submitted(stage.zhou)
    key = lend(stage, stage.han, stage.tang, Role.MANAGER)
    for stranger in (stage.cheng, stage.fang, stage.zhou):
        with pytest.raises(NotFound), stage.act() as session:
            delegation.end(session, stage.house, stranger, key)
    for _ in range(2):
        with stage.act() as session:
            delegation.end(session, stage.house, getattr(stage, who), key)
    assert refused_to_see(stage, stage.tang, number)
    with stage.act() as session:
        row = session.scalars(select(Delegation)).one()
        assert delegation.standing(row, TODAY) is Standing.ENDED and row.ended_by_id == getattr(stage, who).person_id
        assert session.scalar(select(func.count()).where(AuditEvent.event == Event.DELEGATION_END)) == 1


def _disable_giver(stage: Cast) -> None:
    with stage.act() as session:
        disable_person(session, stage.house, "HY0301")


def _giver_loses_the_role(stage: Cast) -> None:
    with stage.act() as session:
        session.query(RoleGrant).filter_by(person_id=stage.han.person_id).delete()


def _taker_loses_the_role(stage: Cast) -> None:
    with stage.act() as session:
        session.query(RoleGrant).filter_by(person_id=stage.tang.person_id).delete()


@pytest.mark.parametrize("change", [_disable_giver, _giver_loses_the_role, _taker_loses_the_role])
def test_it_is_worth_nothing_from_the_moment_a_role_is_gone(stage: Cast, change: Callable[[Cast], None]) -> None:
    lend(stage, stage.han, stage.tang, Role.MANAGER)
    giver = stage.han.person_id
    assert stage.tang.lent
    change(stage)
    assert not stage.tang.lent
    with stage.act() as session:
        delegation.tidy(session, stage.house, giver, None)
        row = session.scalars(select(Delegation)).one()
        assert row.ended_at is not None
        assert session.scalar(select(func.count()).where(AuditEvent.event == Event.DELEGATION_END)) == 1
        assert delegation.tidy(session, stage.house, giver, None) == 0


def test_people_see_what_they_gave_and_took(stage: Cast) -> None:
    lend(stage, stage.han, stage.tang, Role.MANAGER)
    with stage.act() as session:
        gave, took = (delegation.of_person(session, who.person_id) for who in (stage.han, stage.tang))
        assert [one.taker.name for one in gave.given] == ["唐予安"] and not gave.taken
        assert [one.giver.name for one in took.taken] == ["韩牧之"] and not took.given
        assert [one.id for one in delegation.running(session, stage.house)] == [gave.given[0].id]
        names = {choice.name for choice in delegation.takers(session, stage.lu)}
        assert names == {"程砚", "顾清和"}
        assert session.scalar(select(func.count()).select_from(Person)) == 9
