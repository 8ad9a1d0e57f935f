"""Files that the test processes of one run make once and share."""

import fcntl
from collections.abc import Callable
from pathlib import Path


def made_once(file: Path, make: Callable[[Path], object]) -> Path:
    """Make a file where nobody has; other processes wait for it meanwhile.

    :param make: writes it to the path it is given
    """
    if file.exists():
        return file
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed
        if not file.exists():
            part = file.with_suffix(".part")
            part.unlink(missing_ok=True)
            make(part)
            part.replace(file)
    return file
