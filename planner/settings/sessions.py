"""The settings of sessions: how long somebody stays signed in without doing anything, and at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from planner.kernel.i18n import Text
from planner.settings.wrong import BadSetting


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """What `SESSION_IDLE_MINUTES` (5 to 480) and `SESSION_HOURS` (1 to 24) say.

    :param idle: a session ends so long after the last thing its person did
    :param absolute: and so long after signing in, however busy
    """

    idle: timedelta = timedelta(minutes=60)
    absolute: timedelta = timedelta(hours=12)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "SessionSettings":
        """Read them.

        :raises BadSetting: no whole number, or out of range
        """
        idle = timedelta(minutes=_whole(environ, "SESSION_IDLE_MINUTES", 60, 5, 480))
        return cls(idle, timedelta(hours=_whole(environ, "SESSION_HOURS", 12, 1, 24)))


def _whole(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise BadSetting(
            Text("{name} 应是 {low} 到 {high} 之间的整数。", "{name} must be a whole number from {low} to {high}.").with_(
                name=name, low=low, high=high
            )
        )
    return int(text)
