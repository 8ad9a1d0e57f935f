"""Layers beyond the standard one: the text as it would read without disguise. Hits there are less sure.

A layer is a list of edits to the normalised text. Only the sentences that an edit touches are read again,
and only hits with an edit inside one of their words count.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from operator import add, eq, itemgetter

from planner.compliance.findings import Confidence
from planner.compliance.matchers.base import Hit
from planner.compliance.normalize import Mapped, Normal
from planner.compliance.packfiles import Disguises
from planner.compliance.prepared import Prepared, Span
from planner.compliance.readings import Edit, Readings
from planner.compliance.segment import marker

_LOWER = {Confidence.HIGH: Confidence.MEDIUM, Confidence.MEDIUM: Confidence.LOW, Confidence.LOW: Confidence.LOW}
_ORDER = ("debris", "split", "squeeze", "pinyin", "sound", "join")
_GUESSED = frozenset(("sound", "join"))
_OTHER = "[^\u3400-\u9fffa-z0-9]"
_GAP = re.compile(f"({_OTHER}{_OTHER}*)")  # begins with a single class, which is searched four times as fast as a repeated one
_SOFT = frozenset(",。、;:!?\n()《》“”‘’\"'…—[]【】%+-=/<>~")
_CUTTING = frozenset(",。;:!?、\n")
_GAP_MOST = 12
WORD_MOST = 8
_NEARBY = 40
"""So many characters around a word that was broken up, its filler is taken out between words too."""
_REACH, _EDGE = 120, 40
"""So far around an edit the text is read again, and so near to where the stretch was cut nothing is believed."""
_FIRST, _LAST = itemgetter(0), itemgetter(-1)


@dataclass(frozen=True, slots=True)
class Variant:
    """The text with edits applied.

    :param edits: places in `text` that were edited, in order, each with its layer
    :param loose: those of them that lie between words
    """

    text: Prepared
    edits: tuple[tuple[int, int, str], ...]
    loose: frozenset[int] = frozenset()

    def layer_of(self, hit: Hit) -> str | None:
        """The least sure layer that the hit needs; None when all of it stands there plainly."""
        needed = [layer for number, (start, end, layer) in self._around(hit) if self._in(number, start, end, hit)]
        return max(needed, key=_ORDER.index, default=None)

    def _around(self, hit: Hit) -> Iterator[tuple[int, tuple[int, int, str]]]:
        first = bisect_left(self.edits, hit.start, key=itemgetter(1))
        for number in range(first, len(self.edits)):
            if self.edits[number][0] > hit.end:
                break
            yield number, self.edits[number]

    def _in(self, number: int, start: int, end: int, hit: Hit) -> bool:
        if number in self.loose:
            return hit.start < start < hit.end
        return any((low < start < high if start == end else start < high and end > low) for low, high in hit.parts)


def lowered(confidence: Confidence, layer: str) -> Confidence:
    """Surer or less sure: one step down beyond the standard layer; guesses by ear and over punctuation are always low."""
    if layer == "standard":
        return confidence
    return Confidence.LOW if layer in _GUESSED else _LOWER[confidence]


class Disguise:
    """The readings of one pack, compiled.

    :param words: every word of the pack
    """

    def __init__(self, disguises: Disguises, words: Iterable[str]) -> None:
        known = sorted({word for word in words if len(word) > 1})
        self._across: dict[str, list[tuple[str, str]]] = {}
        for word in known:
            for place in range(1, len(word)):
                self._across.setdefault(word[place - 1 : place + 1], []).append((word[:place], word[place:]))
        self._bigrams = frozenset(self._across)
        self._dangerous = frozenset(word[i : i + 2] for word in disguises.sound for i in range(len(word) - 1))
        self._readings = Readings(disguises, known, self._bigrams)

    def variant(self, plain: Prepared) -> Variant | None:
        """The text with every disguise read; None when there is none."""
        first = self._read(plain.normal)
        if first is None:
            return None
        second = self._read(first[0], first[1])
        mapped, places = first[:2] if second is None else _merged(first[1], second)
        ordered = tuple((start, end, layer) for start, end, layer, _ in places)
        return Variant(Prepared(mapped), ordered, frozenset(number for number, place in enumerate(places) if place[3]))

    def _read(self, normal: Normal, changed: "Sequence[Place] | None" = None) -> "tuple[Mapped, list[Place], list[Edit]] | None":
        """The text with what can be read otherwise; where it was read before, only around what changed."""
        windows = [(0, len(normal.text))] if changed is None else _windows(changed, len(normal.text))
        edits = [*(edit for low, high in windows for edit in self._edits(normal.text, low, high)), *wraps(normal.text)]
        if not edits:
            return None
        chosen: list[Edit] = []
        for edit in sorted(edits, key=lambda e: (e.start, -e.end, e.loose)):
            if not chosen or edit.start >= chosen[-1].end:
                chosen.append(edit)
        return (*_applied(normal, chosen), chosen)

    def _edits(self, text: str, low: int, high: int) -> Iterator[Edit]:
        """What can be read otherwise in a stretch of the text, but for what lies at an edge where it was cut."""
        if (low, high) == (0, len(text)):
            yield from self._readings.edits(text)
            yield from self._gaps(text)
            return
        first, last = low and low + _EDGE, high if high == len(text) else high - _EDGE
        for edit in self._edits(text[low:high], 0, high - low):
            if low + edit.start >= first and low + edit.end <= last:
                yield replace(edit, start=low + edit.start, end=low + edit.end)

    def _gaps(self, text: str) -> Iterator[Edit]:
        """Marks, spaces and line ends that stand inside a word of the pack."""
        pieces = _GAP.split(text)  # words at even places, gaps at odd ones
        words = pieces[::2]
        first, last = (0 if words[0] else 1), (len(words) if words[-1] else len(words) - 1)
        pairs = map(add, map(_LAST, words[first : last - 1]), map(_FIRST, words[first + 1 : last]))
        bigrams = self._bigrams
        suspects = [number for number, pair in enumerate(pairs, first) if pair in bigrams]
        broken = [n for n in suspects if len(pieces[2 * n + 1]) <= _GAP_MOST and self._word_across(words, n)]
        if broken:
            yield from self._closed(pieces, broken)

    def _closed(self, pieces: list[str], broken: list[int]) -> Iterator[Edit]:
        """The gaps inside words, and those around them that the same filler makes."""
        starts = [0, *accumulate(map(len, pieces))]
        done: set[int] = set()
        for number in broken:
            place = 2 * number + 1
            done.add(number)
            yield Edit(starts[place], starts[place + 1], "", _kind(pieces[place]))
        for number in self._proven(pieces, starts, broken):
            for other in _neighbours(number, starts, len(pieces) // 2):
                if other not in done and _same_filler(pieces, number, other):
                    done.add(other)
                    place = 2 * other + 1
                    yield Edit(starts[place], starts[place + 1], _own_mark(pieces, number, other), _kind(pieces[place]), loose=True)

    def _proven(self, pieces: list[str], starts: list[int], broken: list[int]) -> list[int]:
        """The gaps that can hardly be there by chance: no plain punctuation, in a dangerous word, among single characters, or not alone."""
        out = []
        for number in broken:
            before, gap, after = pieces[2 * number : 2 * number + 3]
            alone = not any(
                other != number
                and abs(starts[2 * other] - starts[2 * number]) <= 2 * _NEARBY
                and pieces[2 * other + 1].strip(" ") == gap.strip(" ")
                for other in broken[max(0, bisect_left(broken, number) - 2) : bisect_left(broken, number) + 3]
            )
            if not alone or _kind(gap) != "join" or len(before) <= 2 or len(after) <= 2 or before[-1] + after[0] in self._dangerous:
                out.append(number)
        return out

    def _word_across(self, words: list[str], gap: int) -> bool:
        """Whether a word of the pack stands over the gap once it and its neighbours are closed."""
        ways = self._across[words[gap][-1] + words[gap + 1][0]]
        before, after = words[gap], words[gap + 1]
        back, ahead = gap - 1, gap + 2
        while len(before) < WORD_MOST and back >= 0 and len(words[back + 1]) < WORD_MOST:
            before, back = words[back] + before, back - 1
        while len(after) < WORD_MOST and ahead < len(words) and len(words[ahead - 1]) < WORD_MOST:
            after, ahead = after + words[ahead], ahead + 1
        return any(before.endswith(head) and after.startswith(tail) for head, tail in ways)


Place = tuple[int, int, str, bool]
"""Where an edit came to lie: begin, end, layer, whether it is loose."""


def _windows(changed: Sequence[Place], length: int) -> list[Span]:
    """Stretches around what changed; all of the text where they make up most of it."""
    out: list[Span] = []
    for start, end, *_ in changed:
        low, high = max(0, start - _REACH), min(length, end + _REACH)
        if out and low <= out[-1][1]:
            out[-1] = (out[-1][0], high)
        else:
            out.append((low, high))
    return out if 3 * sum(high - low for low, high in out) < 2 * length else [(0, length)]


def _kind(gap: str) -> str:
    return "join" if gap.strip(" ") and all(char in _SOFT or char == " " for char in gap) else "squeeze"


def _neighbours(number: int, starts: list[int], gaps: int) -> Iterator[int]:
    """Gaps that lie close to one, on either side."""
    here = starts[2 * number + 1]
    for step in (-1, 1):
        other = number + step
        while 0 <= other < gaps and abs(starts[2 * other + 1] - here) <= _NEARBY:
            yield other
            other += step


def _same_filler(pieces: list[str], number: int, other: int) -> bool:
    """Whether a gap is filled like the one inside a word, or stands among single characters as that one does."""
    gap, like = pieces[2 * other + 1], pieces[2 * number + 1]
    if gap.strip(" ") == like.strip(" "):
        return True
    return len(gap) <= 3 and len(pieces[2 * other]) <= 2 and len(pieces[2 * other + 2]) <= 2


def _own_mark(pieces: list[str], number: int, other: int) -> str:
    """The mark that stood in a gap before the filler came around it; "" where all of it is filler."""
    gap, filler = pieces[2 * other + 1], pieces[2 * number + 1].strip(" ")
    if gap.strip(" ") == filler:
        return ""
    left = gap.replace(filler, "") if filler and filler in gap else gap[1:-1]
    return next((char for char in left if char in _CUTTING), "")


def wraps(text: str) -> Iterator[Edit]:
    """Line ends that only fold a paragraph: those after lines of one length, which no mark closes and no numbering opens."""
    lines = text.split("\n")
    lengths = list(map(len, lines))
    if True not in map(eq, lengths, lengths[1:]):
        return
    at = -1
    for number, line in enumerate(lines[:-1]):
        at += lengths[number] + 1
        full = lengths[number] == lengths[number + 1] or (number and lengths[number - 1] == lengths[number] > lengths[number + 1] > 0)
        if not full:
            continue
        body = line.rstrip()
        if len(body) > 1 and body[-1] not in _CUTTING and not marker(lines[number + 1]) and not marker(line):
            yield Edit(at, at + 1, "", "join", loose=True)


def _merged(first: "list[Place]", second: "tuple[Mapped, list[Place], list[Edit]]") -> "tuple[Mapped, list[Place]]":
    """Two rounds of edits as one: where the first round's came to lie after the second."""
    mapped, places, edits = second
    ends = [edit.end for edit in edits]
    shifts = [0, *accumulate(len(edit.reading) - (edit.end - edit.start) for edit in edits)]

    def moved(at: int) -> int:
        number = bisect_right(ends, at)
        at = min(at, edits[number].start) if number < len(edits) else at
        return at + shifts[number]

    earlier = [(moved(start), moved(end), layer, loose) for start, end, layer, loose in first]
    return mapped, sorted([*earlier, *places])


def _applied(normal: Normal, edits: list[Edit]) -> "tuple[Mapped, list[Place]]":
    """The edited text, every character of it still knowing where it was typed."""
    words: list[str] = []
    pieces: list[int] = []
    stretches: list[Span] = []
    copied: list[bool] = []
    places: list[Place] = []
    at = length = 0

    def put(reading: str, low: int, high: int, plainly: bool) -> int:
        words.append(reading)
        pieces.append(length)
        stretches.append((low, high))
        copied.append(plainly)
        return len(reading)

    for edit in edits:
        if edit.start > at:
            length += put(normal.text[at : edit.start], at, edit.start, plainly=True)
        places.append((length, length + len(edit.reading), edit.layer, edit.loose))
        if edit.reading:
            length += put(edit.reading, edit.start, edit.end, plainly=False)
        at = edit.end
    put(normal.text[at:], at, len(normal.text), plainly=True)
    return Mapped(
        normal.original, "".join(words), base=normal, pieces=tuple(pieces), stretches=tuple(stretches), copied=tuple(copied)
    ), places
