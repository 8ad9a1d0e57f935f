"""Starts the child process and keeps it within its bounds."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text

SECONDS = 20
MEMORY = 1_500_000_000
"""Bytes of address space."""
_ROOT = Path(__file__).parents[2]
_TOO_LONG = Text(
    "生成 PDF 用的时间太长，已经停下。什么都没有改动；请把很长的段落分短，再试一次。",
    "Making the PDF took too long and was stopped. Nothing was changed; shorten very long passages and try again.",
)
_FAILED = Text(
    "PDF 没有生成。什么都没有改动；请再试一次，还不行请联系管理员。",
    "The PDF was not made. Nothing was changed; try again, and tell the administrator if it fails again.",
)


def run(
    kind: str,
    job: Mapping[str, Any],
    payload: bytes = b"",
    *,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    moment: int = 0,
    gave_up: Text | None = None,
) -> tuple[dict[str, Any], bytes]:
    """Have the child do one job.

    :param moment: seconds since 1970 that the fonts' own dates are set to, so that bytes can be repeated
    :param gave_up: what to say when the child was stopped or fell over; of a PDF unless told
    :raises Unavailable: it took too long, needed too much memory, or refused; nothing was written
    """
    head = json.dumps({"kind": kind, "job": job, "memory": memory, "seconds": max(1, round(seconds))}, ensure_ascii=False).encode()
    with tempfile.TemporaryDirectory(
        prefix="planner-paper-", ignore_cleanup_errors=True
    ) as scratch:  # a killed child leaves its fonts behind
        try:
            done = subprocess.run(  # our own module, no shell, nothing of the user's in the command
                [sys.executable, "-P", "-m", "planner.documents.child"],
                input=head + b"\n" + payload,
                capture_output=True,
                timeout=seconds,
                env={**_environment(moment), "TMPDIR": scratch},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unavailable(gave_up or _TOO_LONG) from error
    answer, separator, data = done.stdout.partition(b"\n")
    if done.returncode != 0 or not separator:
        raise Unavailable(gave_up or (_TOO_LONG if done.returncode == -24 else _FAILED)) from RuntimeError(
            done.stderr[-2000:].decode("utf-8", "replace")
        )
    read: dict[str, Any] = json.loads(answer)
    if "refused" in read:
        raise Unavailable(Text(*read["refused"]))
    return read, data


def _environment(moment: int) -> dict[str, str]:
    """What the child may know of ours: where its code is, and nothing else."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "XDG_CACHE_HOME", "FONTCONFIG_FILE") if name in os.environ}
    return {**kept, "PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8", "SOURCE_DATE_EPOCH": str(moment), "PYTHONHASHSEED": "0"}
