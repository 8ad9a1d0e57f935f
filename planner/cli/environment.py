"""The settings, as every command reads them."""

import os
from functools import cache

from planner.settings import Settings, data_folder, make_demo_secrets, wants_demo


@cache
def settings() -> Settings:
    """Read the settings once; the demo gets secrets of its own on first use.

    :raises BadSetting: see `planner.settings`
    """
    if wants_demo(os.environ):
        make_demo_secrets(data_folder(os.environ))
    return Settings.from_env(os.environ)
