"""What changed in a text: sentences matched first, then the words inside those that changed.

Joining the pieces that are not new gives the old text, joining those that are not gone gives the new one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from planner.compliance.segment import sentences

ALIKE = 0.4
"""Two sentences that share this much of their pairs of characters are one sentence, reworded."""
MOST_PAIRS = 4_000
"""More pairs of sentences than this are not weighed one by one: such a text was written anew."""
FEWEST_KEPT = 2
"""A stretch shorter than this between two changes belongs to them: single characters left standing cannot be read."""

_HALF = str.maketrans("！？；\r", "!?;\n")  # one to one, so that places stay
_WORD = re.compile(
    r"[0-9]+(?:[.,][0-9]+)*%?|[A-Za-z\u00c0-\u024f]+"  # a number or a Latin word is read as a whole
    r"|.[\u0300-\u036f\u200d\u20dd-\u20e3\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]*",  # so is a character with its marks
    re.DOTALL,
)

Side = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand in both texts, only in the old one, or only in the new one."""

    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of either text.

    :param kind: same, changed, removed (only in the old text) or added (only in the new one)
    """

    kind: Literal["same", "changed", "removed", "added"]
    pieces: tuple[Piece, ...]


def sentence_changes(old: str, new: str) -> tuple[Sentence, ...]:
    """Both texts sentence by sentence, in reading order; what is gone stands where it stood."""
    was, now = _sentences(old), _sentences(new)
    found: list[Sentence] = []
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            found.extend(Sentence("same", (Piece("same", text),)) for text in was[a:b])
        else:
            found.extend(_reworded(was[a:b], now[c:d]))
    return tuple(found)


def text_of(changes: Sequence[Sentence], side: Literal["gone", "new"]) -> str:
    """The old text (gone) or the new one (new) from its changes."""
    return "".join(piece.text for sentence in changes for piece in sentence.pieces if piece.side in ("same", side))


def _sentences(text: str) -> list[str]:
    cuts = sentences(text.translate(_HALF))
    return [text[start:end] for start, end in zip(cuts.starts, cuts.ends, strict=True) if end > start]


def _reworded(was: list[str], now: list[str]) -> Iterator[Sentence]:
    """Sentences that are not the same on both sides: the alike ones in pairs and in order, the others gone or new."""
    a = c = 0
    for left, right in [*_pairs(was, now), (len(was), len(now))]:
        yield from (Sentence("removed", (Piece("gone", text),)) for text in was[a:left])
        yield from (Sentence("added", (Piece("new", text),)) for text in now[c:right])
        if left < len(was) and right < len(now):
            yield Sentence("changed", tuple(_words(was[left], now[right])))
        a, c = left + 1, right + 1


def _pairs(was: list[str], now: list[str]) -> list[tuple[int, int]]:
    """The pairs of alike sentences, in order on both sides, that share the most in all."""
    if not was or not now or len(was) * len(now) > MOST_PAIRS:
        return []
    left, right = [_bigrams(text) for text in was], [_bigrams(text) for text in now]
    alike = [[_share(a, b) for b in right] for a in left]
    best = [[0.0] * (len(now) + 1) for _ in range(len(was) + 1)]
    for i in range(len(was) - 1, -1, -1):
        for j in range(len(now) - 1, -1, -1):
            paired = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(was) and j < len(now):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            found.append((i, j))
            i, j = i + 1, j + 1
    return found


def _bigrams(text: str) -> Counter[str]:
    """Pairs of neighbouring characters, the ends counted too, so that short sentences have some."""
    framed = f"\x02{text}\x03"
    return Counter(framed[i : i + 2] for i in range(len(framed) - 1))


def _share(a: Counter[str], b: Counter[str]) -> float:
    """Dice coefficient: twice what both have, of all that they have."""
    return 2 * (a & b).total() / (a.total() + b.total())


def _words(old: str, new: str) -> Iterator[Piece]:
    """Two wordings of a sentence as pieces."""
    was, now = _WORD.findall(old), _WORD.findall(new)
    gone, fresh = "", ""
    codes = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    for number, (tag, a, b, c, d) in enumerate(codes):
        between = 0 < number < len(codes) - 1
        if tag == "equal" and not (between and b - a < FEWEST_KEPT):
            yield from _changed(gone, fresh)
            gone = fresh = ""
            yield Piece("same", "".join(was[a:b]))
        else:
            gone, fresh = gone + "".join(was[a:b]), fresh + "".join(now[c:d])
    yield from _changed(gone, fresh)


def _changed(gone: str, fresh: str) -> Iterator[Piece]:
    if gone:
        yield Piece("gone", gone)
    if fresh:
        yield Piece("new", fresh)
