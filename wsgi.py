"""What the production server loads."""

import gc
import os

from planner.app import create_app
from planner.settings import Settings

app = create_app(Settings.from_env(os.environ))

# Rules, plan types and templates live as long as the process: the collector need not walk over them at every request.
gc.collect()
gc.freeze()
gc.set_threshold(
    50_000, 20, 50
)  # a request makes thousands of objects and drops nearly all: looking through them every 700 takes a tenth of its time
