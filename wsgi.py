"""What the production server loads."""

import gc
import os

from planner.app import create_app
from planner.settings import Settings

app = create_app(Settings.from_env(os.environ))

# Rules, plan types and templates live as long as the process: the collector need not walk over them at every request.
gc.collect()
gc.freeze()
# A request makes thousands of objects and drops nearly all: looking through them every 700 takes a tenth of its time.
# Looking through 50,000 at once stopped everybody for 40 ms every few seconds, and through twenty times as many for 300.
gc.set_threshold(10_000, 10, 50)
