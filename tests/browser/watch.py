"""What must not happen on any page: errors in the console, refusals of the content policy, server errors; and time limits."""

import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import ConsoleMessage, Page, Response

Test = TypeVar("Test", bound=Callable[..., None])

# The browser reports every refused form as an error of its own; these are the answers we give on purpose.
_MEANT = re.compile(r"the server responded with a status of (400|401|409|422|429) ")


class Watch:
    """Collects what goes wrong on pages."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._excused: list[str] = []

    def look_at(self, page: Page) -> None:
        """Listen to a page from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script error on {page.url}: {error}"))
        page.on("response", self._response)

    def excuse(self, words: str) -> None:
        """The test provokes faults with these words."""
        self._excused.append(words)

    def assert_quiet(self) -> None:
        """Fail when anything went wrong that was not provoked."""
        left = [fault for fault in self.faults if not any(words in fault for words in self._excused)]
        assert not left, "\n".join(left)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _MEANT.search(message.text):
            self.faults.append(f"console {message.type} on {message.location.get('url', '')}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} from {response.request.method} {response.url}")


def within(seconds: int) -> Callable[[Test], Test]:
    """Allow a test this long."""

    def mark(test: Test) -> Test:
        test.seconds = seconds  # type: ignore[attr-defined]
        return test

    return mark


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End the browser this process started when time is up: whatever waits for it then fails instead of hanging."""
    timer = threading.Timer(seconds, _end_browser)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end_browser() -> None:
    for process in _descendants(os.getpid()):
        with suppress(OSError):
            if "chromium" in Path(f"/proc/{process}/comm").read_text("ascii", "replace"):
                os.kill(process, signal.SIGKILL)


def _descendants(parent: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                stat = (entry / "stat").read_text("utf-8", "replace")
                children.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry.name))
    found, waiting = [], [parent]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found
