"""Word lists and expressions compiled once for a pack, and the one pass that finds them in a text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, reduce
from operator import or_
from typing import Any

import re2
from ahocorasick_rs import AhoCorasick

from planner.compliance.literals import required
from planner.compliance.normalize import plain
from planner.compliance.vocabulary import DYNAMIC_LISTS
from planner.compliance.wording import wordings

PATTERN_MEMORY = 32 << 20
Found = tuple[int, int, int]
"""A word in a text: its number in the screen, where it begins, where it ends."""


class PatternError(ValueError):
    """A pattern that can never match, or that the linear-time engine refuses."""


def options(memory: int) -> Any:
    chosen = re2.Options()
    chosen.max_mem = memory
    chosen.log_errors = False
    chosen.never_capture = True
    return chosen


@dataclass(frozen=True)
class Atom:
    """The smallest thing that is searched: one list of words, or one expression.

    :param key: number in the pack's vocabulary; negative for lists filled from products
    :param words: normalised words; empty for an expression
    :param source: expression in RE2 syntax; "" for a list of words
    """

    key: int
    words: frozenset[str] = frozenset()
    source: str = ""

    @cached_property
    def pattern(self) -> Any:
        return compile_pattern(self.source)


def compile_pattern(source: str) -> Any:
    """:raises PatternError: RE2 refuses the expression, or it matches the empty text"""
    try:
        pattern = re2.compile(source, options=options(PATTERN_MEMORY))
    except re2.error as error:
        reason = error.args[0] if error.args else error
        raise PatternError(f"{source!r}: {reason.decode() if isinstance(reason, bytes) else reason}") from error
    if pattern.fullmatch("") is not None:
        raise PatternError(f"{source!r} matches the empty text")
    return pattern


@dataclass
class Vocabulary:
    """Every list and expression of a pack; equal ones are one atom."""

    lists: Mapping[str, tuple[str, ...]]
    atoms: list[Atom] = field(default_factory=list)
    _known: dict[frozenset[str] | str, Atom] = field(default_factory=dict)

    def words(self, group: Iterable[str], seen: tuple[str, ...] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The literals of a group, `$lists` opened, and the dynamic lists it names.

        :raises PatternError: an unknown list, a list that holds itself, or a word that normalises to nothing
        """
        literals: dict[str, None] = {}
        dynamic: dict[str, None] = {}
        for entry in group:
            name = entry.removeprefix("$")
            if not entry.startswith("$"):
                literals[_word(entry)] = None
            elif name in DYNAMIC_LISTS:
                dynamic[name] = None
            elif name in seen:
                raise PatternError(f"list ${name} holds itself")
            elif name not in self.lists:
                raise PatternError(f"unknown list ${name}")
            else:
                inner, more = self.words(self.lists[name], (*seen, name))
                literals.update(dict.fromkeys(inner))
                dynamic.update(dict.fromkeys(more))
        return tuple(literals), tuple(dynamic)

    def expression(self, source: str) -> Atom:
        """The atom of an expression; the caller has compiled it once."""
        return self._known.get(source) or self._added(source, Atom(len(self.atoms), source=source))

    def literal_atom(self, words: Iterable[str]) -> Atom:
        """The atom of a list of normalised words."""
        chosen = frozenset(words)
        return self._known.get(chosen) or self._added(chosen, Atom(len(self.atoms), chosen))

    def _added(self, known: frozenset[str] | str, atom: Atom) -> Atom:
        self.atoms.append(atom)
        self._known[known] = atom
        return atom

    def bigrams(self) -> frozenset[str]:
        """Every two characters that stand side by side in a word of the pack."""
        return frozenset(word[i : i + 2] for atom in self.atoms for word in atom.words for i in range(len(word) - 1))


@lru_cache(maxsize=1 << 16)
def _word(entry: str) -> str:
    """A word of the pack in standard spelling; most stand in many lists.

    :raises PatternError: it can never match
    """
    word = plain(entry).strip()
    if not word:
        raise PatternError(f"{entry!r} can never match: nothing is left of it after normalising")
    if "\n" in word or any(mark in word for mark in "。!?;"):
        raise PatternError(f"{entry!r} can never match: a sentence ends inside it")
    return word


def _places(bits: int) -> tuple[int, ...]:
    return tuple(place for place in range(bits.bit_length()) if bits >> place & 1)


class Screen:
    """Finds every word of every list in one pass over a text, and tells where an expression is worth trying.

    One Aho-Corasick automaton holds the words of lists and, for each expression, words that stand in each of
    its matches. Its cost grows with the text and what is found there, not with the number of lists. (One
    re2.Set over all would be as quick on a text it has met, but builds its automaton as it meets new text, which
    costs many times more.)

    :param numbers: key of a list → the numbers of its words
    :param hints: key of an expression → groups of words by their numbers, of each of which a match holds one; no group
        where it may match anywhere
    :param lists: number of a word → the lists that hold it and the expressions it hints at, one bit for each key
    :param always: expressions that may match anywhere, one bit for each key
    :ivar wording: what is known of the words of a sentence
    """

    def __init__(self, atoms: Iterable[Atom]) -> None:
        known: dict[str, int] = {}
        self.numbers: dict[int, frozenset[int]] = {}
        self.hints: dict[int, tuple[frozenset[int], ...]] = {}
        for atom in atoms:
            groups = required(atom.source) if atom.source else (atom.words,)
            numbered = tuple(frozenset(known.setdefault(word, len(known)) for word in words) for words in groups)
            if atom.source:
                self.hints[atom.key] = numbered
            else:
                self.numbers[atom.key] = numbered[0]
        self.lists = [0] * len(known)
        telling = {key: groups[0] for key, groups in self.hints.items() if groups}
        for key, numbers in (*self.numbers.items(), *telling.items()):
            bit = 1 << key
            for number in numbers:
                self.lists[number] |= bit
        self.always = sum(1 << key for key, groups in self.hints.items() if not groups)
        self._more = {key: groups[1:] for key, groups in self.hints.items() if len(groups) > 1}
        self._hinted = sum(1 << key for key in self._more)
        self.wording = wordings(self)
        self._find: Callable[[str, bool], list[Found]] = AhoCorasick(list(known), store_patterns=False).find_matches_as_indexes

    def found(self, text: str) -> list[Found]:
        """Every word, also those that lie over each other, in the order in which they end."""
        return self._find(text, True)

    def words(self, text: str) -> list[tuple[int, int, tuple[int, ...]]]:
        """The same with the place first, and the keys of the lists that hold the word."""
        return [(low, high, _places(self.lists[number])) for number, low, high in self._find(text, True)]

    def held(self, found: Iterable[Found]) -> int:
        """The lists whose words were found, and the expressions that may match there, one bit for each key."""
        numbers = {number for number, _, _ in found}
        bits = reduce(or_, map(self.lists.__getitem__, numbers), self.always)
        doubtful = bits & self._hinted
        while doubtful:
            lowest = doubtful & -doubtful
            if any(numbers.isdisjoint(hint) for hint in self._more[lowest.bit_length() - 1]):
                bits ^= lowest
            doubtful ^= lowest
        return bits
