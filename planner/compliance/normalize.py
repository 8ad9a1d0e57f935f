"""The standard layer: one spelling for every way to write the same characters, with an exact map back.

Width, case, traditional characters, invisible and combining characters, single spaces between Chinese
characters. What needs guessing (split characters, pinyin, fillers) is in layers.py.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from planner.compliance.letters import LOOKS, number, simplified

_SPECIAL = "\uf8ff"  # private use: stands for one typed character that becomes none or several
_KEEP = frozenset("…—·～〇")
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\u180e\ufffc")
_NEWLINES = frozenset("\x0b\x0c\x85\u2028\u2029")
_CJK = "\u3400-\u9fff\U00020000-\U000323af"
_GAP = re.compile(f" (?<=[{_CJK}] )(?=[{_CJK}])")
_FEW = 32
"""So many different odd characters are quicker to fold one kind after the other than in one pass over the text."""


@cache
def fold(char: str) -> str:
    """The standard spelling of one character: "" for an invisible one, several for a ligature."""
    if char in _KEEP or char == "\n":
        return char
    if char in _NEWLINES:
        return "\n"
    if char in "\t\r\u2800":
        return " "
    if char == _SPECIAL:
        return "\ufffd"
    if char in _BLANK:
        return ""
    kind = unicodedata.category(char)
    if kind == "Cs":
        return "\ufffd"
    if kind in ("Cf", "Cc", "Mn", "Me"):
        return ""
    if kind == "Zs":
        return " "
    folded = char
    for _ in range(6):
        before = folded
        folded = "".join(_fold_once(c) for c in folded)
        if folded == before:
            break
    return folded


def _fold_once(char: str) -> str:
    char = LOOKS.get(char, char)
    if digits := number(char):
        return digits
    wide = unicodedata.normalize("NFKC", char).lower()
    if not 0xAC00 <= ord(char) <= 0xD7A3:
        wide = unicodedata.normalize("NFD", wide)
    bare = "".join(c for c in wide if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    return "".join(simplified(c) if c >= "\u2e80" else c for c in bare)


class _Table(dict[int, str]):
    """Folding of single characters for `str.translate`, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        single = folded if len(folded) == 1 else _SPECIAL
        self[code] = single
        return single


_TABLE = _Table()


def _plain_characters() -> str:
    """What most texts consist of and folding leaves alone: ASCII without capitals, marks, today's Chinese characters."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    hanzi = "".join(row.decode("gb2312", "ignore") for row in rows)
    simple = simplified(hanzi)  # at one go: character by character would take a tenth of a second
    return "".join(char for char, read in zip(hanzi, simple, strict=True) if char == read)


_ODD = re.compile("[^\n -@\\[-~。、“”‘’《》…—·" + _plain_characters() + "]")


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in standard spelling.

    :param text: what rules are matched against
    :param starts: normalised positions at which a new stretch begins, ascending, first is 0
    :param lengths: typed characters of each stretch; empty when the two texts count alike
    :param origins: the typed position of each stretch's first character; inside a stretch both count alike
    """

    original: str
    text: str
    starts: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)
    lengths: tuple[int, ...] = ()

    def origin(self, position: int) -> int:
        """Typed position of one normalised character."""
        if not self.lengths:
            return position
        stretch = bisect_right(self.starts, position) - 1
        return self.origins[stretch] + min(position - self.starts[stretch], self.lengths[stretch] - 1)

    def position(self, origin: int) -> int:
        """The normalised position at which a typed character stands, or would if it were kept."""
        if not self.lengths:
            return origin
        stretch = max(0, bisect_right(self.origins, origin) - 1)
        return self.starts[stretch] + min(max(0, origin - self.origins[stretch]), self.lengths[stretch])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The typed span of a normalised one (`end` exclusive); combining marks at its end belong to it."""
        if end <= start:
            at = self.origin(start) if start < len(self.text) else len(self.original)
            return at, at
        if not self.lengths:
            return start, end
        first, last = self.origin(start), self.origin(end - 1) + 1
        while last < len(self.original) and unicodedata.combining(self.original[last]):
            last += 1
        return first, last


@dataclass(frozen=True, slots=True)
class Mapped(Normal):
    """A text that was edited; where a character was typed is worked out when it is asked for.

    :param base: the text before it was edited
    :param pieces: where each piece of it begins, in order
    :param stretches: the stretch of `base` that each piece stands for
    :param copied: of each piece whether it is that stretch unchanged, character by character
    """

    base: Normal = Normal("", "")
    pieces: tuple[int, ...] = ()
    stretches: tuple[tuple[int, int], ...] = ()
    copied: tuple[bool, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The typed span of a normalised one, from its first to its last typed character."""
        if end <= start:
            at = self._typed(start)[0] if start < len(self.text) else len(self.original)
            return at, at
        first = self._typed(start)[0]
        return first, max(self._typed(end - 1)[1], first + 1)

    def _typed(self, position: int) -> tuple[int, int]:
        """Where what one character stands for was typed."""
        piece = bisect_right(self.pieces, position) - 1
        low, high = self.stretches[piece]
        if self.copied[piece]:
            low += position - self.pieces[piece]
            high = low + 1
        return self.base.span(low, high)


