"""What a killed restore leaves behind is a whole copy of the database: it goes, and what is being worked on stays."""

import subprocess
import sys
from pathlib import Path

import pytest

from planner.services.scratch import scratch_beside

WORK = """
import sys
from pathlib import Path
from planner.services.scratch import scratch_beside
with scratch_beside(Path(sys.argv[1]), ".part-") as folder:
    (folder / "copy").write_text("words")
    print(folder, flush=True)
    sys.stdin.read()
"""


def at_work(target: Path) -> tuple["subprocess.Popen[str]", Path]:
    process = subprocess.Popen([sys.executable, "-c", WORK, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_it_is_beside_the_target_and_goes_at_the_end_and_after_a_fault(tmp_path: Path) -> None:
    with scratch_beside(tmp_path / "planner.db", ".part-") as folder:
        assert folder.parent == tmp_path
    with pytest.raises(ZeroDivisionError), scratch_beside(tmp_path / "planner.db", ".part-") as folder:
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_what_a_killed_process_left_is_taken_away_and_what_a_living_one_has_is_not(tmp_path: Path) -> None:
    target = tmp_path / "planner.db"
    dead, left = at_work(target)
    dead.kill()
    dead.communicate()
    assert (left / "copy").exists()
    alive, kept = at_work(target)
    assert not left.exists()
    with scratch_beside(target, ".part-"):
        assert (kept / "copy").exists()
    alive.communicate("")
    assert not list(tmp_path.iterdir())
