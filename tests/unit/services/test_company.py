"""Company records through the eyes of each role."""

import pytest

from planner.kernel.errors import NotFound
from planner.services import company
from planner.workflow import Role
from tests.factories.stage import Cast


def test_people_come_with_roles_by_territory_and_whether_they_can_sign(stage: Cast) -> None:
    admin = stage.actor("fang.yinan@hengyu.example")
    with stage.act() as session:
        people = {member.name: member for member in company.people(session, admin)}
    assert people["周亦宁"].roles == ((Role.REPRESENTATIVE, "云川片区"),) and people["周亦宁"].signs
    assert people["程砚"].roles == ((Role.OFFICER, ""),), "an empty territory is the whole company"
    assert [m.employee_number for m in people.values()] == sorted(m.employee_number for m in people.values())


def test_the_tree_holds_every_territory_once_and_everybody_at_home(stage: Cast) -> None:
    admin = stage.actor("fang.yinan@hengyu.example")
    with stage.act() as session:
        tree = company.territories(session, admin)
        everybody = {member.name for member in company.people(session, admin)}

    def walk(places: tuple[company.Place, ...], depth: int = 1) -> list[tuple[int, company.Place]]:
        return [found for place in places for found in [(depth, place), *walk(place.below, depth + 1)]]

    found = walk(tree)
    assert max(depth for depth, _ in found) == 3
    assert len({place.id for _, place in found}) == len(found)
    assert {member.name for _, place in found for member in place.people} == everybody


def test_every_threshold_has_a_source_and_a_date(stage: Cast) -> None:
    manager = stage.actor("han.muzhi@hengyu.example")
    with stage.act() as session:
        policy = company.policy(session, manager)
    assert policy.values.keys() == policy.grounds.keys()
    assert all(ground.source and ground.as_of for ground in policy.grounds.values())


@pytest.mark.parametrize("who", ["zhou.yining", "lu.zhiwei", "han.muzhi"])
def test_people_and_territories_are_for_administrators(stage: Cast, who: str) -> None:
    actor = stage.actor(f"{who}@hengyu.example")
    with stage.act() as session:
        for read in (company.people, company.territories):
            with pytest.raises(NotFound):
                read(session, actor)


def test_a_representative_reads_neither_products_nor_policy(stage: Cast) -> None:
    actor = stage.actor("zhou.yining@hengyu.example")
    with stage.act() as session:
        for read in (company.products, company.policy):
            with pytest.raises(NotFound):
                read(session, actor)
