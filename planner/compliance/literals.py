"""What must stand in a text where an expression can match: so that it is tried nowhere else.

One re2.Set over all expressions would tell at once, but builds its automaton as it meets new text, which costs
many times more than all other checking of that text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

MOST = 600
"""So many words are looked for at most in place of one expression."""
ENOUGH = 3
_EXACT_MOST = 64
_DIGITS = frozenset("0123456789")
_CLASSES = frozenset("wWsSD")
_EDGES = frozenset("bBAz")
_CONTROL = {"n": "\n", "t": "\t", "r": "\r"}
_NOTHING = frozenset({""})
_NONE: frozenset[str] = frozenset()
Words = frozenset[str]


class _Unknown(ValueError):
    """Something in an expression that is not read here."""


@dataclass(frozen=True, slots=True)
class _Part:
    """:param exact: all that it matches, None where that is much
    :param must: sets of words; of each of them every match holds one
    """

    exact: Words | None = None
    must: tuple[Words, ...] = ()

    @property
    def hints(self) -> tuple[Words, ...]:
        return (*_sure(self.exact), *self.must)


@lru_cache(maxsize=2048)
def required(source: str) -> tuple[Words, ...]:
    """Sets of words, of each of which one stands in every match of an expression in RE2 syntax; the most telling first.

    Single characters stand everywhere: beyond the first ENOUGH sets they are left out. Remembered, because a pack with
    one company rule more asks for all of its expressions again.

    :returns: none where anything can match, or where the expression holds something that is not read here
    """
    reader = _Reader(source)
    try:
        part = reader.branches()
        if reader.at < len(source):
            return ()
    except (_Unknown, IndexError):
        return ()
    hints = sorted({words for words in part.hints if len(words) <= MOST}, key=_telling)
    return tuple(words for number, words in enumerate(hints) if number < ENOUGH or min(map(len, words)) > 1)


def _telling(words: Words) -> tuple[int, int, list[str]]:
    """The set whose shortest word is longer tells more; then the smaller one."""
    return -min(map(len, words)), len(words), sorted(words)


def _sure(exact: Words | None) -> tuple[Words, ...]:
    return (exact,) if exact and "" not in exact else ()


def _either(parts: list[_Part]) -> _Part:
    exacts = [part.exact for part in parts if part.exact is not None]
    exact = _NONE.union(*exacts) if len(exacts) == len(parts) else None
    hints = [part.hints for part in parts]
    must = (_NONE.union(*(min(one, key=_telling) for one in hints)),) if all(hints) else ()
    return _Part(exact if exact is not None and len(exact) <= MOST else None, must)


def _one_after_another(parts: Iterable[_Part]) -> _Part:
    exact: Words = _NOTHING
    whole = True
    must: list[Words] = []
    for part in parts:
        must += part.must
        if part.exact is not None and len(exact) * len(part.exact) <= max(_EXACT_MOST, len(part.exact)):
            exact = frozenset(a + b for a, b in product(exact, part.exact))
            continue
        must += _sure(exact)
        whole, exact = False, part.exact if part.exact is not None else _NOTHING
    return _Part(exact, tuple(must)) if whole else _Part(None, (*must, *_sure(exact)))


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def branches(self) -> _Part:
        parts = [self.sequence()]
        while self.source.startswith("|", self.at):
            self.at += 1
            parts.append(self.sequence())
        return _either(parts) if len(parts) > 1 else parts[0]

    def sequence(self) -> _Part:
        parts = []
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            parts.append(self.repeated(self.single()))
        return _one_after_another(parts)

    def single(self) -> _Part:
        char = self.source[self.at]
        self.at += 1
        if char == "(":
            return self.group()
        if char == "[":
            return self.choice()
        if char == "\\":
            return self.escaped()
        if char in "^$":
            return _Part(_NOTHING)
        if char == ".":
            return _Part()
        if char in "*+?{":
            raise _Unknown(char)
        return _Part(frozenset((char,)))

    def group(self) -> _Part:
        if self.source.startswith("?", self.at):
            if not self.source.startswith("?:", self.at):
                raise _Unknown("flags and names")
            self.at += 2
        part = self.branches()
        if self.source[self.at] != ")":
            raise _Unknown("no end of a group")
        self.at += 1
        return part

    def choice(self) -> _Part:
        """What stands in square brackets, after the first."""
        denied = self.source[self.at] == "^"
        self.at += denied
        members: set[str] = set()
        wide = False
        first = True
        while first or self.source[self.at] != "]":
            first = False
            low = self.member()
            if self.source[self.at] == "-" and self.source[self.at + 1] != "]":
                self.at += 1
                high = self.member()
                if low is None or high is None or len(low) + len(high) > 2:
                    raise _Unknown("a range")
                if ord(high) - ord(low) > MOST:
                    wide = True
                else:
                    members |= {chr(code) for code in range(ord(low), ord(high) + 1)}
            elif low is None:
                wide = True
            else:
                members |= set(low)
        self.at += 1
        return _Part() if denied or wide else _Part(frozenset(members))

    def member(self) -> str | None:
        """One character in square brackets, or all that an escape stands for; None for a wide class."""
        char = self.source[self.at]
        self.at += 1
        if char == "[" and self.source[self.at] == ":":
            raise _Unknown("a named class")
        if char != "\\":
            return char
        part = self.escaped()
        return None if part.exact is None else "".join(sorted(part.exact))

    def escaped(self) -> _Part:
        char = self.source[self.at]
        self.at += 1
        if char == "d":
            return _Part(_DIGITS)
        if char in _EDGES:
            return _Part(_NOTHING)
        if char in _CONTROL:
            return _Part(frozenset((_CONTROL[char],)))
        if char in _CLASSES:
            return _Part()
        if char.isalnum():
            raise _Unknown(char)
        return _Part(frozenset((char,)))

    def repeated(self, part: _Part) -> _Part:
        """The part with what is said of how often it comes."""
        char = self.source[self.at : self.at + 1]
        if not char or char not in "*+?{":
            return part
        self.at += 1
        least = {"*": 0, "+": 1, "?": 0}.get(char)
        if least is None:
            end = self.source.index("}", self.at) if "}" in self.source[self.at :] else self.at
            count = self.source[self.at : end].partition(",")[0]
            if not count.isdigit():
                raise _Unknown("a brace")
            least, self.at = int(count), end + 1
        if self.source.startswith("?", self.at):
            self.at += 1
        if char == "?" and part.exact is not None:
            return _Part(part.exact | _NOTHING)
        return _Part(None, part.hints if least else ())
