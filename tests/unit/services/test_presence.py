"""Who has a plan open now: a sign that ends by itself, is not written too often and leaves no trace in the trail."""

import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from planner.kernel.errors import NotFound
from planner.models import AuditEvent, Plan, Presence, Revision
from planner.seeds.load import load
from planner.services import presence
from planner.services.actor import Actor
from planner.workflow import Part
from tests.factories.stage import Cast


@pytest.fixture
def number(stage: Cast) -> str:
    """A plan of 周亦宁 that waits for review: 陆知微, 顾清和 and the manager 韩牧之 may open it."""
    load(stage.transaction, stage.house, 20, 20)
    with stage.act() as session:
        key, found = session.execute(select(Plan.id, Plan.number).join(Revision).where(Revision.state == "in_review").limit(1)).one()
        session.execute(update(Plan).where(Plan.id == key).values(author_id=stage.zhou.person_id, territory_id=stage.zhou.territory_id))
        return str(found)


def look(stage: Cast, actor: Actor, number: str, part: Part = Part.OFFICER) -> list[str]:
    """One sign of life; the names of the others."""
    with Session(stage.engine) as reading:
        return [one.name for one in presence.look(reading, stage.transaction, stage.house, actor, number, part)]


def others(stage: Cast, actor: Actor, number: str) -> list[str]:
    """Who a list shows beside a plan."""
    with Session(stage.engine) as reading:
        return [one.name for one in presence.lookers(reading, stage.house, actor, [number, "2026-LA-9999"]).get(number, ())]


def test_whoever_looks_is_shown_to_the_others_and_not_to_themselves(stage: Cast, number: str) -> None:
    assert look(stage, stage.lu, number) == []
    assert look(stage, stage.gu, number) == ["陆知微"]
    assert others(stage, stage.lu, number) == ["顾清和"]
    assert look(stage, stage.han, number, Part.MANAGER) == ["陆知微", "顾清和"]


def test_it_ends_by_itself_a_minute_after_the_last_sign(stage: Cast, number: str) -> None:
    look(stage, stage.lu, number)
    stage.clock.now += presence.LASTS - presence.BEAT
    assert others(stage, stage.gu, number) == ["陆知微"]
    look(stage, stage.lu, number)
    stage.clock.now += presence.LASTS
    assert others(stage, stage.gu, number) == []
    look(stage, stage.gu, number)
    with Session(stage.engine) as session:
        assert session.scalars(select(Presence.person_id)).all() == [stage.gu.person_id], "who left is forgotten"


def test_a_fresh_sign_is_not_written_again_and_an_older_one_in_one_statement(stage: Cast, number: str) -> None:
    look(stage, stage.lu, number)
    lu = stage.lu
    said: list[str] = []
    event.listen(stage.engine, "before_cursor_execute", lambda _c, _u, statement, *_: said.append(statement.split()[0].upper()))
    stage.clock.now += presence.FRESH - (presence.BEAT - presence.FRESH)
    look(stage, lu, number)
    assert set(said) <= {"SELECT", "BEGIN"}
    said.clear()
    stage.clock.now += presence.BEAT
    look(stage, lu, number)
    assert [word for word in said if word in ("INSERT", "UPDATE", "DELETE")] == ["INSERT"]
    said.clear()
    others(stage, lu, number)
    assert said.count("SELECT") == 1
    with Session(stage.engine) as session:
        assert session.scalar(select(func.count()).select_from(Presence)) == 1


def test_nobody_looks_through_a_page_that_is_not_theirs(stage: Cast, number: str) -> None:
    for actor, part in ((stage.zhou, Part.OFFICER), (stage.han, Part.OFFICER), (stage.lu, Part.MANAGER), (stage.tang, Part.MANAGER)):
        with pytest.raises(NotFound):
            look(stage, actor, number, part)
    with Session(stage.engine) as session:
        assert session.scalar(select(func.count()).select_from(Presence)) == 0


def test_the_trail_does_not_grow_by_looking(stage: Cast, number: str) -> None:
    with Session(stage.engine) as session:
        before = session.scalar(select(func.count()).select_from(AuditEvent))
    look(stage, stage.lu, number)
    with Session(stage.engine) as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == before
