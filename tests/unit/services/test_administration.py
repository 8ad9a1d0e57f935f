"""People and roles as administrators keep them."""

import pytest
from sqlalchemy import select

from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from planner.models import AuditEvent, Certificate, Person, RoleGrant
from planner.services import administration_people as people
from planner.services import administration_roles as roles
from planner.services import delegation, invitations, sign_in
from planner.services.actor import Actor, actor_for
from planner.services.administration import differences, history
from planner.services.administration_people import PersonForm
from planner.services.administration_policy import form_of, save
from planner.services.people import add_person
from planner.services.pins import has_pin
from planner.services.policy import policy_in_force
from planner.workflow import Role
from tests.factories.stage import Cast, second_administrator

NEW = PersonForm("许嘉", "hy0999", "Xu.Jia@hengyu.example", "医药代表", "3", "浙备2026-019999", "2028-06-30")


@pytest.fixture
def second(stage: Cast) -> Actor:
    """Another administrator."""
    return second_administrator(stage)


def events(stage: Cast) -> list[str]:
    with stage.act() as session:
        return list(session.scalars(select(AuditEvent.event).order_by(AuditEvent.seq)))


def change(stage: Cast, by: Actor, subject: int, *wanted: tuple[str, int | None]) -> bool:
    with stage.act() as session:
        person = session.get_one(Person, subject)
        return roles.change(session, stage.house, by, subject, person.version, wanted, "因为换岗")


def has(stage: Cast, subject: int, role: Role) -> bool:
    with stage.act() as session:
        return actor_for(session, subject).has(role)


def test_somebody_invited_sets_password_and_pin_once_and_has_no_role_yet(stage: Cast) -> None:
    with stage.act() as session:
        person = people.add(session, stage.house, stage.fang, NEW).id
        token = invitations.invite(session, stage.house, stage.fang, person)
    with stage.act() as session:
        assert invitations.whose(session, stage.house, token).name == "许嘉"
    invitations.accept(stage.transaction, stage.house, token, password="a password of mine", pin="271828", address="10.0.0.1")
    with stage.act() as session:
        entered = sign_in.try_sign_in(session, stage.house, login="HY0999", password="a password of mine", address="10.0.0.1")
        assert entered.token and has_pin(session, person) and not actor_for(session, person).roles
        standing = invitations.standing(session, stage.house, person)
        assert standing is not None and standing.state == "used"
    with pytest.raises(NotFound):
        invitations.accept(stage.transaction, stage.house, token, password="a second password", pin="271828", address="")
    assert {"person.create", "person.invite", "person.join", "person.pin_set"} <= set(events(stage))


def test_a_link_runs_out_and_a_new_one_ends_the_old(stage: Cast) -> None:
    with stage.act() as session:
        person = people.add(session, stage.house, stage.fang, NEW).id
        old = invitations.invite(session, stage.house, stage.fang, person)
        new = invitations.invite(session, stage.house, stage.fang, person)
    with stage.act() as session:
        with pytest.raises(NotFound):
            invitations.whose(session, stage.house, old)
        assert invitations.whose(session, stage.house, new).id == person
    stage.clock.now += invitations.LASTS
    with stage.act() as session, pytest.raises(NotFound):
        invitations.whose(session, stage.house, new)


@pytest.mark.parametrize(("password", "pin", "field"), [("short", "271828", "password"), ("long enough 1", "111111", "pin")])
def test_a_weak_password_or_pin_does_not_use_the_link_up(stage: Cast, password: str, pin: str, field: str) -> None:
    with stage.act() as session:
        person = people.add(session, stage.house, stage.fang, NEW).id
        token = invitations.invite(session, stage.house, stage.fang, person)
    with pytest.raises(Invalid) as stop:
        invitations.accept(stage.transaction, stage.house, token, password=password, pin=pin, address="")
    assert field in stop.value.errors
    with stage.act() as session:
        assert invitations.whose(session, stage.house, token).id == person


