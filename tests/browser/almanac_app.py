"""What gunicorn loads in the place of wsgi.py where the clock is the test's: the product is the same."""

import os
from pathlib import Path

from planner.app import create_app
from planner.settings import Settings
from tests.browser.almanac import Almanac

app = create_app(Settings.from_env(os.environ), clock=Almanac(Path(os.environ["ALMANAC"])))
