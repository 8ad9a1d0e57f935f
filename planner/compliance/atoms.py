"""Word lists and expressions compiled once for a pack, and the one pass that tells which of them a text holds."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import re2

from planner.compliance.normalize import plain
from planner.compliance.vocabulary import DYNAMIC_LISTS

SET_MEMORY = 512 << 20
PATTERN_MEMORY = 32 << 20
Span = tuple[int, int]


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
    """The smallest thing that is searched: one alternation of literals, or one expression.

    :param key: number in the pack's vocabulary; negative for lists filled from products
    :param literal: a list of words; those cannot explode, so that the quicker engine of the standard library finds them
    """

    key: int
    source: str
    literal: bool

    @cached_property
    def pattern(self) -> Any:
        return compile_pattern(self.source)

    @cached_property
    def words(self) -> re.Pattern[str]:
        return re.compile(self.source)

    def find(self, text: str, start: int, end: int) -> tuple[Span, ...]:
        """Spans between two positions, in order, none overlapping another."""
        if self.literal:
            return tuple(m.span() for m in self.words.finditer(text, start, end))
        found = (m.span() for m in self.pattern.finditer(text[start:end]))
        return tuple((start + a, start + b) for a, b in found if b > a)


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


def alternation(words: Iterable[str]) -> str:
    """An expression for any of the words, the longer one first where one begins the other."""
    known = sorted(set(words), key=lambda w: (-len(w), w))
    return "(?:" + "|".join(re.escape(word) for word in known) + ")"


@dataclass
class Vocabulary:
    """Every list and expression of a pack; equal ones are one atom."""

    lists: Mapping[str, tuple[str, ...]]
    atoms: list[Atom] = field(default_factory=list)
    _known: dict[str, Atom] = field(default_factory=dict)

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

    def atom(self, source: str, literal: bool = False) -> Atom:
        found = self._known.get(source)
        if found is None:
            found = Atom(len(self.atoms), source, literal)
            self.atoms.append(found)
            self._known[source] = found
        return found

    def literal_atom(self, words: Iterable[str]) -> Atom:
        return self.atom(alternation(words), literal=True)


def _word(entry: str) -> str:
    word = plain(entry).strip()
    if not word:
        raise PatternError(f"{entry!r} can never match: nothing is left of it after normalising")
    if "\n" in word or any(mark in word for mark in "。!?;"):
        raise PatternError(f"{entry!r} can never match: a sentence ends inside it")
    return word


class Screen:
    """One `re2.Set` over all atoms: which of them stand in a sentence."""

    def __init__(self, atoms: Iterable[Atom]) -> None:
        self._set = re2.Set.SearchSet(options=options(SET_MEMORY))
        self._empty = True
        for atom in atoms:
            number = self._set.Add(atom.source)
            if number != atom.key:
                raise PatternError(f"{atom.source!r} was not taken into the set")
            self._empty = False
        if not self._empty:
            self._set.Compile()

    def keys(self, text: str) -> list[int]:
        """Keys of the atoms that the text holds."""
        if self._empty or not text:
            return []
        return self._set.Match(text.encode()) or []
