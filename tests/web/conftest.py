"""The whole app over a real database with the demo company in it; each test starts from the same one."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from planner import services
from planner.app import create_app
from planner.models.engine import begin_write
from planner.seeds import play
from planner.seeds.company import PASSWORD, load_company
from planner.seeds.library import BEGUN
from planner.seeds.play import Days, Stage, stage_for
from planner.settings import Settings
from planner.web.extensions import db, house, transaction
from tests.factories.core import one_pack
from tests.factories.shelf import Shelf

HTMX = {"HX-Request": "true"}
DAYS = Days(date(2027, 1, 1), date(2027, 4, 15), date(2027, 7, 1))


class SetClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 6, 32, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The moment it was set to."""
        return self.now

    def pass_(self, **time: float) -> None:
        """Let time pass: `clock.pass_(hours=2)`."""
        self.now += timedelta(**time)


class Browser:
    """A client that sends the form token of the page it last read, as a browser would."""

    def __init__(self, app: Flask, language: str = "zh") -> None:
        self.client: FlaskClient = app.test_client()
        self.language = language
        self.token = ""

    def get(self, url: str, **more: Any) -> TestResponse:
        """Read a page."""
        return self._read(self.client.get(url, headers=self._headers(more), **more))

    def post(self, url: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form; the token is put in."""
        if not self.token:
            self.get("/sign-in")
        return self._read(self.client.post(url, data={"csrf_token": self.token, **(data or {})}, headers=self._headers(more), **more))

    def sign_in(self, login: str, password: str = PASSWORD, **more: Any) -> TestResponse:
        """Sign in as a person of the demo: `sign_in("zhou.yining")`."""
        email = login if "@" in login or not login else f"{login}@hengyu.example"
        self.get("/sign-in")
        answer = self.post("/sign-in", {"login": email, "password": password, **more})
        self.token = ""  # a new session has a new token
        if answer.status_code == 303:
            self.get("/account")
        return answer

    def _headers(self, more: dict[str, Any]) -> dict[str, str]:
        return {"Accept-Language": "zh-CN" if self.language == "zh" else "en-GB", **more.pop("headers", {})}

    def _read(self, answer: TestResponse) -> TestResponse:
        if answer.mimetype == "text/html" and (found := re.search(r'name="csrf_token" value="([^"]+)"', answer.text)):
            self.token = found.group(1)
        return answer


@pytest.fixture(scope="session")
def clock() -> SetClock:
    """One clock for the app; `app` sets it back before each test."""
    return SetClock()


@dataclass(frozen=True)
class Place:
    """The app, and databases at often needed points, which the test processes of one run share.

    :param used: name of the app's database on the shelf
    """

    app: Flask
    shelf: Shelf
    used: str

    def settle(self) -> None:
        """Close every connection."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def go_to(self, point: str, make: Callable[[], object]) -> None:
        """Put the database of a point under the app; where nobody has kept it yet, make it from the one that is there."""

        def there() -> None:
            make()
            self.settle()

        self.shelf.keep(self.used, f"web-{point}", there)
        self.settle()
        self.shelf.put(f"web-{point}", self.used)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory, shelf: Shelf, clock: SetClock) -> Place:
    """The one app of a test process."""
    folder = tmp_path_factory.mktemp("web")
    settings = Settings(
        environment="demo",
        data=folder,
        database_url=shelf.url("web"),
        host="127.0.0.1",
        port=8000,
        public_url="http://localhost",
        secret_key="s" * 40,
        key_secret="k" * 40,
        audit_secret="a" * 40,
        secret_key_fallbacks=(),
        trusted_hosts=("localhost",),
        proxy_hops=0,
    )
    shelf.put("migrated", "web")
    with one_pack(services.house):
        app = create_app(settings, clock=clock)
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = False  # the pages for errors are under test too
    return Place(app, shelf, "web")


@pytest.fixture
def app(place: Place, clock: SetClock) -> Flask:
    """The app over a fresh copy of the company."""

    def make() -> None:
        clock.now = SetClock().now - timedelta(days=BEGUN + 1)  # some set the clock back to when the library was begun
        with place.app.app_context():
            load_company(transaction, house(), SetClock().now.date())

    place.go_to("clean", make)
    clock.now = SetClock().now
    return place.app


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A stranger's browser in Chinese."""
    return Browser(app)


@pytest.fixture
def signed_in(app: Flask) -> Callable[..., Browser]:
    """`signed_in("zhou.yining")`: a browser in which that person of the demo has signed in."""

    def make(login: str, language: str = "zh") -> Browser:
        fresh = Browser(app, language)
        assert fresh.sign_in(login).status_code == 303
        return fresh

    return make


@pytest.fixture
def stage(app: Flask) -> Stage:
    """The demo's play on this app's database: `play.write_plan(stage, stage.actor(email), …)`.

    It has sessions of its own: an app context held open around requests would make them share one `g`.
    """
    with app.app_context():
        engine = db.engine

    @contextmanager
    def act() -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as writing:
            begin_write(writing)
            yield writing
            writing.commit()

    return stage_for(act, app.extensions["house"])


@pytest.fixture
def submitted(place: Place, stage: Stage, clock: SetClock) -> str:
    """Number of a plan of 周亦宁 that waits for review; name it before the browsers, since it brings a database of its own.

    Written, rendered and signed once; later tests get a copy of that file.
    """

    def make() -> None:
        who = stage.actor("zhou.yining@hengyu.example")
        play.submit(stage, who, play.write_plan(stage, who, days=DAYS, product="禾屿单抗注射液"))

    place.go_to("submitted", make)
    clock.pass_(hours=1)  # the play's clock runs while it writes and signs
    stage.clock.now = clock.now
    return "2026-LA-0001"


@pytest.fixture
def author(signed_in: Callable[..., Browser]) -> Browser:
    """周亦宁, representative of 云川片区."""
    return signed_in("zhou.yining")


@pytest.fixture
def officer(signed_in: Callable[..., Browser]) -> Browser:
    """陆知微, compliance officer of 云川大区."""
    return signed_in("lu.zhiwei")


@pytest.fixture
def manager(signed_in: Callable[..., Browser]) -> Browser:
    """韩牧之, manager of 云川大区."""
    return signed_in("han.muzhi")


@pytest.fixture
def administrator(signed_in: Callable[..., Browser]) -> Browser:
    """方以南, administrator."""
    return signed_in("fang.yinan")
