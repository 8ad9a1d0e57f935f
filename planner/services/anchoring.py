"""Where a quoted passage stands after its text was edited: exactly, between its neighbours, or nearly.

All places are code points. Nothing here knows of plans; an anchor that is found nowhere is the caller's to list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

NEIGHBOURS = 32
"""So many code points before and after a quote are kept with it."""
FEWEST_NEIGHBOURS = 4
"""Neighbours shorter than this stand in too many places to tell one."""
ALIKE = 0.62
"""Words that share less of their characters than this are another passage."""
MOST_WINDOWS = 4_000
"""Windows that a fuzzy search compares at most: a long text is looked at near the old place only."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage as it was quoted.

    :param before, after: up to `NEIGHBOURS` code points beside it
    :param start: first code point in the text it was quoted from
    """

    quote: str
    before: str
    after: str
    start: int


@dataclass(frozen=True, slots=True)
class Found:
    """Where the passage stands now.

    :param how: `exact` words, between its `neighbours` (the words may be others), or `fuzzy` (nearly the same words)
    """

    start: int
    end: int
    how: Literal["exact", "neighbours", "fuzzy"]


def anchor(text: str, start: int, end: int) -> Anchor:
    """Quote a passage with its neighbours."""
    return Anchor(text[start:end], text[max(0, start - NEIGHBOURS) : start], text[end : end + NEIGHBOURS], start)


def find(text: str, wanted: Anchor) -> Found | None:
    """The passage in a text that was edited meanwhile; None when it is gone.

    The same words are looked for first: of several the one whose neighbours fit best, then the one nearest to the old
    place. Without them, whatever now stands between both neighbours; last, the words most like the quoted ones.
    """
    if not wanted.quote:
        return None
    return _exact(text, wanted) or _between(text, wanted) or _nearly(text, wanted)


def _exact(text: str, wanted: Anchor) -> Found | None:
    places = list(_all(text, wanted.quote))
    if not places:
        return None
    best = max(places, key=lambda at: (_fit(text, at, at + len(wanted.quote), wanted), -abs(at - wanted.start)))
    return Found(best, best + len(wanted.quote), "exact")


def _fit(text: str, start: int, end: int, wanted: Anchor) -> int:
    """How many neighbouring code points agree, counted from the passage outwards."""
    before, after = text[:start][::-1], text[end:]
    return _common(before, wanted.before[::-1]) + _common(after, wanted.after)


def _common(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _between(text: str, wanted: Anchor) -> Found | None:
    """What stands between the neighbours where both are still there, not much longer than the quote was."""
    if len(wanted.before) < FEWEST_NEIGHBOURS or len(wanted.after) < FEWEST_NEIGHBOURS:
        return None
    longest = 2 * len(wanted.quote) + NEIGHBOURS
    spans = [
        (left + len(wanted.before), right)
        for left in _all(text, wanted.before)
        for right in _all(text, wanted.after, left + len(wanted.before))
        if 0 < right - left - len(wanted.before) <= longest
    ]
    if not spans:
        return None
    start, end = min(spans, key=lambda span: (abs(span[0] - wanted.start), span[1]))
    return Found(start, end, "neighbours")


def _nearly(text: str, wanted: Anchor) -> Found | None:
    """The stretch most like the quote, cut to the characters it shares with it."""
    size = len(wanted.quote)
    if size < FEWEST_NEIGHBOURS or not text:
        return None
    matcher = SequenceMatcher(None, b=wanted.quote, autojunk=False)
    best: tuple[float, int, int] = (0.0, 0, 0)
    for start in _windows(len(text), size, wanted.start):
        matcher.set_seq1(text[start : start + size + size // 2])
        if matcher.real_quick_ratio() * 1.25 < ALIKE or matcher.quick_ratio() * 1.25 < ALIKE:
            continue
        blocks = [b for b in matcher.get_matching_blocks() if b.size]
        shared = sum(b.size for b in blocks)
        if not blocks:
            continue
        low, high = start + blocks[0].a, start + blocks[-1].a + blocks[-1].size
        alike = 2 * shared / (size + high - low)
        if (alike, -abs(low - wanted.start)) > (best[0], -abs(best[1] - wanted.start)):
            best = (alike, low, high)
    return Found(best[1], best[2], "fuzzy") if best[0] >= ALIKE else None


def _windows(length: int, size: int, near: int) -> Iterator[int]:
    """Starts to try, a quarter of the quote apart, those near the old place first."""
    step = max(1, size // 4)
    starts = sorted(range(0, length, step), key=lambda at: abs(at - near))
    yield from starts[:MOST_WINDOWS]


def _all(text: str, words: str, start: int = 0) -> Iterator[int]:
    at = text.find(words, start)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
