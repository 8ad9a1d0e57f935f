"""What it costs to begin from a Word file, and how much of it finds its place: `python -m bench.intake`.

The figures to keep: thirty pages with forty tables in at most 2 seconds and 300 MB, of every document at least nine
tenths of the characters in a step that fits, and every character in a field, in the tray or a guide.
"""

import resource
import time
from collections.abc import Iterator
from datetime import date

from planner.documents import intake
from planner.documents.intake import Manuscript, place, suggest_type
from planner.wizards.registry import discover
from tests.corpus.intake import seeds
from tests.corpus.intake.large import PAGES, TABLES, thirty_pages
from tests.corpus.intake.measuring import allowed_of, measured, nothing_lost
from tests.corpus.intake.samples_seen import SEEN
from tests.corpus.intake.samples_unseen import UNSEEN
from tests.corpus.intake.writing import written

SECONDS, MEGABYTES, SHARE = 2.0, 300, 0.9
TODAY = date(2026, 11, 22)
ROUNDS = 3
Allowed = dict[int, tuple[str, ...]]


def documents() -> Iterator[tuple[str, str, Manuscript, Allowed]]:
    """Name, plan type, passages and the steps that fit each, of every document of the corpus."""
    for sample in (*SEEN, *UNSEEN):
        manuscript = intake.read(written(sample), sample.file_name)
        yield sample.name + ("" if sample in SEEN else " (unseen)"), sample.plan_type, manuscript, allowed_of(sample, manuscript)
    if seeds.SEEDS.exists():
        for slug, text in seeds.plans():
            manuscript = intake.read(seeds.as_word(text), f"{slug}.docx")
            yield f"sample plan {slug}", slug, manuscript, seeds.allowed_in(slug, manuscript)


def placed() -> bool:
    """Print the share of each document; True when all are good enough."""
    good = True
    for name, slug, manuscript, allowed in documents():
        placement = place(manuscript, discover()[slug], today=TODAY)
        found = measured(manuscript, placement, allowed)
        whole = not nothing_lost(manuscript, placement)
        good = good and whole and found.share >= SHARE
        print(
            f"  {name:42} {found.share:6.1%} fitting ({found.guides / found.characters:4.0%} of all as headings and labels), "
            f"{found.wrong} elsewhere, {found.tray} waiting of {found.characters}; type {suggest_type(manuscript) or '?'}"
            + ("" if whole else "  LOST SOMETHING")
        )
    return good


def large() -> bool:
    """Print seconds and peak memory for the large file; True when within bounds."""
    data, kind, best, reading = thirty_pages(), discover()["territory"], 99.0, 99.0
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        manuscript = intake.read(data, "large.docx")
        read = time.perf_counter() - begun
        placement = place(manuscript, kind, today=TODAY)
        best, reading = min(best, time.perf_counter() - begun), min(reading, read)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"  {PAGES} pages, {TABLES} tables, {manuscript.characters} characters: {best:.2f} s (reading {reading:.2f} s), "
        f"child {peak:.0f} MB, {len(placement.entries)} fields"
    )
    return best <= SECONDS and peak <= MEGABYTES


def main() -> int:
    """Measure; 1 when a figure is missed."""
    fine = [large(), placed()]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    raise SystemExit(main())
