"""People at work on several servers at once: each request goes to another one, and one that is gone is passed over."""

import hashlib
import http.client
import re
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

from planner.seeds.company import PASSWORD, PIN
from planner.services.wizard import base_of

STEP, FIELD = "basics", "basics.summary"
SLOW = "生成 PDF 用的时间太长，"
"""Begins what a page says when its paper took longer than it may: a machine too slow for the load, no fault of being several."""


class Unanswered(Exception):
    """The connection broke: nobody knows whether it was done."""


@dataclass
class Seen:
    """What all people together have met, counted."""

    counted: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    begin: threading.Event = field(default_factory=threading.Event)

    def count(self, what: str) -> None:
        """One more."""
        with self.lock:
            self.counted[what] += 1

    def complain(self, what: str) -> None:
        """Something that must not be."""
        with self.lock:
            self.wrong.append(what)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def text(self) -> str:
        """As text."""
        return self.body.decode("utf-8", "replace")

    @property
    def words(self) -> str:
        """What the page says, without its markup."""
        return " ".join(re.sub(r"<[^>]*>", " ", self.text.partition("<main")[2] or self.text).split())

    def hidden(self, name: str) -> str:
        """A hidden field; empty when there is none."""
        found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', self.text)
        return unescape(found[1]) if found else ""


class Client:
    """A browser that goes to the next server each time."""

    def __init__(self, ports: list[int], seen: Seen) -> None:
        self.ports, self.seen, self.turn = ports, seen, 0
        self.cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str, port: int | None = None) -> Answer:
        """Read; tried until a server answers."""
        while True:
            try:
                answer = self._ask("GET", path, None, port)
            except Unanswered:
                time.sleep(0.1)
                continue
            self.token = answer.hidden("csrf_token") or self.token
            return answer

    def post(self, path: str, form: dict[str, str], port: int | None = None, *, htmx: bool = False) -> Answer:
        """Send a form once.

        :raises Unanswered: the server died over it
        """
        return self._ask("POST", path, {"csrf_token": self.token, **form}, port, htmx=htmx)

    def sign_in(self, who: str, password: str = PASSWORD, port: int | None = None) -> bool:
        """As a person of the demo; False when refused."""
        while True:
            self.get("/sign-in", port)
            try:
                return self.post("/sign-in", {"login": f"{who}@hengyu.example", "password": password}, port).status == 303
            except Unanswered:
                time.sleep(0.1)

    def come(self, who: str) -> None:
        """Sign in, and wait until everybody has."""
        if not self.sign_in(who):
            self.seen.complain(f"{who} could not sign in")
        self.seen.count("here")
        self.seen.begin.wait(300)

    def _ask(self, method: str, path: str, form: dict[str, str] | None, port: int | None, *, htmx: bool = False) -> Answer:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Language": "zh-CN"}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": form["csrf_token"]}
        if htmx:
            headers["HX-Request"] = "true"
        connection = self._connected(port)
        try:
            connection.request(method, path, urlencode(form) if form is not None else None, headers)
            answer = connection.getresponse()
            found = Answer(answer.status, answer.read(), dict(answer.getheaders()))
            kept = answer.headers.get_all("Set-Cookie") or []
        except (OSError, http.client.HTTPException) as failure:
            self.seen.count("broken off")
            raise Unanswered from failure
        finally:
            connection.close()
        for line in kept:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.seen.count("answers")
        if found.status == 503 and SLOW in found.text:
            self.seen.count("papers given up")
        elif found.status >= 500:
            self.seen.complain(f"{found.status} {method} {path}: {found.words[:200]}")
        return found

    def _connected(self, port: int | None) -> http.client.HTTPConnection:
        """To the next server; to the one after it where nobody listens, as a proxy does."""
        for _ in self.ports * 50:
            self.turn += 1
            connection = http.client.HTTPConnection("127.0.0.1", port or self.ports[self.turn % len(self.ports)], timeout=120)
            try:
                connection.connect()
            except OSError:
                self.seen.count("refused")
                time.sleep(0.05)
                continue
            return connection
        raise Unanswered


