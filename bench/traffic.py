"""The people of a load: a light client over bare sockets, and what each kind of person asks for."""

import asyncio
import gzip
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.crowd import FIELD, STEP, Browser, Crowd, Writer
from planner.seeds.company import PASSWORD, PIN
from planner.services.wizard import base_of

WORDS = "上市前，由医学部在六家医院开展重度哮喘规范化诊疗的疾病教育，会后问卷平均正确率达到{n}%。争取每位专家开出第一张处方。"
PATIENCE = 60.0
IDLE = 4.0
"""Seconds after which a connection is opened anew; the server lets go of it after five."""


@dataclass(slots=True)
class Tally:
    """What came back.

    :param seconds: kind of request → time from the moment it was due to its last byte
    :param errors: what went wrong, with the kind
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response with its body unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Connection:
    """One kept-alive connection of one browser."""

    def __init__(self, port: int, browser: Browser | None = None) -> None:
        self.port, self.browser = port, browser
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._used = 0.0

    async def ask(self, method: str, path: str, form: Mapping[str, str] | bytes | None = None, **headers: str) -> Answer:
        """Send one request and wait for all of the answer.

        :raises OSError, asyncio.TimeoutError, asyncio.IncompleteReadError: there was none
        """
        body = form if isinstance(form, bytes) else urlencode(form or {}).encode() if method == "POST" else b""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Accept-Encoding: gzip"]
        if self.browser is not None:
            lines += [f"Cookie: {self.browser.cookie}", f"X-CSRFToken: {self.browser.token}"]
        if method == "POST":
            lines += [f"Content-Length: {len(body)}"]
            headers = {"Content-Type": "application/x-www-form-urlencoded", **{k.replace("_", "-"): v for k, v in headers.items()}}
        lines += [f"{name}: {value}" for name, value in headers.items()]
        async with asyncio.timeout(PATIENCE):
            reader, writer = await self._open()
            writer.write("\r\n".join((*lines, "", "")).encode() + body)
            return await self._answer(reader)

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None or time.monotonic() - self._used > IDLE or self._streams[0].at_eof():
            self.close()
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        return self._streams

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
            if "chunked" in headers.get("transfer-encoding", ""):
                body = b""
                while size := int(await reader.readline(), 16):
                    body += (await reader.readexactly(size + 2))[:-2]
                await reader.readline()
            else:
                body = await reader.readexactly(int(headers.get("content-length", "0")))
        except BaseException:
            self.close()
            raise
        self._used = time.monotonic()
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(int(head[0].split()[1]), headers, gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body)

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


@dataclass(frozen=True, slots=True)
class Load:
    """How long and how often, in seconds; `port` is the product's, `floor` that of the bare server where it takes the saves."""

    port: int
    seconds: float
    every: float = 2.0
    floor: int | None = None


async def warm_up(port: int, crowd: Crowd, times: int = 16) -> None:
    """Let every process of a fresh server draw its first pages, which costs it seconds once."""
    for n in range(times):
        for browser, page in ((crowd.writers[0].browser, f"/plans/{crowd.writers[0].number}/steps/{STEP}"), (crowd.officer, "/")):
            line = Connection(port, browser)
            await line.ask("GET", page if n else "/healthz")
            line.close()


async def run(load: Load, crowd: Crowd, *, prefix: str = "") -> Tally:
    """Everybody at once for so long.

    :param prefix: of what is typed, so that two runs never type the same
    """
    tally, begun = Tally(), time.monotonic()
    end = begun + load.seconds
    people = [
        _writing(load, row, writer, begun + load.every * row / len(crowd.writers), end, tally, prefix)
        for row, writer in enumerate(crowd.writers)
    ]
    people += [_reading(load, crowd, end, tally), _verifying(load, crowd, end, tally), _deciding(load, crowd, begun, end, tally)]
    await asyncio.gather(*people)
    return tally


async def _noted(tally: Tally, kind: str, due: float, asking: Awaitable[Answer], good: Callable[[Answer], bool]) -> Answer | None:
    """An answer counted; None when it is not what it should be."""
    try:
        answer = await asking
    except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as problem:
        tally.errors.append(f"{kind}: {type(problem).__name__} {problem}")
        return None
    tally.seconds[kind].append(time.monotonic() - due)
    if not good(answer):
        tally.errors.append(f"{kind}: {answer.status} {answer.body[:200].decode(errors='replace')}")
        return None
    return answer


async def _writing(load: Load, row: int, writer: Writer, due: float, end: float, tally: Tally, prefix: str) -> None:
    """Autosaves as the script sends them: one at a time, the next when the last one was answered."""
    floor = load.floor is not None
    line = Connection(load.floor or load.port, None if floor else writer.browser)
    path, address = f"{STEP}.{FIELD}", f"/plans/{writer.number}/steps/{STEP}"
    n = 0
    while due < end:
        await asyncio.sleep(due - time.monotonic())
        n += 1
        typed = prefix + WORDS.format(n=f"{row}.{n}")  # nobody types what somebody else typed: each text is checked for itself
        if floor:
            asking = line.ask("POST", f"/save/{row + 1}", {"words": typed})
        else:
            asking = line.ask("POST", address, {f"base:{path}": writer.base, path: typed}, HX_Request="true")
        if await _noted(tally, "autosave", due, asking, _stored if floor else _saved):
            writer.said, writer.acknowledged = typed, writer.acknowledged + 1
            writer.base = base_of(typed)
        due = max(due + load.every, time.monotonic())
    line.close()


