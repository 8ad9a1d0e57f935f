"""A text made ready for matching once, and shared by every rule."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from planner.compliance import segment
from planner.compliance.normalize import Normal, normalise

if TYPE_CHECKING:
    from planner.compliance.atoms import Atom, Found, Screen

Span = tuple[int, int]
HIDDEN_KEY = -100
"""Key of a sentence in which the text begins to hide something."""
INVISIBLE_MOST = 4
"""So many invisible characters may slip in by copying; more are a disguise."""
_REVERSED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u00ad\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u2060-\u2064\u3164\ufeff\uffa0\U000e0000-\U000e007f]")
_NONE: set[int] = set()


class Prepared:
    """One text, normalised and cut, with the word lists that every sentence holds.

    Positions are those of the normalised text; `normal.span` leads back to the typed one.
    Everything is looked up sentence by sentence, so that a rule costs only where its words meet.
    """

    def __init__(self, normal: Normal) -> None:
        self.normal = normal
        self.text = normal.text
        self.sentences = segment.sentences(normal.text)
        self.keys: dict[int, set[int]] = {}
        self._found: dict[int, list[Found]] = {}
        self._clauses: dict[int, tuple[Span, ...]] = {}
        self._spans: dict[tuple[int, int], tuple[Span, ...]] = {}

    @classmethod
    def of(cls, original: str) -> "Prepared":
        return cls(normalise(original))

    @cached_property
    def lines(self) -> segment.Cuts:
        return segment.lines(self.text)

    def sift(self, screen: "Screen", only: Iterable[int] | None = None) -> None:
        """Find the words of every list and note for each sentence what it holds; only in some sentences where given."""
        text, starts, ends = self.text, self.sentences.starts, self.sentences.ends
        chosen = range(len(starts)) if only is None else sorted(only)
        for sentence in chosen:
            self.keys[sentence] = set(screen.expressions(text[starts[sentence] : ends[sentence]]))
            self._found[sentence] = []
        hiding = self._hiding() if only is None else None
        if hiding is not None:
            self.keys[hiding].add(HIDDEN_KEY)
        if only is None:
            self._note(screen.words(text))
        else:
            for sentence in chosen:
                self._note(screen.words(text, starts[sentence], ends[sentence]))

    def _hiding(self) -> int | None:
        """The sentence where bidi controls, or more invisible characters than slip in by copying, begin."""
        original = self.normal.original
        if len(original) == len(self.text):
            return None
        first = _REVERSED.search(original)
        if first is None:
            every = list(_INVISIBLE.finditer(original))
            if len(every) <= INVISIBLE_MOST:
                return None
            first = every[0]
        return self.sentences.index(min(self.normal.position(first.start()), max(0, len(self.text) - 1)))

    def _note(self, found: "list[Found]") -> None:
        """Share found words out to their sentences; they come in text order."""
        ends = self.sentences.ends
        sentence = self.sentences.index(found[0][0]) if found else 0
        for word in found:
            while word[0] >= ends[sentence]:
                sentence += 1
            self._found[sentence].append(word)
            self.keys[sentence] |= word[2]

    def add(self, atom: "Atom") -> None:
        """Find the words of an atom that is in no screen (a list filled from products)."""
        for word in sorted(atom.words, key=len, reverse=True):
            place = self.text.find(word)
            while place >= 0:
                sentence = self.sentences.index(place)
                if sentence in self.keys:
                    self._found[sentence].append((place, place + len(word), frozenset((atom.key,))))
                    self.keys[sentence].add(atom.key)
                place = self.text.find(word, place + 1)

    @cached_property
    def everywhere(self) -> set[int]:
        """Atoms that stand somewhere in the text."""
        return _NONE.union(*self.keys.values())

    def holds(self, key: int, sentence: int) -> bool:
        """Whether a sentence holds an atom."""
        return key in self.keys.get(sentence, _NONE)

    def spans(self, atom: "Atom", sentence: int) -> tuple[Span, ...]:
        """Where the atom's words stand in one sentence, in order; searched once."""
        if atom.key not in self.keys.get(sentence, _NONE):
            return ()
        place = (atom.key, sentence)
        known = self._spans.get(place)
        if known is None:
            known = self._spans[place] = self._looked_up(atom, sentence)
        return known

    def _looked_up(self, atom: "Atom", sentence: int) -> tuple[Span, ...]:
        if atom.source:
            start, end = self.sentences.starts[sentence], self.sentences.ends[sentence]
            spans = (found.span() for found in atom.pattern.finditer(self.text[start:end]))
            return tuple((start + low, start + high) for low, high in spans if high > low)
        chosen: list[Span] = []
        reach = 0
        for low, high in sorted((low, -high) for low, high, keys in self._found[sentence] if atom.key in keys):
            if low >= reach:
                chosen.append((low, -high))
                reach = -high
        return tuple(chosen)

    def all_spans(self, atom: "Atom") -> list[Span]:
        """Where the atom's words stand in the whole text, in order."""
        places = sorted(sentence for sentence, keys in self.keys.items() if atom.key in keys)
        return [span for sentence in places for span in self.spans(atom, sentence)]

    def clauses(self, sentence: int) -> tuple[Span, ...]:
        """The clauses of one sentence; cut once."""
        known = self._clauses.get(sentence)
        if known is None:
            known = segment.clauses(self.text, self.sentences.starts[sentence], self.sentences.ends[sentence])
            self._clauses[sentence] = known
        return known

    def clause(self, position: int) -> Span:
        """The clause that holds a position."""
        spans = self.clauses(self.sentences.index(position))
        return spans[0] if len(spans) == 1 else spans[max(0, bisect_right(spans, (position, len(self.text))) - 1)]

    def unit(self, within: str, position: int) -> Span:
        """The clause, sentence or field that holds a position."""
        if within == "clause":
            return self.clause(position)
        return self.sentences.span(position) if within == "sentence" else (0, len(self.text))
