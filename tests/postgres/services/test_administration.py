"""What administrators do, with PostgreSQL under it: the same promises, and exactly one winner where two act at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from planner.kernel.errors import PlannerError
from planner.models import CompanyChange, Person, RoleGrant, Territory
from planner.services import administration_people as people
from planner.services import administration_places as places
from planner.services import administration_roles as roles
from planner.services.actor import Actor, actor_for
from planner.services.administration_places import PlaceForm
from tests.factories.stage import Cast, second_administrator


def at_once(*acts: Callable[[], object]) -> int:
    """How many of some acts, started together, were let through."""

    def through(act: Callable[[], object]) -> bool:
        try:
            act()
        except PlannerError:
            return False
        return True

    with ThreadPoolExecutor(len(acts)) as threads:
        return sum(threads.map(through, acts))


def test_two_who_move_the_same_territory_leave_one_whole_tree(stage: Cast) -> None:
    second, rounds = second_administrator(stage), 10
    with stage.act() as session:
        ids = {row.name: row.id for row in session.scalars(select(Territory))}

    def move(actor: Actor, above: str, seen: int) -> None:
        with stage.act() as session:
            places.save(session, stage.house, actor, ids["云川片区"], seen, PlaceForm("云川片区", str(ids[above])))

    for turn in range(rounds):
        with stage.act() as session:
            seen = session.get_one(Territory, ids["云川片区"]).version
        goals = ("海岚大区", "海岚片区") if turn % 2 == 0 else ("云川大区", "临溪片区")
        assert at_once(lambda: move(stage.fang, goals[0], seen), lambda: move(second, goals[1], seen)) == 1  # noqa: B023
        with stage.act() as session:
            for row in session.scalars(select(Territory)):
                above = session.get_one(Territory, row.parent_id).path if row.parent_id else "/"
                assert row.path == f"{above}{row.id}/"


def test_a_proposal_is_answered_once(stage: Cast) -> None:
    second = second_administrator(stage)
    for _ in range(5):
        with stage.act() as session:
            person = session.get_one(Person, stage.zhou.person_id)
            held = roles.held(person)
            wanted = [("manager", 2)] if held[0][0] == "representative" else [("representative", 3)]
            roles.change(session, stage.house, stage.fang, person.id, person.version, wanted, "")
        with stage.act() as session:
            (asked,) = roles.waiting(session, second)

        def answer(act: Callable[..., None], by: Actor) -> None:
            with stage.act() as session:
                act(session, stage.house, by, asked.id)  # noqa: B023

        assert (
            at_once(lambda: answer(roles.approve, second), lambda: answer(roles.refuse, second), lambda: answer(roles.withdraw, stage.fang))
            == 1
        )
        with stage.act() as session:
            assert session.scalar(select(func.count()).where(RoleGrant.person_id == stage.zhou.person_id)) == 1
            assert roles.waiting(session, second) == []


def test_two_who_change_the_same_record_leave_one_change(stage: Cast) -> None:
    second = second_administrator(stage)
    with stage.act() as session:
        form = people.form_of(session.get_one(Person, stage.ye.person_id))

    def save(actor: Actor, title: str) -> None:
        with stage.act() as session:
            people.save(session, stage.house, actor, stage.ye.person_id, 1, people.PersonForm(**{**_values(form), "job_title": title}))

    assert at_once(lambda: save(stage.fang, "一"), lambda: save(second, "二")) == 1
    with stage.act() as session:
        assert session.scalar(select(func.count()).where(CompanyChange.kind == "person")) == 1


def _values(form: people.PersonForm) -> dict[str, str]:
    return {name: getattr(form, name) for name in form.__dataclass_fields__}


def test_of_two_administrators_who_remove_each_other_at_once_one_stays(stage: Cast) -> None:
    first, second = stage.fang, second_administrator(stage)

    def remove(by: Actor, subject: Actor) -> None:
        with stage.act() as session:
            people.disable(session, stage.house, by, subject.person_id, session.get_one(Person, subject.person_id).version)

    for _ in range(10):
        assert at_once(lambda: remove(first, second), lambda: remove(second, first)) == 1
        with stage.act() as session:
            (left,) = roles.administrators(session)
            gone = second if left == first.person_id else first
            people.enable(session, stage.house, actor_for(session, left), gone.person_id, session.get_one(Person, gone.person_id).version)
