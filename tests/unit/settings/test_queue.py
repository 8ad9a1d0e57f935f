"""Where messages to workers lie: a file of the data folder unless a Redis is named, and its address is no word of a log."""

from pathlib import Path

import pytest

from planner.settings.queue import QueueSettings
from planner.settings.wrong import BadSetting


def read(environ: dict[str, str]) -> QueueSettings:
    return QueueSettings.from_env(environ, Path("/data"), lambda path, name: f"redis://{name.lower()}:6379")


def test_a_file_in_the_data_folder_unless_a_redis_is_named() -> None:
    assert (read({}).file, read({}).redis_url) == (Path("/data/queue.db"), "")
    assert read({"REDIS_URL_FILE": "/etc/planner/redis_url"}).redis_url == "redis://redis_url:6379"


@pytest.mark.parametrize("url", ["redis://10.0.0.5:6379", "rediss://:secret@queue.example.cn:6380/1", "unix:///run/redis.sock"])
def test_addresses_of_a_redis_are_taken_and_not_shown(url: str) -> None:
    found = read({"REDIS_URL": url})
    assert found.redis_url == url and url not in repr(found)


@pytest.mark.parametrize(
    "url", ["10.0.0.5:6379", "http://queue.example.cn", "redis://", "redis://queue:0", "redis://queue:99999", "unix://"]
)
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(BadSetting, match="REDIS_URL"):
        read({"REDIS_URL": url})
