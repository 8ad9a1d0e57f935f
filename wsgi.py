"""What the production server loads."""

import os

from planner.app import create_app
from planner.settings import Settings

app = create_app(Settings.from_env(os.environ))
