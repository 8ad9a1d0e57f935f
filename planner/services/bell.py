"""Wakes workers: a message “job N of kind K waits” through Huey, in a file beside the database or in Redis for many hosts.

The rows of the jobs are the truth (services/jobs.py). Huey forgets a message as soon as somebody has it, so a message
may be lost with a worker, and it may come twice: nothing depends on it. Where no bell is heard, a worker still looks
for itself every few seconds, and asking for work never fails because of the bell.
"""

import logging
import threading
import time
from functools import cached_property
from pathlib import Path
from typing import Any

from planner.services.house import Ring, no_bell

log = logging.getLogger(__name__)

FULL = 100
"""So many messages that nobody has read are enough."""
LEFT_ALONE = 5.0
"""Seconds for which a queue that did not answer is not asked again."""
GLANCE = 0.25
"""Seconds between two looks into the file."""
_AWAY = "the queue that wakes workers is away; they look for themselves"


class Bell:
    """Rings for a job, and waits for a ring. Made before the server's processes part, opened by each of them at its first use.

    :param file: of the queue where there is no Redis
    :param redis_url: `redis://` or `rediss://`, empty for the file
    """

    def __init__(self, file: Path, redis_url: str = "") -> None:
        self._file, self._redis_url, self._not_before = file, redis_url, 0.0

    def __call__(self, kind: str, job: int) -> None:
        """Wake a worker; a queue that is away is left alone."""
        if time.monotonic() < self._not_before:
            return
        try:
            if self._queue.waiting() < FULL:
                self._queue.wake(kind, job)
        except Exception:
            log.warning(_AWAY, exc_info=True)
            self._not_before = time.monotonic() + LEFT_ALONE

    def wait(self, stop: threading.Event, seconds: float) -> bool:
        """Wait for a ring, but not longer; True when there was one."""
        until = time.monotonic() + seconds
        while not stop.is_set() and (left := until - time.monotonic()) > 0:
            pause = self._not_before - time.monotonic()
            if pause > 0:
                stop.wait(min(left, pause))
                continue
            try:
                message = self._queue.next()
            except Exception:
                log.warning(_AWAY, exc_info=True)
                self._not_before = time.monotonic() + LEFT_ALONE
                continue
            if message:
                return True
            if not self._redis_url:  # Redis waits for a second by itself
                stop.wait(min(left, GLANCE))
        return False

    def standing(self) -> str:
        """See `standing`."""
        if time.monotonic() < self._not_before:
            return "away"
        try:
            self._queue.waiting()
        except Exception:
            log.warning(_AWAY, exc_info=True)
            self._not_before = time.monotonic() + LEFT_ALONE
            return "away"
        return "redis" if self._redis_url else "file"

    @cached_property
    def _queue(self) -> Any:
        from planner.services.bell_queue import Queue

        return Queue(self._file, self._redis_url)


def bell_of(file: Path | None, redis_url: str) -> Ring:
    """The bell that the settings ask for."""
    return Bell(file, redis_url) if file is not None else no_bell


def standing(ring: Ring) -> str:
    """`file`, `redis`, `none`, or `away`: the queue does not answer, and workers find their work a little later."""
    return ring.standing() if isinstance(ring, Bell) else "none"


def wait(ring: Ring, stop: threading.Event, seconds: float) -> None:
    """Wait for a ring, for the event, or for so many seconds."""
    ring.wait(stop, seconds) if isinstance(ring, Bell) else stop.wait(seconds)
