"""`python -m bench.soak`: hours at half the load, with the memory of all processes sampled; fails when it grows by a tenth.

`--seconds 7200 --people 75 --every 2 --engine sqlite`. Memory is PSS (what processes share is counted once) of the server's
processes, those that live for one paper left out of the comparison. The first tenth is warm-up; the tenth after it is compared with the last tenth.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from bench.crowd import gather, kept
from bench.load import ENGINES, databases, free_port, server
from bench.traffic import Load, run, warm_up

MOST = 0.10
PLANS = 20
"""At most so many plans are approved, however long it takes."""


def family(first: int) -> list[int]:
    """A process and all that it started, directly or not."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue  # it ended meanwhile
    found, wanted = [], {first}
    while wanted:
        found += sorted(wanted)
        wanted = {pid for pid, parent in parents.items() if parent in wanted} - set(found)
    return found


def memory(first: int) -> dict[int, int]:
    """Number of each process of a family → its share of memory in KiB."""
    found = {}
    for pid in family(first):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        found[pid] = next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return found


class Watch(threading.Thread):
    """Samples a family until it is told to stop.

    :param pause: seconds between samples
    """

    def __init__(self, first: int, pause: float) -> None:
        super().__init__(daemon=True)
        self.samples: list[tuple[float, dict[int, int]]] = []
        self.over = threading.Event()
        self._first, self._pause = first, pause

    def run(self) -> None:
        """Sample."""
        while not self.over.wait(self._pause):
            self.samples.append((time.monotonic(), memory(self._first)))


def lasting(samples: list[dict[int, int]]) -> list[int]:
    """Memory of the processes that are there most of the time: a paper's child lives for a second."""
    seen = Counter(pid for found in samples for pid in found)
    stay = {pid for pid, times in seen.items() if times > len(samples) / 2}
    return [sum(share for pid, share in found.items() if pid in stay) for found in samples]


def growth(totals: list[int]) -> tuple[float, float, float]:
    """Mean of the second tenth and of the last one, and by what part it grew.

    :raises ValueError: fewer than ten samples
    """
    tenth = len(totals) // 10
    if tenth == 0:
        raise ValueError("too few samples")
    before, after = statistics.fmean(totals[tenth : 2 * tenth]), statistics.fmean(totals[-tenth:])
    return before, after, after / before - 1


def soak(engine: str, people: int, seconds: float, every: float) -> bool:
    """One engine; prints and returns whether all is well."""
    with tempfile.TemporaryDirectory(prefix="soak-") as name, ExitStack() as stack:
        folder = Path(name)
        url, _ = stack.enter_context(databases(engine, folder))
        given = None if engine == "sqlite" else url
        crowd = gather(folder / "data", given, people, min(PLANS, max(1, round(seconds / 60))))
        port = free_port()
        pid = stack.enter_context(server(folder / "data", port, **({"DATABASE_URL": url} if given else {})))
        asyncio.run(warm_up(port, crowd))
        watch = Watch(pid, max(0.5, seconds / 600))
        watch.start()
        tally = asyncio.run(run(Load(port, seconds, every), crowd))
        watch.over.set()
        watch.join()
        lost = sum(kept(url, crowd))
    begun = watch.samples[0][0]
    for at, found in watch.samples[:: max(1, len(watch.samples) // 20)]:
        print(f"{engine}  {at - begun:7.0f} s  {sum(found.values()) / 1024:7.1f} MiB in {len(found)} processes")
    before, after, grown = growth(lasting([found for _, found in watch.samples]))
    print(
        f"{engine}: {len(tally.seconds['autosave'])} autosaves, {len(tally.errors)} errors, {lost} acknowledged writes lost; "
        f"memory {before / 1024:.1f} MiB after warm-up, {after / 1024:.1f} MiB at the end, {grown:+.1%}",
        *sorted(set(tally.errors))[:5],
        sep="\n  ",
        flush=True,
    )
    return not tally.errors and not lost and grown < MOST


def main() -> int:
    """Soak the engines named, SQLite alone by default."""
    asked = argparse.ArgumentParser(prog="bench.soak")
    asked.add_argument("--people", type=int, default=75)
    asked.add_argument("--seconds", type=float, default=7200)
    asked.add_argument("--every", type=float, default=2)
    asked.add_argument("--engine", action="append", choices=ENGINES)
    given = asked.parse_args()
    return int(not all(soak(engine, given.people, given.seconds, given.every) for engine in given.engine or ENGINES[:1]))


if __name__ == "__main__":
    sys.exit(main())