def normalise(original: str) -> Normal:
    """Bring a text into standard spelling; every normalised character knows the typed one it came from."""
    text = _translated(original)
    has_special = _SPECIAL in text
    if not has_special and not (" " in text and _GAP.search(text)):
        return Normal(original, text)
    pieces: list[tuple[str, int, int]] = []  # words, typed position, typed length
    if has_special:
        at = 0
        while (found := text.find(_SPECIAL, at)) >= 0:
            if found > at:
                pieces.append((text[at:found], at, found - at))
            if folded := fold(original[found]):
                pieces.append((folded, found, 1))
            at = found + 1
        pieces.append((text[at:], at, len(text) - at))
    else:
        pieces.append((text, 0, len(text)))
    return _join(original, _without_gaps([p for p in pieces if p[0]]))


def _translated(text: str) -> str:
    """Every character folded where that gives one character, `_SPECIAL` elsewhere; texts alike to `str.translate`, but quicker."""
    for typed, read in (("，", ","), ("：", ":"), ("；", ";"), ("（", "("), ("）", ")"), ("！", "!"), ("？", "?")):
        text = text.replace(typed, read)
    odd = set(_ODD.findall(text))
    if len(odd) > _FEW:
        return text.translate(_TABLE)
    pairs = [(char, _TABLE[ord(char)]) for char in odd]
    for char, read in sorted(pairs, key=lambda pair: pair[0] == _SPECIAL, reverse=True):
        text = text.replace(char, read)
    return text


def _without_gaps(pieces: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Drop single spaces between Chinese characters, also where the characters lie in different pieces."""
    joined = "".join(words for words, _, _ in pieces)
    gaps = [found.start() for found in _GAP.finditer(joined)]
    if not gaps:
        return pieces
    out: list[tuple[str, int, int]] = []
    position, gap = 0, 0
    for words, origin, length in pieces:
        at = 0
        step = 1 if length == len(words) else 0  # a ligature's letters all lie on the one typed character
        while gap < len(gaps) and gaps[gap] < position + len(words):
            cut = gaps[gap] - position
            if cut > at:
                out.append((words[at:cut], origin + at * step, cut - at if step else 1))
            at, gap = cut + 1, gap + 1
        if at < len(words):
            out.append((words[at:], origin + at * step, len(words) - at if step else 1))
        position += len(words)
    return out


def _join(original: str, pieces: list[tuple[str, int, int]]) -> Normal:
    starts: list[int] = []
    position = 0
    for words, _, _ in pieces:
        starts.append(position)
        position += len(words)
    if not pieces:
        return Normal(original, "", (0,), (0,), (1,) if original else ())
    return Normal(original, "".join(p[0] for p in pieces), tuple(starts), tuple(p[1] for p in pieces), tuple(p[2] for p in pieces))


def plain(text: str) -> str:
    """Only the standard spelling, for words of the pack and for keys."""
    return normalise(text).text
