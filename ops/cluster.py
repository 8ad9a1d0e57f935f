"""Several servers and workers under load, one of each killed: `make cluster`.

A PostgreSQL of its own, two servers and two workers as on two hosts (with `--redis` a Redis between them), people who
write, submit, review, approve and fetch zips, each request at another server. Under load one server and one worker get
`kill -9` and start again. At the end nothing acknowledged may be missing, no file half signed, every job done once, the
trail whole, and no answer 5xx.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path

from ops import postgres, redis
from ops.cluster_checks import RULE, check, shared_state
from ops.cluster_people import Client, Collector, Seen, Signer, Writer, at_work
from ops.redis import free_port
from planner.cli.place import house_of, transactions
from planner.kernel.clock import utc_now
from planner.models import RulePreview
from planner.models.engine import make_engine
from planner.seeds import play
from planner.seeds.company import load_company
from planner.seeds.play import Days
from planner.seeds.stage import DemoClock, Stage
from planner.services import approval, submission
from planner.services.database import upgrade
from planner.services.jobs import JobState
from planner.services.plans import create_plan
from planner.services.rules import preview
from planner.services.rules.changes import SetSeverity
from planner.settings import Settings, make_demo_secrets

ROOT = Path(__file__).parents[1]
REPS = ("zhou.yining", "ye.zhiqiu")
OFFICER, MANAGER = "lu.zhiwei", "han.muzhi"
PATIENCE = 8
DAYS = Days(date(2027, 1, 1), date(2027, 4, 15), date(2027, 7, 1))


class Processes:
    """Servers and workers, each in a group of its own, so that a kill takes the whole of one."""

    def __init__(self, environ: dict[str, str], folder: Path) -> None:
        self.environ, self.folder = environ, folder
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.ports = [free_port(), free_port()]

    def server(self, n: int) -> None:
        """Start a server; it may take a while until it answers."""
        bind = f"127.0.0.1:{self.ports[n]}"
        self._start(f"server {n}", [sys.executable, "-m", "gunicorn", "--config", "ops/gunicorn_conf.py", "--bind", bind, "wsgi:app"])

    def worker(self, n: int) -> None:
        """Start a worker."""
        self._start(f"worker {n}", [sys.executable, "-m", "planner.cli.main", "worker", "--patience", str(PATIENCE)])

    def _start(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as out:
            self.running[name] = subprocess.Popen(command, cwd=ROOT, env=self.environ, stdout=out, stderr=out, start_new_session=True)

    def kill(self, name: str) -> None:
        """As if its host had lost power."""
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running.pop(name).wait()

    def ready(self, n: int, seconds: float = 180) -> None:
        """Wait until a server answers."""
        until = time.monotonic() + seconds
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[n]}/readyz", timeout=20) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
            if time.monotonic() > until or self.running[f"server {n}"].poll() is not None:
                raise RuntimeError((self.folder / f"server {n}.log").read_text("utf-8", "replace")[-3000:])

    def errors(self) -> list[str]:
        """What the servers and workers logged of errors of the database, to understand an answer 5xx."""
        lines = [line for log in self.folder.glob("*.log") for line in log.read_text("utf-8", "replace").splitlines()]
        return sorted({line.strip()[:200] for line in lines if "psycopg." in line and "File" not in line})

    def stop(self) -> None:
        """End them all."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def company(url: str, folder: Path, redis_url: str) -> Iterator[tuple[Processes, Stage]]:
    """The demo company on a database, and the processes that may serve it."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PLANNER_", "PUBLIC_"))}
    environ |= {"PLANNER_DATA": str(folder), "DATABASE_URL": url, "WEB_CONCURRENCY": "1", "EMBEDDED_WORKER": "0"}
    environ |= {"PUBLIC_URL": "http://127.0.0.1:8000", "REDIS_URL": redis_url}
    make_demo_secrets(folder)
    settings = Settings.from_env(environ)
    upgrade(settings.database_url)
    engine, processes = make_engine(settings.database_url), Processes(environ, folder)
    transaction, house = transactions(engine), house_of(settings)
    load_company(transaction, house)
    try:
        yield processes, Stage(transaction, house, Present())
    finally:
        processes.stop()
        engine.dispose()


class Present(DemoClock):
    """The real present, since the servers have no other."""

    def __init__(self) -> None:
        """Nothing to set."""

    @property
    def now(self) -> datetime:  # type: ignore[override]
        """This moment."""
        return utc_now()

    def __call__(self) -> datetime:
        """This moment."""
        return utc_now()


def prepared(stage: Stage, plans: int) -> dict[str, list[str]]:
    """Plans to submit, to pass and to approve, and drafts to write."""
    author, officer, manager = (stage.actor(f"{who}@hengyu.example") for who in (REPS[0], OFFICER, MANAGER))
    found: dict[str, list[str]] = {"submit": [], "pass": [], "approve": [], "write": []}
    for goal in ("submit", "pass", "approve"):
        for _ in range(plans):
            number = play.write_plan(stage, author, days=DAYS, product="禾屿单抗注射液")
            if goal == "submit":
                explain(stage, number)
            else:
                play.submit(stage, author, number)
                (play.decide_all if goal == "pass" else play.pass_on)(stage, officer, number)
            found[goal].append(number)
    writers = [stage.actor(f"{who}@hengyu.example") for who in REPS]
    with stage.act() as session:
        for number in found["approve"]:
            approval.open_to_sign(session, stage.house, manager, number)
        found["write"] = [create_plan(session, stage.house, writers[n % 2], "launch").number for n in range(6)]
    return found


def explain(stage: Stage, number: str) -> None:
    """Answer what officers will look at, so that it can be submitted."""
    author = stage.actor(f"{REPS[0]}@hengyu.example")
    with stage.act() as session:
        for finding in submission.open_submission(session, stage.house, author, number).findings:
            submission.explain(session, stage.house, author, number, finding.fingerprint, play.EXPLAINED, "explain")


def run(url: str, redis_url: str, seconds: float, plans: int, drafts: int) -> list[tuple[str, str, bool]]:
    """Do it all; returns a table of what was found, each line good or not."""
    with tempfile.TemporaryDirectory(prefix="planner-cluster-") as name, company(url, Path(name), redis_url) as (processes, stage):
        for n in (0, 1):
            processes.server(n)
        processes.worker(0)
        found = prepared(stage, plans)
        for n in (0, 1):
            processes.ready(n)
        seen = Seen()
        table = shared_state(processes.ports, seen)
        took_over = under_load(processes, stage, found, seen, seconds, drafts)
        told = [(f"  logged: {line}", "", True) for line in processes.errors()] if seen.wrong else []
        return [*table, *took_over, *check(stage, found, seen), *told]


def long_preview(stage: Stage, drafts: int) -> int:
    """A preview over many drafts, so that a worker has something long in its hands."""
    author = stage.actor(f"{REPS[1]}@hengyu.example")
    with stage.act() as session:
        for _ in range(drafts):
            create_plan(session, stage.house, author, "launch")
    officer = stage.actor(f"{OFFICER}@hengyu.example")
    return preview.start(stage.transaction, stage.house, officer, SetSeverity(RULE, ""))


def under_load(
    processes: Processes, stage: Stage, found: dict[str, list[str]], seen: Seen, seconds: float, drafts: int
) -> list[tuple[str, str, bool]]:
    """People at work while a server and a worker die and come back."""
    stop = threading.Event()

    def client() -> Client:
        return Client(processes.ports, seen)

    writers = [Writer(client(), REPS[n % 2], plan) for n, plan in enumerate(found["write"])]
    signers = [
        Signer(client(), REPS[0], [f"/plans/{n}/submit" for n in found["submit"]], "submissions"),
        Signer(client(), OFFICER, [f"/review/{n}/sign" for n in found["pass"]], "passes"),
        Signer(client(), MANAGER, [f"/approval/{n}/sign" for n in found["approve"]], "approvals"),
    ]
    people = [*(one.work for one in writers), *(one.work for one in signers), Collector(client(), MANAGER).work]
    threads = at_work(people, stop, seen)
    while seen.counted["here"] < len(people):
        time.sleep(0.1)
    number = long_preview(stage, drafts)
    held = _wait_until(stage, number, "running", 240)
    processes.kill("worker 0")
    processes.worker(1)
    begun = time.monotonic()
    seen.begin.set()
    time.sleep(max(0.0, seconds / 3 - (time.monotonic() - begun)))
    processes.kill("server 0")
    processes.worker(0)
    time.sleep(seconds / 6)
    processes.server(0)
    time.sleep(max(0.0, seconds - (time.monotonic() - begun)))
    processes.ready(0)
    over = _wait_until(stage, number, "done", 240)
    took = time.monotonic() - begun
    stop.set()
    for thread in threads:
        thread.join(300)
    for writer in writers:
        found.setdefault("said", []).append(f"{writer.number} {writer.acknowledged}")
    return [("the job of the killed worker was under way, and was done by another one", f"within {took:.0f} s", held and over)]


def _wait_until(stage: Stage, number: int, state: str, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with stage.act() as session:
            row = session.get_one(RulePreview, number)
            if row.state == state and (state != "running" or 0 < row.done < row.total):
                return True
            if row.state == JobState.FAILED:
                return False
        time.sleep(0.02)
    return False


def main() -> int:
    """Print the table; exit status 1 when something is not as it must be."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=30, help="of load")
    asked.add_argument("--plans", type=int, default=4, help="plans of each stage that are signed under load")
    asked.add_argument("--drafts", type=int, default=300, help="drafts that a preview reads")
    asked.add_argument("--redis", action="store_true", help="with a Redis between the hosts")
    given = asked.parse_args()
    with ExitStack() as stack:
        server = stack.enter_context(postgres.throwaway())
        server.create("cluster")
        address = stack.enter_context(redis.throwaway()) if given.redis else ""
        table = run(server.url("cluster"), address, given.seconds, given.plans, given.drafts)
        if not all(good for _, _, good in table):
            print((server.folder / "log").read_text("utf-8", "replace")[-4000:], file=sys.stderr)
    width = max(len(what) for what, _, _ in table if not what.startswith(" "))
    for what, figure, good in table:
        print(f"{'✓' if good else '✗'} {what:<{width}}  {figure}")
    return 0 if all(good for _, _, good in table) else 1


if __name__ == "__main__":
    sys.exit(main())
