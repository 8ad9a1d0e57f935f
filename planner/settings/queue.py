"""The settings of the queue that wakes workers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from planner.kernel.i18n import Text
from planner.settings.wrong import BadSetting


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """Where messages to workers lie: in a file of the data folder, or in Redis when there are several hosts.

    :param file: None for no queue at all: workers look for themselves
    :param redis_url: what `REDIS_URL` or the file `REDIS_URL_FILE` says, empty for the file in the data folder
    """

    file: Path | None = None
    redis_url: str = field(default="", repr=False)

    @classmethod
    def from_env(cls, environ: Mapping[str, str], data: Path, read_secret: Callable[[Path, str], str]) -> "QueueSettings":
        """Read them.

        :raises BadSetting: an address that is none, or a file that others may read
        """
        kept = environ.get("REDIS_URL_FILE", "")
        url = read_secret(Path(kept), "REDIS_URL") if kept else environ.get("REDIS_URL", "").strip()
        if url and not _is_redis(url):
            raise BadSetting(
                Text(
                    "REDIS_URL 应是 redis://主机:端口 或 rediss://… 这样的地址。", "REDIS_URL must be like redis://host:port or rediss://…."
                )
            )
        return cls(data / "queue.db", url)


def _is_redis(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (parts.scheme in ("redis", "rediss") and bool(parts.hostname) and parts.port != 0) or (
            parts.scheme == "unix" and bool(parts.path)
        )
    except ValueError:  # a port that is none
        return False