def _stored(answer: Answer) -> bool:
    return answer.status == 200 and answer.body.startswith(b"<p>")


def _saved(answer: Answer) -> bool:
    return answer.status == 200 and b"data-parts" in answer.body and b"pw-finding--block" in answer.body


def _fine(answer: Answer) -> bool:
    return answer.status == 200


def _moved(answer: Answer) -> bool:
    return answer.status == 303


async def _reading(load: Load, crowd: Crowd, end: float, tally: Tally) -> None:
    """Somebody opens a page, as often as one in fifteen saves: lists, plans, steps."""
    n, pace = 0, 15 * load.every / len(crowd.writers)
    while (due := time.monotonic()) < end:
        writer = crowd.writers[n % len(crowd.writers)]
        page = ("/", "/plans", f"/plans/{writer.number}", f"/plans/{writer.number}/steps/basics")[n % 4]
        line = Connection(load.port, writer.browser)
        await _noted(tally, "read", due, line.ask("GET", page), _fine)
        line.close()
        n += 1
        await asyncio.sleep(max(0.0, due + pace - time.monotonic()))


async def _verifying(load: Load, crowd: Crowd, end: float, tally: Tally) -> None:
    """A stranger looks up a code every five seconds, and lays the file itself before us every twenty."""
    n, line = 0, Connection(load.port)
    while (due := time.monotonic()) < end:
        if n % 4 == 0:
            page = await _noted(tally, "verify page", due, line.ask("GET", "/verify"), _fine)
            if page is not None:
                await _noted(tally, "verify file", time.monotonic(), _upload(load, crowd, page), _fine)
        else:
            await _noted(tally, "verify code", due, line.ask("GET", f"/v/{crowd.code}"), _fine)
        n += 1
        await asyncio.sleep(max(0.0, min(due + 5, end) - time.monotonic()))
    line.close()


async def _upload(load: Load, crowd: Crowd, page: Answer) -> Answer:
    """The file as a stranger's form sends it, with the cookie and the token of the page."""
    token = re.search(rb'name="csrf_token" value="([^"]*)"', page.body)
    cookie = page.headers.get("set-cookie", "").partition(";")[0]
    edge = "edge-of-a-part"
    part = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="plan.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    body = part.encode() + crowd.paper + f"\r\n--{edge}--\r\n".encode()
    line = Connection(load.port, Browser(cookie, token[1].decode() if token else ""))
    try:
        return await line.ask("POST", "/verify", body, Content_Type=f"multipart/form-data; boundary={edge}")
    finally:
        line.close()


async def _deciding(load: Load, crowd: Crowd, begun: float, end: float, tally: Tally) -> None:
    """The officer reads the queue and a desk every five seconds; now and then a plan is passed, and the manager approves it."""
    officer, manager = Connection(load.port, crowd.officer), Connection(load.port, crowd.manager)
    waiting = [number for number in crowd.waiting if number not in crowd.approved]
    take = waiting[: (len(waiting) + 1) // 2] if load.floor is None else waiting
    pace = load.seconds / (len(take) + 1)
    done = 0
    while (due := time.monotonic()) < end:
        await _noted(tally, "queue", due, officer.ask("GET", "/"), _fine)
        if waiting[done:]:
            await _noted(tally, "claim", time.monotonic(), officer.ask("POST", f"/review/{waiting[done]}/claim", {}), _moved)
            await _noted(tally, "desk", time.monotonic(), officer.ask("GET", f"/review/{waiting[done]}"), _fine)
        if done < len(take) and time.monotonic() - begun >= pace * (done + 0.5):
            number = take[done]
            done += 1
            if await _signed(tally, "pass", officer, f"/review/{number}") is not None:
                await _noted(tally, "open", time.monotonic(), manager.ask("POST", f"/approval/{number}/open", {}), _moved)
                if await _signed(tally, "approve", manager, f"/approval/{number}") is not None:
                    crowd.approved.append(number)
        await asyncio.sleep(max(0.0, min(due + 5, end) - time.monotonic()))
    officer.close()
    manager.close()


async def _signed(tally: Tally, kind: str, line: Connection, address: str) -> Answer | None:
    page = await _noted(tally, f"{kind} page", time.monotonic(), line.ask("GET", f"{address}/sign"), _fine)
    digest = re.search(rb'name="content_sha256" value="([^"]*)"', page.body) if page is not None else None
    if digest is None:
        return None
    form = {"pin": PIN, "password": PASSWORD, "content_sha256": digest[1].decode()}
    return await _noted(tally, kind, time.monotonic(), line.ask("POST", f"{address}/sign", form), _moved)
