"""Somebody left, and comes back in another role: the pages of what they wrote or passed stay shut to them."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from planner.models import Person, RoleGrant, Territory
from planner.seeds import play
from planner.seeds.play import Stage
from planner.services import administration_leavers as leavers
from planner.services import administration_people as people
from planner.services import administration_roles as roles
from tests.web.conftest import Browser, SetClock

pytestmark = pytest.mark.slow  # a whole review with real keys


def leave_and_come_back(stage: Stage, name: str, role: str) -> None:
    """Everything goes to 叶知秋 or back to the queue; then the door opens again, with one role for 云川大区."""
    fang = stage.actor("fang.yinan@hengyu.example")
    with stage.act() as session:
        place = session.scalars(select(Territory.id).where(Territory.name == "云川大区")).one()
        taker = session.scalars(select(Person).where(Person.name == "叶知秋")).one()
        session.scalars(select(RoleGrant).where(RoleGrant.person_id == taker.id)).one().territory_id = place
        session.flush()
        subject = session.scalars(select(Person).where(Person.name == name)).one()
        shown = leavers.leaving(session, stage.house, fang, subject.id)
        wishes = {bundle.key: str(taker.id) if bundle.kind == "plans" else "" for bundle in shown.bundles}
        leavers.leave(session, stage.house, fang, subject.id, shown.seen, wishes)
        people.enable(session, stage.house, fang, subject.id, subject.version)
        roles.change(session, stage.house, fang, subject.id, subject.version, [(role, place)], "")


def test_the_former_author_as_manager_reads_the_plan_and_decides_nothing(
    submitted: str, signed_in: Callable[..., Browser], stage: Stage, clock: SetClock
) -> None:
    play.pass_on(stage, stage.actor("lu.zhiwei@hengyu.example"), submitted)
    clock.now = stage.clock.now
    leave_and_come_back(stage, "周亦宁", "manager")
    back = signed_in("zhou.yining")
    assert back.get(f"/plans/{submitted}").status_code == 200
    assert back.get(f"/approval/{submitted}").status_code == 404
    assert back.post(f"/approval/{submitted}/refuse", {"reason": "不行"}).status_code in (403, 404)
    assert f"/approval/{submitted}" not in back.get("/").text
    assert signed_in("han.muzhi").get(f"/approval/{submitted}").status_code == 200


def test_the_officer_who_passed_it_as_manager_does_not_approve_it(
    submitted: str, signed_in: Callable[..., Browser], stage: Stage, clock: SetClock
) -> None:
    play.pass_on(stage, stage.actor("lu.zhiwei@hengyu.example"), submitted)
    clock.now = stage.clock.now
    leave_and_come_back(stage, "陆知微", "manager")
    back = signed_in("lu.zhiwei")
    assert back.get(f"/approval/{submitted}").status_code == 404
    assert f"/approval/{submitted}" not in back.get("/").text
