"""`python -m bench.load`: representatives who autosave with checks while others read, review, approve and verify.

`--people 150 --seconds 300 --every 2 --engine sqlite --engine postgresql`. For each engine first the product takes the saves,
then the bare floor does, under the same rest of the load on the product. Reported: errors, acknowledged writes that are not in
the database afterwards, latencies from the moment a request was due, and the ratio of the two p95. The load shares the machine.
"""

import argparse
import asyncio
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from bench.crowd import Crowd, gather, kept
from bench.traffic import Load, Tally, run, warm_up
from ops.postgres import throwaway
from planner.models.engine import make_engine

ROOT = Path(__file__).parents[1]
ENGINES = ("sqlite", "postgresql")
MOST = 4.0
APPROVALS_EVERY = 30


@dataclass(frozen=True, slots=True)
class Result:
    """One engine's outcome.

    :param lost: acknowledged writes that are not there, those on the floor counted too
    """

    product: Tally
    floor: Tally | None
    lost: int

    @property
    def errors(self) -> list[str]:
        """Of both servers."""
        return self.product.errors + (self.floor.errors if self.floor else [])

    @property
    def ratio(self) -> float:
        """p95 of the product's autosaves against the floor's."""
        return self.p95(self.product) / self.p95(self.floor) if self.floor else 0.0

    @staticmethod
    def p95(tally: Tally) -> float:
        """Of autosaves, in seconds."""
        return _quantile(tally.seconds["autosave"], 95)


def _quantile(seconds: list[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1] if len(seconds) > 1 else sum(seconds)


@contextmanager
def databases(engine: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Addresses of two empty databases, the product's and the floor's, which wait for the disk alike."""
    if engine == "sqlite":
        (folder / "data").mkdir()
        yield f"sqlite:///{folder / 'data' / 'planner.db'}", f"sqlite:///{folder / 'floor.db'}"
        return
    with throwaway("fsync=on", "max_connections=60", "shared_buffers=128MB") as place:
        for one in ("plans", "floor"):
            place.create(one)
        yield place.url("plans"), place.url("floor")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def server(data: Path, port: int, *app: str, **environment: str) -> Iterator[int]:
    """Gunicorn as in production; yields the number of its first process.

    :param app: what it serves instead of the product
    :raises RuntimeError: it does not answer within a minute
    """
    environ = {**os.environ, "PLANNER_DATA": str(data), "PORT": str(port), **environment}
    config = ["--config", "ops/gunicorn_conf.py", "--bind", f"127.0.0.1:{port}"]
    with (data.parent / f"server-{port}.log").open("w+") as log:
        process = subprocess.Popen([sys.executable, "-m", "gunicorn", *config, *app], cwd=ROOT, env=environ, stdout=log, stderr=log)
        try:
            _wait_for(port, process)
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            log.seek(0)
            sys.stderr.write(log.read()[-4000:])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1_800):
        if process.poll() is not None:
            break
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def measure(engine: str, people: int, seconds: float, every: float, *, floor: bool = True) -> Result:
    """One engine: the product under the load, then the floor in its place."""
    with tempfile.TemporaryDirectory(prefix="load-") as name, ExitStack() as stack:
        folder = Path(name)
        url, floor_url = stack.enter_context(databases(engine, folder))
        approvals = max(1, round(seconds / APPROVALS_EVERY)) * (2 if floor else 1)
        given = None if engine == "sqlite" else url
        crowd = gather(folder / "data", given, people, approvals)
        environment = {"DATABASE_URL": url} if given else {}
        port = free_port()
        stack.enter_context(server(folder / "data", port, **environment))
        asyncio.run(warm_up(port, crowd))
        product = asyncio.run(run(Load(port, seconds, every), crowd))
        lost = sum(kept(url, crowd))
        if not floor:
            return Result(product, None, lost)
        bare = free_port()
        stack.enter_context(
            server(folder / "data", bare, "bench.bare:from_environment()", FLOOR_URL=floor_url, FLOOR_ROWS=str(people), EMBEDDED_WORKER="0")
        )
        floor_tally = asyncio.run(run(Load(port, seconds, every, bare), crowd, prefix="。"))
        return Result(product, floor_tally, lost + _lost_on_floor(floor_url, crowd))


def _lost_on_floor(url: str, crowd: Crowd) -> int:
    engine = make_engine(url)
    with engine.connect() as connection:
        stored: dict[int, str] = dict(connection.execute(text("SELECT id, words FROM answer")).all())
    engine.dispose()
    return sum(writer.said is not None and stored[row] != writer.said for row, writer in enumerate(crowd.writers, 1))


def report(engine: str, found: Result) -> None:
    """Print one engine's figures."""
    for name, tally in (("product", found.product), ("bare floor", found.floor)):
        if tally is None:
            continue
        print(f"{engine}, {name}:")
        for kind, seconds in sorted(tally.seconds.items()):
            figures = " / ".join(f"{_quantile(seconds, percent) * 1000:.1f}" for percent in (50, 95, 99))
            print(f"  {kind:12} {len(seconds):6} requests, p50 / p95 / p99 {figures} ms")
    for line, times in sorted({line[:200]: found.errors.count(line) for line in found.errors}.items()):
        print(f"  {times} × {line}")
    print(f"{engine}: {len(found.errors)} errors, {found.lost} acknowledged writes lost, p95 {found.ratio:.1f} × the floor's", flush=True)


def main() -> int:
    """Measure; fails on any error or loss, and on a p95 above the limit."""
    asked = argparse.ArgumentParser(prog="bench.load", description=__doc__.split("\n")[0])
    asked.add_argument("--people", type=int, default=150)
    asked.add_argument("--seconds", type=float, default=300)
    asked.add_argument("--every", type=float, default=2)
    asked.add_argument("--engine", action="append", choices=ENGINES)
    given = asked.parse_args()
    bad = False
    for engine in given.engine or ENGINES:
        found = measure(engine, given.people, given.seconds, given.every)
        report(engine, found)
        bad = bad or bool(found.errors) or found.lost > 0 or found.ratio > MOST
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
