"""The production server on the demo company, in a folder of its own, and the same services to prepare plans with."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine

from planner.kernel.clock import Clock, utc_now
from planner.models.engine import make_engine
from planner.seeds.company import load_company
from planner.services.database import upgrade
from planner.services.house import House, open_house
from planner.settings import Settings, make_demo_secrets
from tests.browser.almanac import Almanac
from tests.factories.stage import Cast, transactions

ROOT = Path(__file__).parents[2]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Site:
    """A running server.

    :param environ: environment for `planner …` in a process of its own, on the same data
    :param cast: the people of the demo, acting through the services on the same database by the real clock
    """

    url: str
    environ: dict[str, str]
    cast: Cast

    def prepare(self, work: Callable[[Cast], Made]) -> Made:
        """Let the cast do something, in a thread of its own: the browser's event loop runs in this one, and signing needs one too."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(work, self.cast).result(300)


@contextmanager
def serving(folder: Path, almanac: Almanac | None = None, name: str = "127.0.0.1", **more: str) -> Iterator[Site]:
    """Start gunicorn with the project's own settings, hand it over, stop it.

    :param almanac: the clock of server and cast; None for the real one
    :param name: of this machine, by which people come; passkeys want one that is no number
    :param more: settings
    """
    port = _free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PLANNER_", "PUBLIC_"))}
    environ |= {"PLANNER_DATA": str(folder), "PORT": str(port), "WEB_CONCURRENCY": "2", "PUBLIC_URL": f"http://{name}:{port}", **more}
    if almanac is not None:
        environ["ALMANAC"] = str(almanac.file)
    make_demo_secrets(folder)
    settings = Settings.from_env(environ)
    upgrade(settings.database_url)
    engine = make_engine(settings.database_url)
    house = _house(settings, almanac or utc_now)
    load_company(transactions(engine), house)  # type: ignore[arg-type]
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "ops/gunicorn_conf.py", "--bind", f"127.0.0.1:{port}", _app(almanac)],
            cwd=ROOT,
            env=environ,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(process, f"http://127.0.0.1:{port}/healthz", log)
        yield Site(f"http://{name}:{port}", environ, _cast(engine, house))
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        engine.dispose()


def _app(almanac: Almanac | None) -> str:
    return "wsgi:app" if almanac is None else "tests.browser.almanac_app:app"


def _house(settings: Settings, clock: Clock) -> House:
    return open_house(
        public_url=settings.public_url,
        key_secret=settings.key_secret.encode(),
        audit_key=settings.audit_secret.encode(),
        demo=settings.demo,
        clock=clock,
        checkpoint=settings.checkpoint,
    )


def _cast(engine: Engine, house: House) -> Cast:
    return Cast(transactions(engine), house, house.clock, engine)  # type: ignore[arg-type]  # signatures of both sides fit together


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _wait_for(process: "subprocess.Popen[bytes]", url: str, log: Path, seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text('utf-8', 'replace')[-4000:]}")
