"""How Chinese characters sound, and words of the pack found by their sound."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import product
from pathlib import Path

_FILE = Path(__file__).parent / "syllables.yml"
_CJK = "\u3400-\u9fff"
_READINGS_MOST = 4
"""Of a word of characters with several readings, so many ways to say it are known."""
_WORD_MOST = 8
_BEFORE, _AFTER = 10, 60
_ITEM = re.compile(rf"(?P<han>[{_CJK}])|(?P<latin>[a-z]+)|(?P<between>[ '’·\-.()\[\]1-5]{{1,2}})")


@cache
def table() -> dict[str, tuple[str, str]]:
    """Syllable → characters usually and sometimes read so."""
    rows = (line.split(": ") for line in _FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {syllable: (chars.partition("|")[0], chars.partition("|")[2]) for syllable, chars in rows}


@cache
def readings() -> dict[str, tuple[str, ...]]:
    """Character → its syllables, the usual one first."""
    out: dict[str, tuple[str, ...]] = {}
    for place in (0, 1):
        for syllable, both in table().items():
            for char in both[place]:
                out[char] = (*out.get(char, ()), syllable)
    return out


def said(word: str) -> list[tuple[str, ...]]:
    """The ways to say a word, a syllable for each character; none where a character is not in the table."""
    each = [readings().get(char, ()) for char in word]
    if not all(each):
        return []
    usual = tuple(chars[0] for chars in each)
    others = (way for way in product(*each) if way != usual) if len(word) <= _WORD_MOST else iter(())
    return [usual, *(way for way, _ in zip(others, range(_READINGS_MOST - 1), strict=False))]


def alike(char: str) -> str:
    """The other characters with the usual sound of a character, whatever the tone."""
    syllables = readings().get(char, ())
    return table()[syllables[0]][0].replace(char, "") if syllables else ""


class Spoken:
    """Words of the pack by their syllables, for texts that spell some or all of a word in pinyin.

    :param words: where several sound alike, the earlier one is read
    :param extra: words said otherwise than their characters are usually read
    """

    def __init__(self, words: Iterable[str], extra: Iterable[tuple[str, tuple[str, ...]]] = ()) -> None:
        self._words: dict[tuple[str, ...], list[str]] = {}
        self._beginnings: set[tuple[str, ...]] = set()
        ways = [*extra, *((word, way) for word in words if 2 <= len(word) <= _WORD_MOST for way in said(word))]
        for word, way in ways:
            known = self._words.setdefault(way, [])
            if word not in known:
                known.append(word)
            self._beginnings.update(way[:length] for length in range(1, len(way) + 1))

    def found(self, text: str, start: int, end: int) -> tuple[list[tuple[int, int, str]], int]:
        """Words near a run of Latin letters that are spelled in pinyin at least in part.

        :returns: begin, end and word of each, in order and without overlap; and how far the text was read
        """
        steps, last = _steps(text, start, end)
        out: list[tuple[int, int, str]] = []
        reach = 0
        for place in sorted(steps):
            if place >= reach and (best := self._longest(steps, place)):
                out.append((place, best[0], best[1]))
                reach = best[0]
        covered = sum(max(0, min(high, end) - max(low, start)) for low, high, _ in out)
        whole = 3 * covered >= 2 * (end - start)  # otherwise it is some other word that only holds these letters
        return [w for w in out if whole or w[1] <= start or w[0] >= end or not text[w[0] : w[1]].isascii()], last

    def _longest(self, steps: "Steps", place: int) -> tuple[int, str] | None:
        """The longest word that begins at a place: where it ends, and the word."""
        best: tuple[int, str] | None = None
        open_ways: list[tuple[int, tuple[str, ...], tuple[str, ...]]] = [(place, (), ())]
        while open_ways:
            at, way, chars = open_ways.pop()
            for stop, after, syllable, char in steps.get(at, ()):
                said_so_far, typed = (*way, syllable), (*chars, char)
                if said_so_far not in self._beginnings:
                    continue
                open_ways.append((after, said_so_far, typed))
                if (best is None or stop > best[0]) and "" in typed:
                    for word in self._words.get(said_so_far, ()):
                        if all(c in ("", w) for c, w in zip(typed, word, strict=True)):
                            best = (stop, word)
                            break
        return best


Steps = dict[int, list[tuple[int, int, str, str]]]
"""From a place in the text the syllables that may be read next: where each ends, where the next begins, itself, its character."""


def _items(text: str, start: int, low: int, high: int) -> list[re.Match[str]]:
    """Characters, Latin runs and what may stand between them, without a break, from before the run on."""
    items: list[re.Match[str]] = []
    at = low
    while at < high:
        item = _ITEM.match(text, at, high)
        if item is not None:
            items.append(item)
            at = item.end()
        elif at > start:
            break
        else:
            items.clear()
            at += 1
    return items


def _steps(text: str, start: int, end: int) -> tuple[Steps, int]:
    """The steps of the stretch around a run of Latin letters, and how far it was read."""
    items = _items(text, start, max(0, start - _BEFORE), min(len(text), end + _AFTER))
    steps: Steps = {}
    for number, item in enumerate(items):
        between = items[number + 1] if number + 1 < len(items) and items[number + 1].lastgroup == "between" else None
        follows = between.end() if between else item.end()
        stop = item.end() + (1 if between and between.group()[0] in "12345)" else 0)
        if item.lastgroup == "han":
            steps[item.start()] = [(item.end(), follows, syllable, item.group()) for syllable in readings().get(item.group(), ())]
        elif item.lastgroup == "latin":
            for place, last in _syllables(item.group()):
                whole = last == len(item.group())
                step = (stop, follows) if whole else (item.start() + last, item.start() + last)
                steps.setdefault(item.start() + place, []).append((*step, item.group()[place:last], ""))
    return steps, items[-1].end() if items else end


def _syllables(run: str) -> list[tuple[int, int]]:
    """Every syllable that stands on a way to cut the run into nothing but syllables."""
    known = table()
    pieces = [(i, j) for i in range(len(run)) for j in range(i + 1, min(i + 6, len(run)) + 1) if run[i:j] in known]
    ahead = {0}
    for i, j in pieces:
        if i in ahead:
            ahead.add(j)
    behind = {len(run)}
    for i, j in reversed(pieces):
        if j in behind:
            behind.add(i)
    return [(i, j) for i, j in pieces if i in ahead and j in behind]
