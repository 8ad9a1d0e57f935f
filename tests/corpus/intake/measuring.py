"""How much of a document landed where it belongs, by labels that know nothing of the matcher."""

import re
from collections import Counter
from dataclasses import dataclass

from planner.documents.intake import Manuscript, Placement
from tests.corpus.intake.writing import Sample


def solid(text: str) -> str:
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True)
class Measure:
    """Characters of a document.

    :param fitting: in a field, or as a heading or label that showed the way, of a step that fits (or in the tray, where only the tray fits)
    :param wrong: in a field of another step
    :param tray: waiting, although a step would fit
    """

    characters: int
    fitting: int
    wrong: int
    tray: int
    guides: int

    @property
    def share(self) -> float:
        """Part of the characters that fits."""
        return self.fitting / self.characters if self.characters else 1.0


def measured(manuscript: Manuscript, placement: Placement, allowed: dict[int, tuple[str, ...]]) -> Measure:
    """:param allowed: number of a passage → steps that fit; a passage that is missing belongs in the tray"""
    fitting = wrong = tray = guides = 0
    for entry in placement.entries:
        fits = entry.path.split(".")[0] in allowed.get(entry.passages[0], ())
        fitting, wrong = fitting + fits * len(solid(entry.source)), wrong + (not fits) * len(solid(entry.source))
    for guide in placement.guides:
        fits = guide.step in allowed.get(guide.passage, ())
        guides += len(solid(guide.text))
        fitting, wrong = fitting + fits * len(solid(guide.text)), wrong + (not fits) * len(solid(guide.text))
    for waiting in placement.tray:
        fits = not allowed.get(waiting.passage)
        fitting, tray = fitting + fits * len(solid(waiting.text)), tray + (not fits) * len(solid(waiting.text))
    return Measure(manuscript.characters, fitting, wrong, tray, guides)


def allowed_of(sample: Sample, manuscript: Manuscript) -> dict[int, tuple[str, ...]]:
    """Steps that fit each passage, found by the words of the sample's parts, in order."""
    blobs = [solid("\x00".join(part.texts)) for part in sample.parts]
    found: dict[int, tuple[str, ...]] = {}
    now = 0
    for passage in manuscript.passages:
        pieces = [solid(cell) for row in passage.table or () for cell in row if cell.strip()] or [solid(passage.text).lstrip("•·")]
        hits = [n for n, blob in enumerate(blobs) if all(piece in blob for piece in pieces)]
        if hits:
            now = min((n for n in hits if n >= now), default=hits[0])
            found[passage.number] = sample.parts[now].steps
    return found


def nothing_lost(manuscript: Manuscript, placement: Placement) -> Counter[str]:
    """What is missing or doubled, letter by letter; empty when every character is in one place."""
    before = Counter(solid("".join(passage.text for passage in manuscript.passages)))
    texts = [entry.source for entry in placement.entries] + [t.text for t in placement.tray] + [g.text for g in placement.guides]
    after = Counter(solid("".join(texts)))
    return (before - after) + (after - before)
