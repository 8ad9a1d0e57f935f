"""Word lists and expressions compiled once for a pack, and the one pass that finds them in a text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import re2
from ahocorasick_rs import AhoCorasick

from planner.compliance.normalize import plain
from planner.compliance.vocabulary import DYNAMIC_LISTS

SET_MEMORY = 512 << 20
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


class Expressions:
    """Several expressions asked in one pass.

    :param atoms: those without an expression are passed over
    :raises PatternError: RE2 does not take one of them into its set
    """

    def __init__(self, atoms: Iterable[Atom]) -> None:
        self._set = re2.Set.SearchSet(options=options(SET_MEMORY))
        chosen = [atom for atom in atoms if atom.source]
        self._keys = tuple(atom.key for atom in chosen)
        for number, atom in enumerate(chosen):
            if self._set.Add(atom.source) != number:
                raise PatternError(f"{atom.source!r} was not taken into the set")
        if chosen:
            self._set.Compile()

    def keys(self, sentence: str) -> list[int]:
        """Keys of the expressions that a sentence holds."""
        if not self._keys or not sentence:
            return []
        return [self._keys[number] for number in self._set.Match(sentence.encode()) or ()]


def _places(bits: int) -> tuple[int, ...]:
    return tuple(place for place in range(bits.bit_length()) if bits >> place & 1)


class Screen:
    """Finds every word of every list in one pass over a text, and tells what a sentence holds.

    Words are one Aho-Corasick automaton: its cost grows with the text and the words found there, not with the
    number of lists. (One re2.Set over all lists is quicker on a text it knows, but takes seconds on texts not
    seen before, for it builds its automaton as it meets them.) Expressions are few; they are one re2.Set.

    :param numbers: key of a list → the numbers of its words
    :param lists: number of a word → the lists that hold it, one bit for each key
    """

    def __init__(self, atoms: Iterable[Atom]) -> None:
        every = tuple(atoms)
        known: dict[str, int] = {}
        self.numbers = {atom.key: frozenset(known.setdefault(word, len(known)) for word in atom.words) for atom in every}
        self.lists = [0] * len(known)
        for key, numbers in self.numbers.items():
            bit = 1 << key
            for number in numbers:
                self.lists[number] |= bit
        self._find: Callable[[str, bool], list[Found]] = AhoCorasick(list(known), store_patterns=False).find_matches_as_indexes
        self._expressions = Expressions(every)

    def found(self, text: str) -> list[Found]:
        """Every word of every list, also those that lie over each other."""
        return self._find(text, True)

    def words(self, text: str) -> list[tuple[int, int, tuple[int, ...]]]:
        """The same with the place first, and the keys of the lists that hold the word."""
        return [(low, high, _places(self.lists[number])) for number, low, high in self._find(text, True)]

    def held(self, sentence: str, found: Iterable[Found]) -> int:
        """The lists and expressions that a sentence holds, one bit for each key.

        :param found: the words in the sentence
        """
        mask = 0
        for number, _, _ in found:
            mask |= self.lists[number]
        for key in self._expressions.keys(sentence):
            mask |= 1 << key
        return mask
