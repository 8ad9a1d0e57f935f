"""A folder for unfinished work beside where it will stand; the next one takes away what a killed process left behind."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def scratch_beside(target: Path, prefix: str) -> Iterator[Path]:
    """An empty folder on the disk of `target`, so that what is made in it can be linked into place; removed at the end.

    :param prefix: of its name; folders of that name whose process lives no more are removed first
    """
    parent = target.resolve().parent
    for left in parent.glob(f"{prefix}*"):
        if (held := _lock(left)) is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(held)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=parent) as folder:
        held = _lock(Path(folder))
        try:
            yield Path(folder)
        finally:
            if held is not None:
                os.close(held)


def _lock(folder: Path) -> int | None:
    """The folder's descriptor with the lock that lives as long as its process; None when somebody else has it, or it is gone."""
    with suppress(OSError):
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(held)
        else:
            return held
    return None