@dataclass
class Writer:
    """Somebody who goes on writing in one field; whatever was acknowledged must be there.

    :param acknowledged: what the server said it has saved
    """

    client: Client
    who: str
    number: str
    acknowledged: str = ""
    pause: float = 0.2

    def work(self, stop: threading.Event) -> None:
        """Write until told to stop; after a broken connection the page says which of two texts is there."""
        self.client.come(self.who)
        address, n, sent = f"/plans/{self.number}/steps/{STEP}", 0, ""
        base = self.client.get(address).hidden(f"base:{FIELD}")
        while not stop.is_set():
            n += 1
            sent = f"第 {n} 稿：先办社区培训，再办科室会。"
            try:
                answer = self.client.post(address, {FIELD: sent, f"base:{FIELD}": base}, htmx=True)
            except Unanswered:
                found = self.client.get(address).hidden(f"base:{FIELD}")
                if found not in (base, base_of(sent)):
                    self.client.seen.complain(f"{self.number}: neither the acknowledged nor the sent text is there")
                self.acknowledged = sent if found == base_of(sent) else self.acknowledged
                base = found
                continue
            if answer.status == 200:
                self.acknowledged, base = sent, base_of(sent)
                self.client.seen.count("autosaves")
            else:
                self.client.seen.complain(f"autosave of {self.number} answered {answer.status}")
            stop.wait(self.pause)


@dataclass
class Signer:
    """Somebody who signs one plan after another, again where nobody answered."""

    client: Client
    who: str
    pages: list[str]
    what: str

    def work(self, stop: threading.Event) -> None:
        """Sign them all, spread over the time; a plan whose page no longer offers a signature has one already."""
        self.client.come(self.who)
        for page in self.pages:
            while True:
                digest = self.client.get(page).hidden("content_sha256")
                if not digest:
                    break
                try:
                    answer = self.client.post(page, {"content_sha256": digest, "pin": PIN, "password": PASSWORD})
                except Unanswered:
                    continue
                if answer.status == 503 and SLOW in answer.text:
                    continue
                if answer.status != 303:
                    self.client.seen.complain(f"{page} answered {answer.status}")
                break
            self.client.seen.count(self.what)
            stop.wait(0.3)


@dataclass
class Collector:
    """A manager who has zips made and fetches each; its bytes must be those it says."""

    client: Client
    who: str

    def work(self, stop: threading.Event) -> None:
        """One after the other until told to stop; the last one is waited for."""
        self.client.come(self.who)
        while not stop.is_set():
            self.client.get("/team")
            try:
                page = self.client.post("/downloads", {"range": "force"}).headers.get("Location", "")
            except Unanswered:
                continue
            if not page.startswith("/downloads/"):  # three of a lost answer are being made already
                stop.wait(0.5)
                continue
            self._fetch(page)
            stop.wait(0.5)

    def _fetch(self, page: str) -> None:
        until = time.monotonic() + 240
        while time.monotonic() < until:
            if "/file" in self.client.get(page).text:
                answer = self.client.get(f"{page}/file")
                said = answer.headers.get("Repr-Digest", "")
                if answer.status != 200 or base64_digest(answer.body) not in said:
                    self.client.seen.complain(f"{page} is not what it says")
                self.client.seen.count("bundles")
                return
            time.sleep(0.2)
        self.client.seen.complain(f"{page} was not made")


def base64_digest(data: bytes) -> str:
    """SHA-256 as `Repr-Digest` has it."""
    return b64encode(hashlib.sha256(data).digest()).decode()


def at_work(people: Sequence[Callable[[threading.Event], None]], stop: threading.Event, seen: Seen) -> list[threading.Thread]:
    """Start everybody; one who falls over is a complaint."""

    def run(work: Callable[[threading.Event], None]) -> None:
        try:
            work(stop)
        except Exception as failure:
            seen.complain(f"a client fell over: {failure!r}")
            raise

    threads = [threading.Thread(target=run, args=(work,), daemon=True) for work in people]
    for thread in threads:
        thread.start()
    return threads
