"""`make hostile`: every hostile file at every door of the real server, in figures."""

import sys
import tempfile
from pathlib import Path

from tests.corpus.hostile.catalogue import FILES
from tests.corpus.hostile.siege import besiege


def main() -> int:
    """Print what came of them; 1 when the goal is missed."""
    wanted = sys.argv[1:]
    files = [file for file in FILES if not wanted or any(word in file.kind for word in wanted)]
    with tempfile.TemporaryDirectory() as folder:
        report = besiege(Path(folder), files)
    sys.stdout.write("\n".join(report.lines()) + "\n")
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
