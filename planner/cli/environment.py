"""The settings, as every command reads them."""

import os
from functools import cache
from pathlib import Path

from planner.settings import Settings, data_folder, make_demo_secrets, wants_demo


@cache
def settings() -> Settings:
    """Read the settings once; the data folder is made, and the demo gets secrets of its own, on first use.

    :raises BadSetting: see `planner.settings`
    """
    if wants_demo(os.environ):
        make_demo_secrets(data_folder(os.environ))
    found = Settings.from_env(os.environ)
    found.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def user_folder() -> Path:
    """Where a user's programs keep what they can make again: XDG_CACHE_HOME, else ~/.cache; commands without a data folder use it."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(home) if home.startswith("/") else Path.home() / ".cache") / "planner-packs"
