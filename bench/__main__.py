"""`make bench`: every measurement, each in a process of its own, one after the other; `python -m bench steps` for one alone."""

import subprocess
import sys
from pathlib import Path

SHORT = {"load": ["--people", "50", "--seconds", "60"]}
"""Arguments of parts that take long on their own: `make load` runs it in full, `make soak` for hours."""

PARTS = {
    "autosave": "one keystroke's pause: validate a field, check it, write one row, commit, answer with the fragment",
    "steps": "open each step of a full plan, beside a bare form of as many fields",
    "intake": "begin from a Word file: seconds, memory, and how much finds its place",
    "checker": "check texts",
    "documents": "render the demo plan",
    "signing": "sign it three times, verify it",
    "trail": "prove a trail of 10,000 and of 100,000 events",
    "load": "many people saving while others read, review, approve and verify, on both engines",
    "scale": "queue, filters, team board and desk over 100,000 plans against 100, on both engines",
}


def main() -> int:
    """Run every part there is; return how many failed."""
    failed = 0
    wanted = sys.argv[1:] or list(PARTS)
    for name, what in PARTS.items():
        if name not in wanted:
            continue
        if not (Path(__file__).parent / f"{name}.py").exists():
            raise SystemExit(f"bench/{name}.py is missing")
        print(f"— {what}", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"bench.{name}", *SHORT.get(name, ())], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
