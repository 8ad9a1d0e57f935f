"""`python -m tests.corpus.tampered`: the catalogue against the service as the page and the command use it, in figures."""

import sys
import tempfile
import time
from pathlib import Path

from planner.services.verification import verify_file
from tests.corpus.tampered.catalogue import FORGERIES
from tests.corpus.tampered.house import build

SIZES = (1, 2, 3)


def main() -> int:
    """Print how many were accepted, and how long the slowest took; 1 when the goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        place = build(Path(folder))
        accepted, slowest, count = [], (0.0, ""), 0
        for forgery in FORGERIES:
            for size in forgery.sizes:
                pdf = forgery.file(place.material, size)
                begun = time.perf_counter()
                verdict = verify_file(place.transaction, place.house, pdf)
                slowest = max(slowest, (time.perf_counter() - begun, f"{forgery.name} ({size})"))
                count += 1
                if verdict.good or (verdict.issued and pdf not in place.material.files):
                    accepted.append(f"{forgery.name} ({size})")
        original = verify_file(place.transaction, place.house, place.material.files[3]).good
    said = (
        f"altered files: {len(FORGERIES)} kinds, {count} files",
        f"accepted: {len(accepted)} {accepted or ''}",
        f"original accepted: {'yes' if original else 'no'}",
        f"slowest: {slowest[0]:.1f} s, {slowest[1]}",
    )
    sys.stdout.write("\n".join(said) + "\n")
    return 0 if original and not accepted and slowest[0] <= 5 else 1


if __name__ == "__main__":
    sys.exit(main())
