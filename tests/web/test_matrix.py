"""Every route, nine kinds of people and the head of compliance, a plan of one's own and one of others: who gets what.

What is expected stands in `matrix_table.py`, a line for each route; a route without a line fails. Nothing is
expected to be open: whoever is not named in the line must get 404, as if it were not there.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.routing import Rule

from planner.seeds.play import Stage
from planner.web.extensions import db
from tests.web.conftest import Browser, Place
from tests.web.matrix_people import PEOPLE, THERE, World, address_of, build
from tests.web.matrix_table import OPEN, ROUTES

SIGNED_IN = "".join(PEOPLE)[2:]


def _about_a_plan(rule: Rule) -> bool:
    return "number" in rule.arguments and not rule.rule.startswith(("/rulebook", "/notices"))


def _expected(line: str, who: str, elsewhere: bool) -> str:
    """The answer that a line of the table promises."""
    if line == OPEN:
        return "open"  # no door before it; what is asked for may still not exist
    if who in "sz":
        return "door"
    asked = next((there for there in THERE if THERE[there] == who), "-") if elsewhere else who
    let_in, _, told = line.partition("/")
    return "in" if asked in let_in else "told" if asked in told else "nothing"


@pytest.fixture
def world(app: Flask, place: Place, submitted: str, stage: Stage, signed_in: Callable[..., Browser]) -> Iterator[World]:
    """The company with a plan here and one elsewhere; forms need no token, so that the right alone decides."""
    app.config["WTF_CSRF_ENABLED"] = False
    made = build(place, stage, signed_in, submitted)
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", made.note)
    yield made
    event.remove(engine, "before_cursor_execute", made.note)
    app.config["WTF_CSRF_ENABLED"] = True
    made.forget()


def test_every_route_has_its_line(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ROUTES)


def test_a_line_names_only_people_who_are_signed_in() -> None:
    for endpoint, line in ROUTES.items():
        assert line == OPEN or set(line) <= set(SIGNED_IN) | {"/"}, endpoint


@pytest.mark.slow
def test_everybody_gets_what_the_table_says_and_nothing_else(app: Flask, world: World) -> None:
    wrong: list[str] = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.endpoint):
        plans = [(world.here, False), (world.elsewhere, True)] if _about_a_plan(rule) else [(world.here, False)]
        for plan, elsewhere in plans:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                for who in PEOPLE:
                    got, due = world.gets(who, method, address_of(rule, plan)), _expected(ROUTES.get(rule.endpoint, ""), who, elsewhere)
                    if got != due and not (due == "open" and got in ("in", "nothing")):
                        wrong.append(f"{rule.endpoint} {method} {'elsewhere' if elsewhere else 'here'}: {who} gets {got}, not {due}")
    assert wrong == []


READING_LEAVES = {
    *("audit_event", "attempt", "notice", "mail"),  # that something was taken away or looked up, and who hears of it
    *("sign_in_session", "presence"),  # that somebody is there
    *("job", "rule_preview"),  # work behind a page that is looked at
}
"""Tables that may be written when somebody only reads."""


@pytest.mark.slow
def test_reading_changes_nothing_but_that_it_was_read(app: Flask, world: World) -> None:
    written: set[str] = set()

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if found := re.match(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", statement, re.IGNORECASE):
            written.add(found[1])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    wrong: list[str] = []
    try:
        for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.endpoint):
            for who in PEOPLE if "GET" in (rule.methods or ()) else ():
                world.gets(who, "GET", address_of(rule, world.here))
                wrong += [f"{rule.endpoint}: {who} writes {table}" for table in written - READING_LEAVES]
                written.clear()
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    assert wrong == []
