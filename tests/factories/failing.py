"""The real server to be hurt on purpose, and people who go on writing meanwhile."""

import http.client
import http.cookiejar
import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path

from planner.kernel.clock import utc_now
from planner.models.engine import make_engine
from planner.seeds.company import PASSWORD, load_company
from planner.services.database import upgrade
from planner.services.house import open_house
from planner.services.wizard import base_of
from planner.settings import Settings, make_demo_secrets
from tests.browser.almanac import Almanac
from tests.browser.server import ROOT, _free_port, _wait_for
from tests.factories.stage import Cast, transactions

FIELD, STEP = "basics.summary", "basics"
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said.

    :param status: 0 for no answer at all
    """

    status: int
    text: str
    at: float

    @property
    def message(self) -> str:
        """The words without the page around them."""
        main = re.search(r"<main.*?</main>", self.text, re.DOTALL)
        words = re.sub(r"<button.*?</button>", "", main.group() if main else self.text, flags=re.DOTALL)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", words))).strip()


class Hand:
    """A browser without a window."""

    def __init__(self, url: str, language: str = "zh") -> None:
        self.url, self.language, self.token = url, LANGUAGES[language], ""
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def ask(self, path: str, fields: Mapping[str, str] | None = None, seconds: float = 60, **headers: str) -> Answer:
        """Read a page, or send a form."""
        data = urllib.parse.urlencode({"csrf_token": self.token, **fields}).encode() if fields is not None else None
        request = urllib.request.Request(self.url + path, data, {"Accept-Language": self.language, **headers})
        try:
            with self.opener.open(request, timeout=seconds) as answer:
                status, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            status, text = refusal.code, refusal.read().decode()
        except (OSError, http.client.HTTPException) as failure:
            return Answer(0, str(failure), time.monotonic())
        if found := re.search(r'name="csrf_token" value="([^"]+)"', text):
            self.token = found.group(1)
        return Answer(status, text, time.monotonic())

    def sign_in(self, login: str) -> "Hand":
        """As somebody of the demo."""
        self.ask("/sign-in")
        assert self.ask("/sign-in", {"login": f"{login}@hengyu.example", "password": PASSWORD}).status == 200
        assert self.ask("/account").status == 200
        return self

    def base(self, number: str) -> str:
        """Of the field as it is stored now."""
        page = self.ask(f"/plans/{number}/steps/{STEP}").text
        found = re.search(rf'name="base:{re.escape(FIELD)}"[^>]*value="([^"]*)"', page) or re.search(
            rf'value="([^"]*)"[^>]*name="base:{re.escape(FIELD)}"', page
        )
        assert found, page[:400]
        return unescape(found.group(1))

    def save(self, number: str, text: str, base: str, seconds: float = 60) -> Answer:
        """As the page saves by itself."""
        fields = {FIELD: text, f"base:{FIELD}": base}
        return self.ask(f"/plans/{number}/steps/{STEP}", fields, seconds, **HTMX)


@dataclass
class Writer:
    """Somebody who types on and on, whatever the server says; an answer of 200 is an acknowledgement."""

    hand: Hand
    number: str
    every: float = 0.1
    said: list[tuple[int, Answer]] = field(default_factory=list)

    def run(self, stop: threading.Event) -> None:
        """Until it is told to stop."""
        base, count = self.hand.base(self.number), 0
        while not stop.wait(self.every):
            count += 1
            answer = self.hand.save(self.number, text_of(count), base)
            self.said.append((count, answer))
            if answer.status == 200:
                base = base_of(text_of(count))
            elif answer.status == 409:  # an earlier try was written after all, and nobody heard of it
                base = self.hand.base(self.number)

    def acknowledged(self) -> int:
        """The last text that counts as saved."""
        return max((count for count, answer in self.said if answer.status == 200), default=0)


def text_of(count: int) -> str:
    """What is typed at a turn."""
    return f"第{count}次写的话。"


@contextmanager
def writing(*writers: Writer) -> Iterator[None]:
    """Let them write meanwhile."""
    stop = threading.Event()
    threads = [threading.Thread(target=one.run, args=(stop,)) for one in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(90)


@dataclass(frozen=True, slots=True)
class Plant:
    """A running server.

    :param master: gunicorn's first process, alone in its own view of the mounted disks
    :param cast: the same services beside it
    """

    url: str
    master: "subprocess.Popen[bytes]"
    folder: Path
    cast: Cast
    almanac: Almanac

    def hand(self, login: str, language: str = "zh") -> Hand:
        """Somebody signed in."""
        return Hand(self.url, language).sign_in(login)

    def inside(self, *command: str) -> None:
        """Run a command that sees the disks as the server does."""
        subprocess.run(["nsenter", "-t", str(self.master.pid), "-m", "--", *command], check=True)

    def children(self, named: str) -> list[int]:
        """Processes started by the server's processes whose command says so."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                line = (entry / "cmdline").read_bytes().decode("utf-8", "replace") if entry.name.isdigit() else ""
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1]) if named in line else 0
                above = int(Path(f"/proc/{parent}/stat").read_text().rpartition(")")[2].split()[1]) if parent else 0
            except OSError:
                continue
            if self.master.pid in (parent, above):
                found.append(int(entry.name))
        return found


@contextmanager
def plant(folder: Path, url: str = "", **more: str) -> Iterator[Plant]:
    """Start the product's server on the demo company, with a clock that can be set.

    :param url: of an empty database; SQLite in the folder when empty
    """
    port, almanac = _free_port(), Almanac(folder / "clock")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PLANNER_", "PUBLIC_", "DATABASE_"))}
    environ |= {"PLANNER_DATA": str(folder), "PORT": str(port), "WEB_CONCURRENCY": "2", "ALMANAC": str(almanac.file), **more}
    environ |= {"DATABASE_URL": url} if url else {}
    make_demo_secrets(folder)
    settings = Settings.from_env(environ)
    upgrade(settings.database_url)
    engine = make_engine(settings.database_url)
    house = open_house(
        public_url=settings.public_url,
        key_secret=settings.key_secret.encode(),
        audit_key=settings.audit_secret.encode(),
        demo=True,
        clock=almanac,
        checkpoint=settings.checkpoint,
    )
    almanac._set(utc_now() - timedelta(days=3))  # keys that are older than a clock set back a day
    load_company(transactions(engine), house)  # type: ignore[arg-type]
    almanac.catch_up()
    log = folder.parent / f"{folder.name}.log"
    command = ["unshare", "-m", "--propagation", "private", sys.executable, "-m", "gunicorn", "--config", "ops/gunicorn_conf.py"]
    with log.open("wb") as out:
        bound = ["--bind", f"127.0.0.1:{port}", "tests.browser.almanac_app:app"]
        process = subprocess.Popen([*command, *bound], cwd=ROOT, env=environ, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait_for(process, f"http://127.0.0.1:{port}/healthz", log, 180)
        yield Plant(f"http://127.0.0.1:{port}", process, folder, Cast(transactions(engine), house, house.clock, engine), almanac)  # type: ignore[arg-type]
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        engine.dispose()