def test_a_new_link_for_somebody_who_works_here_ends_password_sessions_and_key(stage: Cast) -> None:
    with stage.act() as session:
        token = sign_in.try_sign_in(session, stage.house, login="HY0201", password="hengyu-2026", address="").token or ""
    with stage.act() as session:
        invitations.invite(session, stage.house, stage.fang, stage.lu.person_id)
    with stage.act() as session:
        assert sign_in.resume(session, stage.house, token, "") is None
        assert not has_pin(session, stage.lu.person_id)
        assert sign_in.try_sign_in(session, stage.house, login="HY0201", password="hengyu-2026", address="").token is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"), ({"name": "人" * 61}, "name"), ({"employee_number": "HY0101"}, "employee_number"),
        ({"employee_number": "!"}, "employee_number"), ({"email": "zhou.yining@hengyu.example"}, "email"), ({"email": "a b@c"}, "email"),
        ({"email": "x@y.example\nBcc: z@y.example"}, "email"), ({"territory": "77"}, "territory"), ({"territory": "x"}, "territory"),
        ({"filing_expires": "tomorrow"}, "filing_expires"), ({"filing_number": ""}, "filing_number"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_at_its_field(stage: Cast, changed: dict[str, str], field: str) -> None:
    form = PersonForm(**{**{name: getattr(NEW, name) for name in NEW.__dataclass_fields__}, **changed})
    with stage.act() as session, pytest.raises(Invalid) as stop:
        people.add(session, stage.house, stage.fang, form)
    assert list(stop.value.errors) == [field]


def test_a_change_is_kept_with_who_when_before_and_after_and_the_second_writer_stops(stage: Cast) -> None:
    with stage.act() as session:
        shown = session.get_one(Person, stage.zhou.person_id)
        version, form = shown.version, people.form_of(shown)
    moved = PersonForm(**{**{name: getattr(form, name) for name in form.__dataclass_fields__}, "job_title": "高级医药代表"})
    with stage.act() as session:
        assert people.save(session, stage.house, stage.fang, stage.zhou.person_id, version, moved)
        assert not people.save(session, stage.house, stage.fang, stage.zhou.person_id, version + 1, moved), "nothing was different"
    with stage.act() as session, pytest.raises(Stale):
        people.save(session, stage.house, stage.fang, stage.zhou.person_id, version, form)
    with stage.act() as session:
        (line,) = history(session, session.get_one(Person, stage.zhou.person_id))
    assert line.by == "方以南" and differences(line) == [("job_title", "医药代表", "高级医药代表")]


def test_roles_wait_for_a_second_administrator_and_then_hold_at_once(stage: Cast, second: Actor) -> None:
    assert change(stage, stage.fang, stage.zhou.person_id, ("manager", 2)) is False
    assert not has(stage, stage.zhou.person_id, Role.MANAGER)
    with stage.act() as session:
        (asked,) = roles.waiting(session, second)
        assert (asked.person, asked.by, asked.mine, asked.after) == ("周亦宁", "方以南", False, ((Role.MANAGER, "云川大区"),))
        with pytest.raises(NotAllowed):
            roles.approve(session, stage.house, stage.fang, asked.id)
    with stage.act() as session:
        roles.approve(session, stage.house, second, asked.id)
    assert has(stage, stage.zhou.person_id, Role.MANAGER) and not has(stage, stage.zhou.person_id, Role.REPRESENTATIVE)
    with stage.act() as session:
        line = history(session, session.get_one(Person, stage.zhou.person_id))[0]
        assert (line.by, line.second) == ("方以南", "秦书")
        assert roles.told(session, stage.house, second) == [], "two people: nobody has to be told"
    with stage.act() as session, pytest.raises(Stale):
        roles.approve(session, stage.house, second, asked.id)


def test_the_only_administrator_changes_roles_alone_and_all_are_told(stage: Cast) -> None:
    assert change(stage, stage.fang, stage.zhou.person_id, ("representative", 4)) is True
    with stage.act() as session:
        (line,) = roles.told(session, stage.house, stage.fang)
    assert (line.person, line.by) == ("周亦宁", "方以南")


def test_the_policy_may_do_without_the_second_one(stage: Cast, second: Actor) -> None:
    with stage.act() as session:
        policy = policy_in_force(session)
        form = form_of(stage.house, policy)
        values = {name: getattr(form, name) for name in form.__dataclass_fields__} | {"switches": frozenset({"assign_reviews"})}
        save(session, stage.house, stage.fang, type(form)(**values), policy.hash)
    assert change(stage, stage.fang, stage.zhou.person_id, ("manager", 2)) is True


def test_refused_and_taken_back_change_nothing(stage: Cast, second: Actor) -> None:
    for act, by in ((roles.refuse, second), (roles.withdraw, stage.fang)):
        change(stage, stage.fang, stage.zhou.person_id, ("manager", 2))
        with stage.act() as session:
            act(session, stage.house, by, roles.waiting(session, by)[0].id)
            assert roles.waiting(session, by) == []
    assert has(stage, stage.zhou.person_id, Role.REPRESENTATIVE)
    assert {"role.propose", "role.refuse", "role.withdraw"} <= set(events(stage))


def test_an_administrator_has_no_part_in_the_workflow(stage: Cast, second: Actor) -> None:
    for subject, wanted in (
        (second.person_id, [("administrator", None), ("manager", 2)]),
        (stage.lu.person_id, [("officer", 2), ("administrator", None)]),
    ):
        with pytest.raises(Invalid) as stop:
            change(stage, stage.fang, subject, *wanted)
        assert "不参与" in stop.value.errors["roles"].zh
    with pytest.raises(Invalid), stage.act() as session:
        add_person(
            session, stage.house, employee_number="HY0903", email="both@hengyu.example", name="两样", job_title="x",
            territory="全国", roles=[Role.ADMINISTRATOR, Role.OFFICER], password="long enough 1",
        )  # fmt: skip


def test_nobody_changes_their_own_roles_or_shuts_themselves_out(stage: Cast) -> None:
    with pytest.raises(NotAllowed):
        change(stage, stage.fang, stage.fang.person_id, ("officer", None))
    for act in (lambda s: people.disable(s, stage.house, stage.fang, stage.fang.person_id, 1), lambda s: people.reset_pin(s, stage.house, stage.fang, stage.fang.person_id)):  # fmt: skip
        with pytest.raises(NotAllowed), stage.act() as session:
            act(session)


def test_disabling_ends_sessions_and_enabling_brings_the_roles_back(stage: Cast) -> None:
    with stage.act() as session:
        token = sign_in.try_sign_in(session, stage.house, login="HY0301", password="hengyu-2026", address="").token or ""
        people.disable(session, stage.house, stage.fang, stage.han.person_id, 1)
    with stage.act() as session:
        assert sign_in.resume(session, stage.house, token, "") is None
        people.enable(
            session,
            stage.house,
            stage.fang,
            session.get_one(Person, session.scalars(select(Person.id).where(Person.employee_number == "HY0301")).one()).id,
            2,
        )
    assert has(stage, stage.han.person_id, Role.MANAGER)


def test_a_reset_pin_retires_the_key_and_keeps_it_for_what_it_signed(stage: Cast) -> None:
    with stage.act() as session:
        people.reset_pin(session, stage.house, stage.fang, stage.lu.person_id)
    with stage.act() as session:
        assert not has_pin(session, stage.lu.person_id)
        assert session.scalars(select(Certificate.state).where(Certificate.person_id == stage.lu.person_id)).all() == ["retired"]
    with stage.act() as session, pytest.raises(Invalid):
        people.reset_pin(session, stage.house, stage.fang, stage.lu.person_id)


@pytest.mark.parametrize("who", ["zhou", "lu", "gu", "han"])
def test_for_everybody_else_there_is_no_administration(stage: Cast, who: str) -> None:
    actor = getattr(stage, who)
    with stage.act() as session:
        for act in (
            lambda: people.add(session, stage.house, actor, NEW),
            lambda: roles.change(session, stage.house, actor, stage.ye.person_id, 1, [], ""),
            lambda: roles.waiting(session, actor),
            lambda: invitations.invite(session, stage.house, actor, stage.ye.person_id),
        ):
            with pytest.raises(NotFound):
                act()
        assert session.scalar(select(RoleGrant.id).where(RoleGrant.person_id == stage.ye.person_id)) is not None
        assert delegation.live(session, stage.house, actor.person_id) == []
