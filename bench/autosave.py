"""`python -m bench.autosave`: server time of one autosave with its check, as a ratio to a bare route in the same run.

The floor is what no autosave can do without: Flask takes a form, WTForms validates one field, SQLite
writes one row with our settings and commits, a small fragment goes back. Both run through Flask's test
client, one request at a time, in turn, so that both meet the same machine.
"""

import gc
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from bench.bare import bare_app
from planner.app import create_app
from planner.cli.place import transactions
from planner.models.engine import make_engine
from planner.seeds.company import PASSWORD, load_company
from planner.seeds.play import Days, stage_for, write_plan
from planner.services.database import upgrade
from planner.services.wizard import base_of
from planner.settings import Settings, make_demo_secrets

ROUNDS = 300
HOST = "http://127.0.0.1:8000"
WRITER = "zhou.yining@hengyu.example"
STEP, FIELD = "pre-launch", "pre-launch.objective"
WORDS = "上市前，由医学部在六家医院开展重度哮喘规范化诊疗的疾病教育，会后问卷平均正确率达到{n}%。争取每位专家开出第一张处方。"


def bare_route(folder: Path) -> Callable[[int], None]:
    """A call of the floor."""
    client = bare_app(f"sqlite:///{folder / 'floor.db'}").test_client()

    def call(n: int) -> None:
        answer = client.post("/save/1", data={"words": WORDS.format(n=n)})
        assert answer.status_code == 200
        assert answer.text.startswith("<p>")

    return call


def at_work(folder: Path) -> tuple[Flask, FlaskClient, str]:
    """The product over a fresh database, its author signed in, and the number of a full plan."""
    environ = {"PLANNER_DATA": str(folder)}
    make_demo_secrets(folder)
    settings = Settings.from_env(environ)
    upgrade(settings.database_url)
    app = create_app(settings)
    number = _full_plan(app, settings)
    client = app.test_client()
    _sign_in(client)
    gc.collect()
    gc.freeze()  # as wsgi.py does for the server
    gc.set_threshold(10_000, 10, 50)
    return app, client, number


def autosave(folder: Path) -> Callable[[int], None]:
    """A call of the product: the author of a full plan goes on writing in one field."""
    _, client, number = at_work(folder)
    address = f"/plans/{number}/steps/{STEP}"
    page = client.get(address, base_url=HOST).text
    token = _hidden(page, "csrf_token")
    state = {"base": _hidden(page, f"base:{FIELD}")}

    def call(n: int) -> None:
        typed = WORDS.format(n=n)
        answer = client.post(
            address,
            data={FIELD: typed, f"base:{FIELD}": state["base"]},
            headers={"HX-Request": "true", "X-CSRFToken": token},
            base_url=HOST,
        )
        assert answer.status_code == 200, answer.text
        assert "pw-finding--block" in answer.text, answer.text
        state["base"] = base_of(typed)

    return call


def _full_plan(app: Flask, settings: Settings) -> str:
    engine = make_engine(settings.database_url)
    transaction = transactions(engine)
    load_company(transaction, app.extensions["house"])
    stage = stage_for(transaction, app.extensions["house"])
    days = Days(date(2027, 1, 1), date(2027, 4, 15), date(2027, 7, 1))
    number = write_plan(stage, stage.actor(WRITER), days=days, product="禾屿单抗注射液")
    engine.dispose()
    return number


def _sign_in(client: FlaskClient) -> None:
    token = _hidden(client.get("/sign-in", base_url=HOST).text, "csrf_token")
    answer = client.post("/sign-in", data={"login": WRITER, "password": PASSWORD, "csrf_token": token}, base_url=HOST)
    assert answer.status_code == 303, answer.text


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, f"no hidden field {name}"
    return unescape(found[1])


@dataclass(frozen=True, slots=True)
class Took:
    """Median milliseconds of a call. On a busy machine `wall` is mostly waiting, for the processor and for the disk; `processor` is neither."""

    wall: float
    processor: float


def measure(calls: dict[str, Callable[[int], None]], rounds: int) -> dict[str, Took]:
    """What each takes, called in turn."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    for n in range(rounds + 10):
        for name, call in calls.items():
            began = time.perf_counter(), time.thread_time()
            call(n)
            times[name].append((time.perf_counter() - began[0], time.thread_time() - began[1]))
    return {name: Took(*(statistics.median(column) * 1000 for column in zip(*taken[10:], strict=True))) for name, taken in times.items()}


def main() -> int:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        found = measure({"bare": bare_route(place), "autosave": autosave(place / "data")}, ROUNDS)
    ours, bare = found["autosave"], found["bare"]
    sys.stdout.write(
        f"autosave and check: {ours.wall:.1f} ms; bare route that validates, writes and commits: {bare.wall:.1f} ms; ratio {ours.wall / bare.wall:.1f}; "
        f"of the processor {ours.processor:.1f} and {bare.processor:.1f} ms; ratio {ours.processor / bare.processor:.1f}  (medians of {ROUNDS})\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
