"""Plans to write in, and a reader of forms that posts what a browser without scripts would post."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from werkzeug.test import TestResponse

from planner.seeds import play
from planner.seeds.play import Stage
from tests.web.conftest import DAYS, Browser, Place, SetClock

STEPS = "/plans/2026-LA-0001/steps/"
AUTHOR = "zhou.yining@hengyu.example"


class FormReader(HTMLParser):
    """Collects name → values of the step's form, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._select = self._area = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up inputs, the chosen options, and the beginning of a text area."""
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = a.get("id") == "step-form"
        name = a.get("name", "")
        if not self._inside:
            return
        if tag == "input" and name and (a.get("type") not in ("radio", "checkbox") or "checked" in a):
            self.values.setdefault(name, []).append(a.get("value", ""))
        elif tag == "select":
            self._select = name
            self.values.setdefault(name, [""])
        elif tag == "option" and self._select and "selected" in a:
            self.values[self._select] = [a.get("value", "")]
        elif tag == "textarea":
            self._area = name
            self.values[name] = [""]

    def handle_data(self, data: str) -> None:
        """The text of a text area; the line break after its tag does not count."""
        if self._area:
            self.values[self._area][0] += data if self.values[self._area][0] else data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        """Leave the control or the form."""
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False


def form_of(page: TestResponse) -> dict[str, list[str]]:
    """What the form of a step would post as it stands; the token is put in by the browser."""
    reader = FormReader()
    reader.feed(page.text)
    return {name: values for name, values in reader.values.items() if name != "csrf_token"}


@pytest.fixture
def plan(author: Browser) -> str:
    """Number of a fresh draft of 周亦宁."""
    answer = author.post("/plans", {"kind": "launch"})
    assert answer.status_code == 303
    return "2026-LA-0001"


@pytest.fixture
def fill(author: Browser, plan: str) -> Callable[..., TestResponse]:
    """`fill("basics", **{"basics.title": "…"})`: open a step, change fields, press a button as a plain form."""

    def send(slug: str, do: str = "save", headers: dict[str, str] | None = None, **typed: str | list[str]) -> TestResponse:
        page = author.get(f"/plans/{plan}/steps/{slug}")
        assert page.status_code == 200
        more = {"headers": headers} if headers else {}
        return author.post(f"/plans/{plan}/steps/{slug}", {**form_of(page), **typed, "do": do}, **more)

    return send


@pytest.fixture
def written(place: Place, stage: Stage, clock: SetClock) -> str:
    """Number of a complete draft of 周亦宁; written once, then copied; name it before the browsers."""

    def make() -> None:
        play.write_plan(stage, stage.actor(AUTHOR), days=DAYS, product="禾屿单抗注射液")

    place.go_to("written", make)
    clock.pass_(hours=1)  # the play's clock runs while it writes
    stage.clock.now = clock.now
    return "2026-LA-0001"
