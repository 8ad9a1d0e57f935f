"""How fast texts are checked, as a ratio to floors measured in the same run: `python -m bench.checker`.

Two floors, each what no checker can do without. Both end with one pass of a re2.Set over every word list and
expression of the pack, on a text it has met before (its automaton is built as it goes: the first pass over a new
text is slower and printed beside it).
- own: before it, normalising by our own normaliser, the quicker one.
- textbook: before it, NFKC of each character with a list of offsets, then OpenCC from traditional to simplified, as
  in the goal of 2.5 times. It folds less than ours.
All times are processor time, medians.
"""

import re
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import re2
from opencc import OpenCC

from bench import peer
from bench.rulesizes import of_size
from bench.texts import dense, milliseconds, plan
from planner.compliance.atoms import options
from planner.compliance.engine import check_compiled, check_text
from planner.compliance.loader import load_pack
from planner.compliance.normalize import normalise
from planner.compliance.pack import Pack
from planner.compliance.scope import EVERYWHERE

ROUNDS = 40
SET_MEMORY = 512 << 20
PLAN = 10_000
FIELD = 300
GOAL = 2.5
LENGTHS = (2_500, 5_000, 10_000, 20_000, 40_000)
SIZES = (100, 200, 400, 800)
_TO_SIMPLIFIED = OpenCC("t2s")


def textbook(original: str) -> tuple[str, list[int]]:
    """A text in NFKC and simplified characters, and where each character of its NFKC was typed."""
    pieces = [unicodedata.normalize("NFKC", char) for char in original]
    offsets = [place for place, piece in enumerate(pieces) for _ in piece]
    return _TO_SIMPLIFIED.convert("".join(pieces)), offsets


def whole_set(pack: Pack) -> re2.Set:
    """One re2.Set over every list and expression of the pack."""
    every = re2.Set.SearchSet(options=options(SET_MEMORY))
    for atom in pack.compiled.vocabulary.atoms:
        every.Add(atom.source or "|".join(re.escape(word) for word in sorted(atom.words)))
    every.Compile()
    return every


def first(work: Callable[[], object]) -> float:
    """Milliseconds of the first call."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def loading() -> None:
    """Print how long the pack takes to load: parsed, and kept from a process before."""
    with tempfile.TemporaryDirectory() as folder:
        keep = Path(folder) / "kept"
        load_pack(keep=keep)
        parsed, kept = milliseconds(load_pack, 3), milliseconds(lambda: load_pack(keep=keep), 3)
    print(f"loading the pack: {parsed / 1000:.2f} s, with its parsed files kept from an earlier process {kept / 1000:.2f} s (goal 1 s)")


def against_floors(pack: Pack) -> None:
    """Print each text's time beside both floors."""
    every = whole_set(pack)
    texts = {"plan": plan(PLAN), "plan, dense": dense(PLAN), "field": plan(FIELD), "field, dense": dense(FIELD)}
    for name, text in texts.items():
        rounds = ROUNDS if len(text) > 1000 else ROUNDS * 20
        cold = first(lambda text=text: every.Match(normalise(text).text.encode()))
        cold_check = first(lambda text=text: check_text(text, pack))
        report = check_text(text, pack)
        check = milliseconds(lambda text=text: check_text(text, pack), rounds)
        own = milliseconds(lambda text=text: every.Match(normalise(text).text.encode()), rounds)
        book = milliseconds(lambda text=text: every.Match(textbook(text)[0].encode()), rounds)
        verdict = "within" if check <= GOAL * book else "above"
        print(
            f"{name:>12} of {len(text):>6,} characters, {len(report.findings)} findings, {len(report.silences)} silences: {check:.3f} ms "
            f"(first time {cold_check:.1f}); textbook floor {book:.3f} ms (first time from {cold:.1f}): ratio {check / book:.2f}, {verdict} {GOAL}; "
            f"own floor {own:.3f} ms: ratio {check / own:.2f}"
        )


def by_length(pack: Pack) -> None:
    """Print what longer texts cost."""
    for name, make in (("plan", plan), ("plan, dense", dense)):
        texts = {length: make(length) for length in LENGTHS}
        times = {length: milliseconds(lambda text=text: check_text(text, pack), 15) for length, text in texts.items()}
        row = "; ".join(f"{length:,}: {ms:.2f} ms, {1000 * ms / length:.3f} per 1,000" for length, ms in times.items())
        print(f"{name:>12} by characters: {row}")


def by_rules(pack: Pack) -> None:
    """Print what more rules cost."""
    text = plan(PLAN)
    packs = {size: of_size(pack, size) for size in SIZES}
    times = {
        size: milliseconds(lambda compiled=compiled: check_compiled(text, compiled, EVERYWHERE), 15) for size, compiled in packs.items()
    }
    row = "; ".join(f"{size} rules: {ms:.2f} ms, {ms / times[SIZES[0]]:.2f} times that of {SIZES[0]}" for size, ms in times.items())
    print(f"{'plan':>12} by rules: {row}")


def main() -> int:
    """Print all figures."""
    pack = load_pack()
    atoms = pack.compiled.vocabulary.atoms
    words = len({word for atom in atoms for word in atom.words})
    print(f"pack {pack.name} {pack.version}: {len(pack.rules)} rules, {len(atoms)} lists and expressions, {words:,} words")
    loading()
    against_floors(pack)
    by_length(pack)
    by_rules(pack)
    peer.compare(pack)
    return 0


if __name__ == "__main__":
    sys.exit(main())
