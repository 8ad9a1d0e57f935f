"""The press without its start: children that typeset are forked from a process that has read its modules already.

Each is the real child in all else: a process of its own, its bounds, its closed doors. Campaigns that print hundreds of papers use it.
`python -m tests.factories.warm_press` is that process: a job a line on standard input, the child's exit status a line on standard output.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from planner.documents import bounded
from planner.documents.bounded import MEMORY, SECONDS
from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text


@dataclass(frozen=True, slots=True)
class WarmPress:
    """A running one."""

    process: "subprocess.Popen[str]"

    def run(
        self,
        kind: str,
        job: Mapping[str, Any],
        payload: bytes = b"",
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        moment: int = 0,
        gave_up: Text | None = None,
    ) -> tuple[dict[str, Any], bytes]:
        """As `planner.documents.bounded.run`."""
        head = json.dumps({"kind": kind, "job": job, "memory": memory, "seconds": max(1, round(seconds))}, ensure_ascii=False).encode()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with tempfile.TemporaryDirectory(prefix="planner-paper-", ignore_cleanup_errors=True) as scratch:
            asked, said = Path(scratch, "job"), Path(scratch, "answer")
            asked.write_bytes(head + b"\n" + payload)
            order = {"job": str(asked), "answer": str(said), "environment": {"TMPDIR": scratch, "SOURCE_DATE_EPOCH": str(moment)}}
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
            code = int(self.process.stdout.readline())
            answer, separator, data = said.read_bytes().partition(b"\n")
        if code or not separator:
            raise Unavailable(gave_up or Text("没有生成。", "Not made."))
        read: dict[str, Any] = json.loads(answer)
        if "refused" in read:
            raise Unavailable(Text(*read["refused"]))
        return read, data


@contextmanager
def warmed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have every paper made so meanwhile."""
    command = [sys.executable, "-m", "tests.factories.warm_press"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # our own module, no shell
        monkeypatch.setattr(bounded, "run", WarmPress(process).run)
        yield


def main() -> None:
    """Fork a child for each job until standard input ends."""
    from planner.documents import child, editions

    assert editions.plan_proof  # read before the first fork: it brings the typesetter
    for line in sys.stdin:
        order = json.loads(line)
        forked = os.fork()
        if not forked:
            for number, path, flags in ((0, order["job"], os.O_RDONLY), (1, order["answer"], os.O_WRONLY | os.O_CREAT)):
                os.dup2(os.open(path, flags, 0o600), number)
            os.environ.update(order["environment"])
            sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115 - until the process ends
            child.main()
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
