"""What happens to people's words when the disk is full, the database locked, the clock wrong: the real server, really hurt.

`make failures` lets every failure last as long as the table of figures says and prints a row for each.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from planner.documents.fonts import FOLDER
from planner.kernel.clock import utc_now
from tests.browser.server import ROOT
from tests.factories.failing import plant
from tests.factories.failures import SCALE, Desk, refused, seated, submitting, suffer

pytestmark = pytest.mark.slow
ROOM = "48m"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A server on a small disk of its own, and two people who write."""
    folder = tmp_path_factory.mktemp("failures") / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "planner-failures", str(folder)], check=True)
    try:
        with plant(folder, EMBEDDED_WORKER="0") as running:
            yield seated(running)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_refuses_clearly_and_loses_nothing(desk: Desk) -> None:
    ballast = desk.plant.folder / "ballast"

    def fill() -> Callable[[], None]:
        with closing(sqlite3.connect(desk.plant.folder / "planner.db", timeout=30)) as beside:
            beside.execute("pragma wal_checkpoint(truncate)")  # a log that has grown before has room for a whole evening's writing
        with ballast.open("wb", buffering=0) as out:
            try:
                while True:
                    out.write(bytes(4096))
            except OSError:
                return ballast.unlink

    suffer(desk, "disk full", fill, 30 * SCALE, told=("磁盘满了", "disk is full"))


def test_a_lock_is_waited_for(desk: Desk) -> None:
    def lock() -> Callable[[], None]:
        holder = sqlite3.connect(desk.plant.folder / "planner.db", isolation_level=None, timeout=30, check_same_thread=False)
        holder.execute("begin exclusive")
        return holder.close

    suffer(desk, "database locked", lock, 14 * SCALE, told=None)


def test_a_lock_that_lasts_too_long_is_spoken_of(desk: Desk) -> None:
    if SCALE < 1:
        return  # lasts as long as the product's patience, so only the campaign waits for it

    def lock() -> Callable[[], None]:
        holder = sqlite3.connect(desk.plant.folder / "planner.db", isolation_level=None, timeout=30, check_same_thread=False)
        holder.execute("begin exclusive")
        return holder.close

    suffer(desk, "database locked longer", lock, 20, told=("数据库正忙", "database is busy"))


def test_a_disk_that_can_only_be_read_is_spoken_of_and_written_again_later(desk: Desk) -> None:
    folder, frozen = str(desk.plant.folder), desk.plant.folder.parent / "frozen"
    frozen.mkdir()

    def freeze() -> Callable[[], None]:
        desk.plant.inside("mount", "--bind", folder, str(frozen))
        desk.plant.inside("mount", "-o", "remount,bind,ro", str(frozen))
        desk.plant.inside("mount", "--bind", str(frozen), folder)
        before = set(desk.plant.children("gunicorn"))
        desk.plant.master.send_signal(signal.SIGHUP)  # whoever has the file open for writing goes on: the processes begin anew
        _until(lambda: not before & set(desk.plant.children("gunicorn")))
        return lambda: desk.plant.inside("umount", "--lazy", folder)

    suffer(desk, "read-only file system", freeze, 30 * SCALE, told=("没有写入任何内容", "nothing was written"))


def test_a_clock_a_day_back_stops_acts_and_nothing_else(desk: Desk) -> None:
    number = desk.plant.cast.draft(desk.plant.cast.shen)

    def turn() -> Callable[[], None]:
        desk.plant.almanac._set(utc_now() - timedelta(days=1))
        return desk.plant.almanac.catch_up

    refused(desk, "clock one day back", submitting(number), turn, told=("时钟", "clock"))


def test_a_killed_pdf_child_costs_one_try(desk: Desk) -> None:
    number = desk.plant.cast.draft(desk.plant.cast.shen)
    stop = threading.Event()

    def hunt() -> None:
        while not stop.wait(0.02):
            for child in desk.plant.children("planner.documents.child"):
                os.kill(child, signal.SIGKILL)

    hunter = threading.Thread(target=hunt)

    def begin() -> Callable[[], None]:
        hunter.start()
        return spare

    def spare() -> None:
        stop.set()
        hunter.join()

    refused(desk, "PDF child killed", submitting(number), begin, told=("PDF 没有生成", "PDF was not made"))


def test_missing_fonts_stop_papers_and_nothing_else(desk: Desk) -> None:
    number = desk.plant.cast.draft(desk.plant.cast.shen)

    def hide() -> Callable[[], None]:
        desk.plant.inside("mount", "-t", "tmpfs", "none", str(FOLDER))
        return lambda: desk.plant.inside("umount", str(FOLDER))

    refused(desk, "fonts missing", submitting(number), hide, told=("字体", "font"))


def test_without_fonts_the_product_says_so_and_does_not_start(tmp_path: Path) -> None:
    hidden = f'mount -t tmpfs none "{FOLDER}" && exec "{sys.executable}" -c "from planner.cli.main import main; main()" serve'
    environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PLANNER_DATA": str(tmp_path), "PORT": "18999"}
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", hidden], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode != 0
    assert "font file" in done.stdout + done.stderr or "字体文件" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def _until(true: Callable[[], bool], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.1)
