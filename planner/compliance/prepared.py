"""A text made ready for matching once, and shared by every rule."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from planner.compliance import segment
from planner.compliance.normalize import Normal, normalise

if TYPE_CHECKING:
    from planner.compliance.atoms import Atom, Screen

Span = tuple[int, int]
NOWHERE: frozenset[int] = frozenset()


class Prepared:
    """One text, normalised and cut, with the sentences in which every word list stands.

    Positions are those of the normalised text; `normal.span` leads back to the typed one.
    Everything is looked up sentence by sentence, so that a rule costs only where its words meet.
    """

    def __init__(self, normal: Normal) -> None:
        self.normal = normal
        self.text = normal.text
        self.sentences = segment.sentences(normal.text)
        self._where: dict[int, set[int]] = {}
        self._clauses: dict[int, tuple[Span, ...]] = {}
        self._spans: dict[tuple[int, int], tuple[Span, ...]] = {}

    @classmethod
    def of(cls, original: str) -> "Prepared":
        return cls(normalise(original))

    @cached_property
    def lines(self) -> segment.Cuts:
        return segment.lines(self.text)

    def sift(self, screen: "Screen", only: Iterable[int] | None = None) -> None:
        """Note for every atom of the screen the sentences that hold it; `only` some sentences, where given."""
        text, starts, ends, where = self.text, self.sentences.starts, self.sentences.ends, self._where
        for sentence in range(len(starts)) if only is None else only:
            for key in screen.keys(text[starts[sentence] : ends[sentence]]):
                if key in where:
                    where[key].add(sentence)
                else:
                    where[key] = {sentence}

    def add(self, atom: "Atom") -> None:
        """Note the sentences of an atom that is in no screen (a list filled from products)."""
        found = {self.sentences.index(m.start()) for m in atom.words.finditer(self.text)}
        if found:
            self._where[atom.key] = found

    @property
    def keys(self) -> Iterable[int]:
        """Atoms that stand somewhere in the text."""
        return self._where

    def where(self, key: int) -> set[int] | frozenset[int]:
        """Numbers of the sentences that hold the atom."""
        return self._where.get(key, NOWHERE)

    def spans(self, atom: "Atom", sentence: int) -> tuple[Span, ...]:
        """Where the atom's words stand in one sentence, in order; searched once."""
        place = (atom.key, sentence)
        known = self._spans.get(place)
        if known is None:
            if sentence in self._where.get(atom.key, NOWHERE):
                known = atom.find(self.text, self.sentences.starts[sentence], self.sentences.ends[sentence])
            else:
                known = ()
            self._spans[place] = known
        return known

    def all_spans(self, atom: "Atom") -> tuple[Span, ...]:
        """Where the atom's words stand in the whole text."""
        return tuple(span for sentence in sorted(self.where(atom.key)) for span in self.spans(atom, sentence))

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
        return next((span for span in spans if position < span[1]), spans[-1])

    def unit(self, within: str, position: int) -> Span:
        """The clause, sentence or field that holds a position."""
        if within == "clause":
            return self.clause(position)
        return self.sentences.span(position) if within == "sentence" else (0, len(self.text))
