"""Rules for every test: nobody talks to the outside, hashing and commits are cheap, and in CI a skip of the heavy suites is a failure."""

import os
import socket
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from planner.documents import bounded
from planner.models import engine
from planner.models.engine import make_engine
from planner.services import verification
from planner.services.database import upgrade
from planner.signing.bounded import examine_bounded
from tests.factories.hashing import CHEAP, SHIPPED, hashing
from tests.factories.sharing import made_once
from tests.factories.shelf import ENGINE, Shelf, shelf_of
from tests.factories.stage import Cast, Snapshots, company_on, on_stage

settings.register_profile("busy", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")  # an example that takes its time is no fault: other tests want the processor too

NUMBERS = count(1)
HEAVY = ("browser", "postgres", "golden", "pdfsig")
LOCAL = ("127.0.0.1", "::1", "localhost")


def pytest_configure(config: pytest.Config) -> None:
    """A session that was open when another database was put under its stage leaves its connection to the collector."""
    config.addinivalue_line("filterwarnings", "ignore:.*psycopg.Connection.*deleted while still open:ResourceWarning")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test in tests/browser carries the mark `browser`, and so on, without saying so."""
    for item in items:
        for name in HEAVY:
            if f"tests/{name}/" in item.path.as_posix():
                item.add_marker(name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """What a laptop may skip, CI may not."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and any(item.get_closest_marker(name) for name in HEAVY):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not accept: {reason}"
    return report


@pytest.fixture(autouse=True, scope="session")
def _no_outside_network() -> Generator[None]:
    """An attempt to reach another machine fails the test that made it."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL:
            raise AssertionError(f"a test tried to reach {address[0]}")
        real(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


@pytest.fixture(autouse=True, scope="session")
def _in_a_hurry() -> Generator[None]:
    """Signing in takes no tenth of a second, and no commit waits for the disk: thousands of times it adds up."""
    with hashing(CHEAP), pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "SYNC", "OFF")
        yield


@pytest.fixture(autouse=True, scope="session")
def _unhurried() -> Generator[None]:
    """A paper or a file may take its child ten times as long as the product allows: its limits are for people, and many tests share few cores.

    A limit below five seconds is what its test is about.
    """
    real = bounded.run

    def run(*what: Any, seconds: float = bounded.SECONDS, **how: Any) -> tuple[dict[str, Any], bytes]:
        return real(*what, seconds=seconds if seconds < 5 else 10 * seconds, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounded, "run", run)
        patch.setitem(examine_bounded.__kwdefaults__ or {}, "patience", 200.0)
        patch.setattr(verification, "STRANGERS_PATIENCE", 10 * verification.STRANGERS_PATIENCE)
        patch.setattr(verification, "OWN_PATIENCE", 10 * verification.OWN_PATIENCE)
        yield


@pytest.fixture(scope="session")
def of_the_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that the test processes of one run share, see `made_once`."""
    shared = tmp_path_factory.getbasetemp()
    folder = (shared if worker_id == "master" else shared.parent) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def migrated_file(of_the_run: Path) -> Path:
    """A database file as the migrations leave it, to be copied."""
    return made_once(of_the_run / "migrated.sqlite", lambda file: upgrade(f"sqlite:///{file}"))


@pytest.fixture(scope="session")
def shelf(of_the_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Databases to act on, of the engine that `TEST_ENGINE` names."""
    with shelf_of(ENGINE, of_the_run, tmp_path_factory.mktemp("databases")) as found:
        yield found


@pytest.fixture(scope="session")
def company(shelf: Shelf) -> str:
    """The point at which a database holds the demo company and nothing has been done yet."""
    return company_on(shelf)


@pytest.fixture
def stage(shelf: Shelf, company: str) -> Iterator[Cast]:
    """The company in a database of this test's own, ready to act: real tables, real keys, no web."""
    name = f"test-{next(NUMBERS)}"
    shelf.put(company, name)
    engine = make_engine(shelf.url(name))
    yield on_stage(engine, Snapshots(shelf, name))
    engine.dispose()
    shelf.drop(name)


@pytest.fixture
def shipped_hashing(_in_a_hurry: None) -> Generator[None]:
    """Passwords and PINs at the cost of the product."""
    with hashing(SHIPPED):
        yield


@pytest.fixture
def shipped_engine(_in_a_hurry: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Databases as careful as those of the product."""
    monkeypatch.setattr(engine, "SYNC", "FULL")
