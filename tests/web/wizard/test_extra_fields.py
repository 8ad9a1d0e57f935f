"""T27: a form writes what it asks for; whatever else is sent along changes nothing."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from planner.models import Person, Plan, Revision, RoleGrant
from planner.web.extensions import reading
from tests.web.conftest import Browser
from tests.web.wizard.conftest import STEPS, form_of

MORE = {
    "state": "approved", "author_id": "3", "plan_id": "1", "number": "2020-LA-0001", "version": "999", "revision": "9", "round": "5",
    "territory_id": "1", "verify_code": "A" * 20, "content": "{}", "basics.state": "approved", "basics.author_id": "3", "basics.id": "x",
    "basics.__class__": "x", "introduction.introduction": "another step", "basics.title.zh": "x", "roles": "manager", "active": "1",
}  # fmt: skip


def kept(app: Flask) -> dict[str, list[Any]]:
    """Every row that such a form could be after, without what saving moves on purpose."""
    moved = {"version", "updated_at", "answers", "edited_at", "touched_at", "language", "theme"}
    with app.app_context():
        session = reading()
        return {
            table.__tablename__: [
                {column.name: getattr(row, column.key) for column in table.__table__.columns if column.name not in moved}
                for row in session.scalars(select(table).order_by(*table.__table__.primary_key.columns))
            ]
            for table in (Plan, Revision, Person, RoleGrant)
        }


def test_a_step_takes_its_own_fields_alone(app: Flask, author: Browser, plan: str, fill: Callable[..., TestResponse]) -> None:
    fill("basics", **{"basics.title": "云川片区上市计划"})
    before = kept(app)
    assert fill("basics", **{"basics.title": "云川片区上市计划", **MORE}).status_code in (200, 303)
    assert kept(app) == before
    assert form_of(author.get(STEPS + "introduction"))["introduction.introduction"] == [""]


def test_a_new_plan_is_its_writers_draft_whatever_was_sent(app: Flask, author: Browser, plan: str) -> None:
    before = {row["number"] for row in kept(app)["plan"]}
    assert author.post("/plans", {"kind": "launch", **MORE}).status_code == 303
    after = kept(app)
    mine = next(row["author_id"] for row in after["plan"] if row["number"] == plan)
    fresh = [row for row in after["plan"] if row["number"] not in before]
    assert len(fresh) == 1 and fresh[0]["author_id"] == mine
    assert {row["state"] for row in after["revision"] if row["plan_id"] == fresh[0]["id"]} == {"draft"}


def test_nobody_gives_themselves_a_role_at_the_account_page(app: Flask, author: Browser, plan: str) -> None:
    before = kept(app)
    author.post("/language", {"language": "en", **MORE})
    author.post("/theme", {"theme": "dark", **MORE})
    assert kept(app) == before
