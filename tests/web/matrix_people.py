"""The people of the matrix, and what each gets at an address. One letter each, so that a line of the table stays short."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from planner.models import Person, RoleGrant, Territory
from planner.seeds import play
from planner.seeds.play import Stage
from tests.web.conftest import DAYS, Browser, Place

PEOPLE = {
    "s": "",  # a stranger, not signed in
    "z": "shen.ruoxi",  # disabled after signing in; the author of the plan elsewhere
    "a": "zhou.yining",  # the author of the plan here
    "b": "ye.zhiqiu",  # another author of the same region
    "o": "lu.zhiwei",  # officer here
    "x": "cheng.yan",  # officer elsewhere
    "m": "han.muzhi",  # manager here
    "y": "tang.yuan",  # manager elsewhere
    "h": "gu.qinghe",  # head of compliance, of the whole company
    "d": "fang.yinan",  # administrator
}
THERE = {"o": "x", "x": "o", "m": "y", "y": "m", "h": "h", "d": "d"}
"""Who is to the plan elsewhere what somebody is to the plan here; its author is gone."""
GIVEN: dict[str, Any] = {
    "page": 1,
    "slug": "basics",
    "kind": "phrases",
    "serial": "1",
    "subject": 1,
    "rule_id": "access.lobby-committee",
    "fingerprint": "f" * 16,
}


@dataclass(slots=True)
class World:
    """The company with a plan here and one elsewhere, both waiting for review, everybody signed in."""

    place: Place
    here: str
    elsewhere: str
    cookies: dict[str, str]
    point: str
    written: bool = False

    def note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        """Hear every statement: whether one may have changed something."""
        self.written |= not statement.lstrip().upper().startswith(("SELECT", "BEGIN", "PRAGMA"))

    def restore(self) -> None:
        """Take back whatever a request has changed."""
        if not self.written:
            return
        self.place.settle()
        self.place.shelf.put(self.point, self.place.used)
        self.written = False

    def keep(self) -> None:
        """From now on `restore` comes back to what is there now."""
        self.place.settle()
        self.forget()
        self.place.shelf.keep(self.place.used, self.point, lambda: None)
        self.written = False

    def forget(self) -> None:
        """Throw away what `restore` comes back to."""
        self.place.shelf.drop(self.point)

    def gets(self, who: str, method: str, address: str) -> str:
        """What somebody gets: `in`, `told` (it is not theirs to do), `nothing` (as if it were not there) or `door` (sign in first)."""
        client = self.place.app.test_client()  # a fresh one each time: some addresses end the session
        if self.cookies[who]:
            client.set_cookie("session", self.cookies[who])
        answer = client.open(address, method=method, headers={"Accept-Language": "zh-CN"})
        answer.get_data()
        self.restore()
        if answer.status_code == 401 or (answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in")):
            return "door"
        assert answer.status_code < 500 or answer.status_code == 503, (who, method, address, answer.status_code)
        return {404: "nothing", 403: "told"}.get(answer.status_code, "in")


def build(place: Place, stage: Stage, signed_in: Callable[..., Browser], here: str) -> World:
    """Everything that the matrix is asked on; `here` is the number of a submitted plan of 周亦宁."""
    author = stage.actor("shen.ruoxi@hengyu.example")
    elsewhere = play.write_plan(stage, author, days=DAYS, product="禾屿单抗注射液")
    play.submit(stage, author, elsewhere)
    with stage.act() as session:
        _officer_elsewhere(session)
    cookies = {who: _cookie(signed_in(login)) if login else "" for who, login in PEOPLE.items()}
    with stage.act() as session:
        session.scalars(select(Person).where(Person.email == "shen.ruoxi@hengyu.example")).one().active = False
    made = World(place, here, elsewhere, cookies, f"matrix-{os.getpid()}")
    made.keep()
    return made


def _cookie(browser: Browser) -> str:
    found = browser.client.get_cookie("session")
    assert found is not None
    return found.value


def _officer_elsewhere(session: Session) -> None:
    person = session.scalars(select(Person).where(Person.email == "cheng.yan@hengyu.example")).one()
    place = session.scalars(select(Territory).where(Territory.name == "海岚大区")).one()
    for grant in session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)):
        grant.territory_id = place.id


def address_of(rule: Rule, plan: str) -> str:
    """The address of a route, about a plan where it takes one."""
    known = {
        **GIVEN,
        "number": plan if "/plans/" in rule.rule or rule.rule.startswith(("/review", "/approval", "/queue", "/library")) else 1,
    }
    built = rule.build({name: known.get(name, 1) for name in rule.arguments})
    assert built is not None, rule
    return built[1]
