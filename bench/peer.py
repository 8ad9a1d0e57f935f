"""The checker beside textlint with prh, each warm and in its own process: `python -m bench.peer`.

Same text, same number of patterns. A pattern of ours wants one word of each of several lists; the peer gets one
regular expression for it, with at most `WORDS` words of each list in their order and at most `GAP` characters
between, which it finds quicker than the whole lists. It judges no context. Of its processor time and its time on
the clock the shorter one counts.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from bench.texts import dense, milliseconds, plan
from planner.compliance.engine import check_text
from planner.compliance.loader import load_pack
from planner.compliance.normalize import plain
from planner.compliance.pack import Pack

SOURCE = Path(__file__).parent / "peer"
CACHE = Path(".cache/peer")
WORDS = 5
GAP = 12
ROUNDS = 30
GOAL = 5


def patterns(pack: Pack) -> list[str]:
    """One expression for every alternative of every rule over words."""
    words = {atom.key: sorted(atom.words) for atom in pack.compiled.vocabulary.atoms if atom.words}
    out = []
    for compiled in pack.compiled.rules:
        for matcher in compiled.matchers:
            groups = [[word for key in group for word in words.get(key, ())][:WORDS] for group in matcher.groups]
            parts = ["(?:" + "|".join(map(_escaped, group)) + ")" for group in groups if group]
            if parts:
                out.append(f"[^。，；]{{0,{GAP}}}".join(parts))
    return out


def _escaped(word: str) -> str:
    return re.sub(r"[\\^$.*+?()\[\]{}|/]", lambda found: "\\" + found[0], word)


def installed() -> str:
    """Install the pinned packages where they are not; "" when all is well, else why nothing can be measured."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "no node"
    CACHE.mkdir(parents=True, exist_ok=True)
    lock = (SOURCE / "package-lock.json").read_text(encoding="utf-8")
    stamp = CACHE / "installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return ""
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(SOURCE / name, CACHE / name)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=CACHE, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return "its packages cannot be installed: " + (done.stderr.strip().splitlines() or ["npm says nothing"])[-1]
    stamp.write_text(lock, encoding="utf-8")
    return ""


def measured(text: str, chosen: list[str]) -> dict[str, float]:
    """Milliseconds and hits of the peer."""
    sent = json.dumps({"text": plain(text), "patterns": chosen, "rounds": ROUNDS})
    script = str((SOURCE / "measure.mjs").resolve())
    done = subprocess.run(["node", script], cwd=CACHE, input=sent, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def compare(pack: Pack) -> None:
    """Print the peer's times beside ours."""
    reason = installed()
    if reason:
        print(f"peer: not measured: {reason}")
        return
    chosen = patterns(pack)
    for name, text in (("plan", plan(10_000)), ("dense", dense(10_000))):
        ours = milliseconds(lambda text=text: check_text(text, pack), ROUNDS)
        found = measured(text, chosen)
        theirs = min(found["wall"], found["processor"])
        ratio = theirs / ours
        print(
            f"peer, {name} of {len(text):,} characters, {len(chosen)} patterns: textlint with prh {theirs:.1f} ms ({found['hits']:.0f} hits), "
            f"the checker {ours:.1f} ms: {ratio:.1f} times the throughput ({'within' if ratio >= GOAL else 'short of'} {GOAL})"
        )


def main() -> int:
    """Compare on the product's pack."""
    compare(load_pack())
    return 0


if __name__ == "__main__":
    sys.exit(main())
