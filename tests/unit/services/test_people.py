"""Adding, disabling and new passwords, at the machine."""

import pytest

from planner.kernel.errors import Invalid, NotFound
from planner.models import Person
from planner.services import invitations, people, sign_in
from planner.services.actor import actor_for
from planner.workflow import Role
from tests.factories.stage import Cast


def add(stage: Cast, **changed: object) -> Person:
    values: dict[str, object] = {
        "employee_number": "hy0999",
        "email": "Xu.Jia@hengyu.example",
        "name": "许嘉",
        "job_title": "医药代表",
        "territory": "临溪片区",
        "roles": [Role.REPRESENTATIVE],
        "password": "long enough 1",
    }
    with stage.act() as session:
        return people.add_person(session, stage.house, **{**values, **changed})  # type: ignore[arg-type]


def enter(stage: Cast, password: str) -> str | None:
    with stage.act() as session:
        return sign_in.try_sign_in(session, stage.house, login="HY0999", password=password, address="10.0.0.1").token


def test_somebody_added_can_sign_in_and_holds_the_role_for_the_territory(stage: Cast) -> None:
    person = add(stage)
    assert enter(stage, "long enough 1")
    with stage.act() as session:
        actor = actor_for(session, person.id)
    assert actor.has(Role.REPRESENTATIVE) and actor.territory_name == "临溪片区"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"employee_number": "HY0101"}, "employee_number"),
        ({"email": "zhou.yining@hengyu.example"}, "employee_number"),
        ({"email": "nowhere"}, "email"),
        ({"name": " "}, "name"),
        ({"roles": []}, "roles"),
        ({"password": "short"}, "password"),
        ({"territory": "月球"}, "territory"),
    ],
)
def test_what_does_not_fit_is_named(stage: Cast, changed: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as stop:
        add(stage, **changed)
    assert field in stop.value.errors


def test_disabled_and_new_passwords_hold_at_once(stage: Cast) -> None:
    add(stage)
    token = enter(stage, "long enough 1")
    with stage.act() as session:
        people.set_password(session, stage.house, "HY0999", "another long 2")
        assert sign_in.resume(session, stage.house, token or "", "") is None
    assert enter(stage, "long enough 1") is None
    token = enter(stage, "another long 2")
    with stage.act() as session:
        people.disable_person(session, stage.house, "HY0999")
        assert sign_in.resume(session, stage.house, token or "", "") is None
    assert enter(stage, "another long 2") is None


def test_nobody_has_that_number(stage: Cast) -> None:
    with pytest.raises(NotFound), stage.act() as session:
        people.disable_person(session, stage.house, "HY7777")


def test_the_machine_gives_a_link_that_sets_the_first_password_once_and_for_three_days(stage: Cast) -> None:
    person = add(stage, password="x" * 43)
    with stage.act() as session:
        first = invitations.from_the_machine(session, stage.house, session.get_one(Person, person.id))
        link = invitations.from_the_machine(session, stage.house, session.get_one(Person, person.id))

    def join(address: str) -> None:
        token = address.removeprefix("http://localhost:8000/invitation/")
        invitations.accept(stage.transaction, stage.house, token, password="kite over the snow", pin="604219", address="")

    with pytest.raises(NotFound):
        join(first)
    join(link)
    assert enter(stage, "kite over the snow") and not enter(stage, "x" * 43)
    with pytest.raises(NotFound):
        join(link)
    with stage.act() as session:
        late = invitations.from_the_machine(session, stage.house, session.get_one(Person, person.id))
    stage.clock.now += invitations.LASTS
    with pytest.raises(NotFound):
        join(late)
