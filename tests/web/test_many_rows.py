"""Every list asks the database as often with many rows as with few."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event, insert

from planner.models import Notice, SavedFilter
from planner.seeds.load import load
from planner.seeds.play import Stage
from planner.services.audit import Event, record
from planner.web.extensions import db
from tests.web.conftest import Browser

PAGES = (
    ("gu.qinghe", "/"),
    ("gu.qinghe", "/?category=claims&kind=launch"),
    ("lu.zhiwei", "/?show=mine&sort=age"),
    ("han.muzhi", "/"),
    ("han.muzhi", "/team"),
    ("han.muzhi", "/team?kind=launch"),
    ("han.muzhi", "/team?state=approved"),
    ("lu.zhiwei", "/review/{number}"),
    ("zhou.yining", "/plans"),
    ("zhou.yining", "/notices"),
    ("gu.qinghe", "/trail"),
    ("zhou.yining", "/plans/{number}/story"),
)


def _more(stage: Stage, number: str, first: int) -> None:
    """Plans with findings; for the people of the pages notices, kept filters and events of the trail and of the plan."""
    load(stage.transaction, stage.house, 300, 900)
    author = stage.actor("zhou.yining@hengyu.example")
    people = [stage.actor(f"{name}@hengyu.example").person_id for name in ("gu.qinghe", "lu.zhiwei", "han.muzhi", "zhou.yining")]
    with stage.act() as session:
        now = stage.house.clock()
        rows = [(person, n) for person in people for n in range(first, first + 8)]
        common = {"kind": "submitted", "plan_number": number, "revision": 1, "by_id": author.person_id, "detail": {}, "at": now}
        session.execute(insert(Notice), [{**common, "person_id": person, "key": f"many:{n}:{person}"} for person, n in rows])
        session.execute(insert(SavedFilter), [{"person_id": person, "name": f"{n}", "query": "late=1", "at": now} for person, n in rows])
        for _ in range(8):
            record(session, stage.house, Event.FILE_EXPORT, author, number, kind="story_csv")


def test_no_list_asks_more_often_with_more_rows(app: Flask, submitted: str, stage: Stage, signed_in: Callable[..., Browser]) -> None:
    people = {who: signed_in(who) for who, _ in PAGES}
    seen: list[str] = []

    def heard(*call: Any) -> None:
        seen.append(call[2])

    def asked() -> dict[str, int]:
        found = {}
        for who, address in PAGES:
            for _ in range(2):  # the first time a process reads what it keeps
                seen.clear()
                assert people[who].get(address.format(number=submitted)).status_code == 200, address
            found[f"{who} {address}"] = len(seen)
        return found

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", heard)
    try:
        _more(stage, submitted, 0)
        few = asked()
        _more(stage, submitted, 8)
        assert asked() == few and min(few.values()) >= 4 and max(few.values()) < 60
    finally:
        event.remove(engine, "before_cursor_execute", heard)
