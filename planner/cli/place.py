"""Where a command works: the house, opened over a database that is up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from planner.cli.environment import settings
from planner.kernel.clock import utc_now
from planner.models.engine import begin_write, make_engine
from planner.services.authority import stamping_of
from planner.services.bell import bell_of
from planner.services.database import upgrade
from planner.services.house import House, Transaction, open_house
from planner.services.plans import expire_due
from planner.settings import Settings
from planner.signing.csc import provider_of, roots_of
from planner.signing.issuer import GivenIssuer


@contextmanager
def at_work() -> Iterator[tuple[Transaction, House]]:
    """Open the product without a web server.

    Plans whose period has ended are closed first, so that no command calls them in force.

    :returns: what opens a write transaction (kept unless an error leaves it), and the house
    :raises Unavailable: the database cannot be reached
    """
    with open_product(settings().database_url) as (engine, house):
        transaction = transactions(engine)
        with transaction() as session:
            expire_due(session, house)
        yield transaction, house


def transactions(engine: Engine) -> Transaction:
    """Return what opens a write transaction, committed at the end, rolled back on an error."""

    @contextmanager
    def transaction() -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session:
            begin_write(session)
            yield session
            session.commit()

    return transaction


@contextmanager
def open_product(url: str) -> Iterator[tuple[Engine, House]]:
    """Bring a database up to date and open it.

    :raises Unavailable: the database cannot be reached
    """
    upgrade(url)
    engine = make_engine(url)
    try:
        yield engine, house_of(settings())
    finally:
        engine.dispose()


def house_of(found: Settings) -> House:
    """The house as the settings furnish it, without a database."""
    return open_house(
        public_url=found.public_url,
        key_secret=found.key_secret.encode(),
        audit_key=found.audit_secret.encode(),
        demo=found.demo,
        keep=found.packs,
        checkpoint=found.checkpoint,
        mails=found.mails,
        stamping=stamping_of(found.signing.profile, found.signing.tsa_urls, found.signing.tsa_roots),
        issuer=GivenIssuer.of(utc_now, **asdict(found.authority)),
        signing_provider=provider_of(**asdict(found.csc)),
        provider_roots=roots_of(found.csc.roots),
        bell=bell_of(found.queue.file, found.queue.redis_url),
    )
