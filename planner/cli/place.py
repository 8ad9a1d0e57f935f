"""Where a command works: the settings, and the house opened over a database that is up to date."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy.orm import Session

from planner.models.engine import make_engine
from planner.services.database import upgrade
from planner.services.house import House, open_house
from planner.settings import Settings, data_folder, make_demo_secrets, wants_demo


@cache
def settings() -> Settings:
    """Read the settings once; the demo gets secrets of its own on first use.

    :raises BadSetting: see `planner.settings`
    """
    if wants_demo(os.environ):
        make_demo_secrets(data_folder(os.environ))
    return Settings.from_env(os.environ)


@contextmanager
def at_work() -> Iterator[tuple[Session, House]]:
    """Open the product without a web server; what was changed is kept unless an error leaves the block.

    :raises Unavailable: the database cannot be reached
    """
    found = settings()
    upgrade(found.database_url)
    engine = make_engine(found.database_url)
    try:
        house = open_house(
            engine,
            public_url=found.public_url,
            key_secret=found.key_secret.encode(),
            audit_key=found.audit_secret.encode(),
            demo=found.demo,
        )
        with Session(engine) as session, session.begin():
            yield session, house
    finally:
        engine.dispose()
