"""The queue behind the bell (services/bell.py), loaded at the first ring: Huey and Redis are slow to load."""

import json
from pathlib import Path
from typing import Any

from huey import RedisHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer
from redis import ConnectionPool


class Queue:
    """Messages that wake workers.

    :param file: where they lie, unless there is
    :param redis_url: an address of Redis
    """

    def __init__(self, file: Path, redis_url: str) -> None:
        common: dict[str, Any] = {"name": "planner", "results": False, "serializer": _Json()}
        if redis_url:
            pool = ConnectionPool.from_url(redis_url, socket_connect_timeout=1, socket_timeout=3)
            self._huey = RedisHuey(connection_pool=pool, **common)
        else:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._huey = SqliteHuey(filename=str(file), timeout=2, **common)
        self.wake = self._huey.task(name="wake")(_wake)

    def waiting(self) -> int:
        """How many messages nobody has read."""
        return int(self._huey.pending_count())

    def next(self) -> tuple[str, int] | None:
        """Kind and number of a job that is said to wait; the message is gone with this."""
        task = self._huey.dequeue()
        return None if task is None else (str(task.args[0]), int(task.args[1]))


def _wake(kind: str, job: int) -> None:
    """Being there is all a message does."""


class _Json(Serializer):  # type: ignore[misc]  # the library has no types
    """Messages as JSON: whoever can write into the queue can wake a worker, and nothing else."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps(list(data)).encode()

    def _deserialize(self, data: bytes) -> Message:
        return Message(*json.loads(data))
