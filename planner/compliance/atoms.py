"""Word lists and expressions compiled once for a pack, and the one pass that finds them in a text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import add, itemgetter
from typing import Any

import re2

from planner.compliance.normalize import plain
from planner.compliance.vocabulary import DYNAMIC_LISTS

SET_MEMORY = 512 << 20
PATTERN_MEMORY = 32 << 20
Found = tuple[int, int, frozenset[int]]
"""Begin and end of a word in a text, and the lists that hold it."""


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


def _word(entry: str) -> str:
    word = plain(entry).strip()
    if not word:
        raise PatternError(f"{entry!r} can never match: nothing is left of it after normalising")
    if "\n" in word or any(mark in word for mark in "。!?;"):
        raise PatternError(f"{entry!r} can never match: a sentence ends inside it")
    return word


class Screen:
    """Finds every word of every list, and tells which expressions a sentence holds.

    Words are found by their first two characters, in one pass over the text whose cost does not grow with
    the number of lists. (One re2.Set over all lists is quicker once warm, but building its automaton costs
    seconds on texts not seen before.) Expressions are few; they are one re2.Set.
    """

    def __init__(self, atoms: Iterable[Atom]) -> None:
        lists: dict[str, list[int]] = {}
        expressions: list[Atom] = []
        for atom in atoms:
            for word in atom.words:
                lists.setdefault(word, []).append(atom.key)
            if atom.source:
                expressions.append(atom)
        self._single: dict[str, frozenset[int]] = {}
        self._double: dict[str, frozenset[int]] = {}
        self._longer: dict[str, dict[str, list[tuple[str, frozenset[int]]]]] = {}
        for word in sorted(lists, key=len, reverse=True):
            keys = frozenset(lists[word])
            if len(word) < 3:
                (self._single if len(word) == 1 else self._double)[word] = keys
            else:
                self._longer.setdefault(word[:2], {}).setdefault(word[2], []).append((word, keys))
        self._pairs = self._double.keys() | self._longer.keys()
        self._set = re2.Set.SearchSet(options=options(SET_MEMORY))
        self._expressions = tuple(atom.key for atom in expressions)
        for number, atom in enumerate(expressions):
            if self._set.Add(atom.source) != number:
                raise PatternError(f"{atom.source!r} was not taken into the set")
        if expressions:
            self._set.Compile()

    def words(self, text: str, start: int = 0, end: int | None = None) -> list[Found]:
        """Every word of every list between two positions, by place, the longer first at one place."""
        pairs, single, double, longer = self._pairs, self._single, self._double, self._longer
        part = text if start == 0 and end is None else text[start:end]
        found: list[Found] = []
        for place, pair in enumerate(map(add, part, part[1:]), start):
            if pair not in pairs:
                continue
            if pair in longer:
                for word, keys in longer[pair].get(text[place + 2 : place + 3], ()):
                    if text.startswith(word, place, end):
                        found.append((place, place + len(word), keys))
            if pair in double:
                found.append((place, place + 2, double[pair]))
        found += [(place, place + 1, single[char]) for place, char in enumerate(part, start) if char in single]
        found.sort(key=itemgetter(0))
        return found

    def expressions(self, sentence: str) -> list[int]:
        """Keys of the expressions that a sentence holds."""
        if not self._expressions or not sentence:
            return []
        return [self._expressions[number] for number in self._set.Match(sentence.encode()) or ()]

    def keys(self, text: str) -> set[int]:
        """Keys of everything that a text holds."""
        return set(self.expressions(text)).union(*(keys for _, _, keys in self.words(text)))
