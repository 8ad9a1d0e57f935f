"""A text made ready for matching once, and shared by every rule."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from planner.compliance import hiding, segment
from planner.compliance.normalize import Normal, normalise

if TYPE_CHECKING:
    from planner.compliance.atoms import Atom, Found, Screen

Span = tuple[int, int]
HIDDEN_KEY = -100
"""Key of a sentence in which the text begins to hide something."""
_NONE: frozenset[int] = frozenset()


class Sentence:
    """One sentence of a text; what it holds is looked up where a rule asks, and once.

    Positions are those of the whole text, but for `found`, where they count from `base`.

    :param words: the sentence itself
    :param screen: None for a sentence in which nothing is to be found
    :param special: keys that no screen finds: lists filled from products, something hidden
    """

    __slots__ = (
        "_clauses",
        "_found",
        "_held",
        "_numbers",
        "_places",
        "_screen",
        "_spans",
        "base",
        "end",
        "number",
        "special",
        "start",
        "words",
    )

    def __init__(self, number: int, start: int, end: int, words: str, screen: "Screen | None") -> None:
        self.number = number
        self.start = start
        self.end = end
        self.words = words
        self.base = start
        self.special: set[int] = set()
        self._screen = screen
        self._found: list[Found] | None = None
        self._places: dict[int, tuple[Span, ...]] | None = None
        self._numbers = _NONE
        self._spans: dict[int, tuple[Span, ...]] = {}
        self._held: int | None = None
        self._clauses: tuple[Span, ...] | None = None

    def keep(self, found: "list[Found]", base: int) -> None:
        """Words that were found in it already, at places counted from `base`."""
        self._found = found
        self.base = base

    @property
    def found(self) -> "list[Found]":
        """Every word of every list, at places counted from `base`; one may begin before a sentence that was cut for its length."""
        if self._found is None:
            self._found = self._screen.found(self.words) if self._screen is not None else []
        return self._found

    @property
    def held(self) -> int:
        """The lists with words in it, and the expressions that may match in it, one bit for each key."""
        if self._held is None:
            self._held = self._screen.held(self.found) if self._screen is not None else 0
        return self._held

    def holds(self, key: int) -> bool:
        """Whether a word of a list stands in it, or an expression may match."""
        return self.held >> key & 1 == 1 if key >= 0 else key in self.special

    def spans(self, atom: "Atom") -> tuple[Span, ...]:
        """Where the atom's words stand, in order; searched once."""
        known = self._spans.get(atom.key)
        if known is None:
            known = self._spans[atom.key] = self._matched(atom) if atom.source else self._looked_up(atom)
        return known

    def _matched(self, atom: "Atom") -> tuple[Span, ...]:
        spans = (found.span() for found in atom.pattern.finditer(self.words))
        return tuple((self.start + low, self.start + high) for low, high in spans if high > low)

    def _looked_up(self, atom: "Atom") -> tuple[Span, ...]:
        if self._screen is None:
            return ()
        places = self._places
        if places is None:
            places = self._places = self._by_word()
            self._numbers = frozenset(places)
        there = self._screen.numbers.get(atom.key, _NONE) & self._numbers
        if len(there) == 1:
            (number,) = there
            return places[number]
        return apart([span for number in there for span in places[number]])

    def _by_word(self) -> dict[int, tuple[Span, ...]]:
        """Number of a word → where it stands, each place once."""
        places: dict[int, tuple[Span, ...]] = {}
        base = self.base
        for number, low, high in self.found:
            span = (base + low, base + high)
            if span[0] < self.start:
                continue
            if number not in places:
                places[number] = (span,)
            elif places[number][-1][1] <= span[0]:
                places[number] += (span,)
        return places

    def add(self, atom: "Atom", spans: list[Span]) -> None:
        """Words that are in no screen, found elsewhere."""
        self.special.add(atom.key)
        self._spans[atom.key] = apart(spans)

    @property
    def clauses(self) -> tuple[Span, ...]:
        """Its clauses; cut once."""
        if self._clauses is None:
            self._clauses = tuple((self.start + low, self.start + high) for low, high in segment.clauses(self.words, 0, len(self.words)))
        return self._clauses

    def clause(self, position: int) -> Span:
        """The clause that holds a position."""
        spans = self.clauses
        if len(spans) == 1 or position < spans[0][1]:
            return spans[0]
        return spans[bisect_right(spans, position, key=_start) - 1]


def _start(span: Span) -> int:
    return span[0]


class Prepared:
    """One text, normalised and cut.

    Positions are those of the normalised text; `normal.span` leads back to the typed one.

    :param chosen: numbers of the sentences that are read, in order; nothing is found in the others
    :param special: numbers of sentences with keys that no screen finds
    :param above: line → the headings over it, as far as they were asked for
    :param afar: keys of cues that reach beyond their sentence, as far as the text holds them
    """

    def __init__(self, normal: Normal) -> None:
        self.normal = normal
        self.text = normal.text
        self.sentences = segment.sentences(normal.text)
        self.chosen: Sequence[int] = ()
        self.special: set[int] = set()
        self.afar: frozenset[int] = frozenset()
        self.above: dict[int, tuple[Span, ...]] = {}
        self._only: frozenset[int] | range = range(0)
        self._screen: Screen | None = None
        self._known: dict[int, Sentence] = {}

    @classmethod
    def of(cls, original: str) -> "Prepared":
        return cls(normalise(original))

    @cached_property
    def lines(self) -> segment.Cuts:
        return segment.lines(self.text)

    def sift(self, screen: "Screen", only: Iterable[int] | None = None) -> None:
        """From now on words are looked up with this screen; only in some sentences where given."""
        self._screen = screen
        self._known.clear()
        self._only = range(len(self.sentences.starts)) if only is None else frozenset(only)
        self.chosen = sorted(self._only)
        hidden = self._hiding() if only is None else None
        if hidden is not None:
            self.sentence(hidden).special.add(HIDDEN_KEY)
            self.special.add(hidden)

    def _hiding(self) -> int | None:
        """The sentence where the text begins to hide something."""
        first = hiding.begins(self.normal.original) if self.normal.lengths else None
        if first is None:
            return None
        return self.sentences.index(min(self.normal.position(first), max(0, len(self.text) - 1)))

    def add(self, atom: "Atom") -> None:
        """Find the words of an atom that is in no screen (a list filled from products)."""
        places: dict[int, list[Span]] = defaultdict(list)
        for word in atom.words:
            place = self.text.find(word)
            while place >= 0:
                places[self.sentences.index(place)].append((place, place + len(word)))
                place = self.text.find(word, place + 1)
        for number, spans in places.items():
            if number in self._only:
                self.special.add(number)
                self.sentence(number).add(atom, spans)

    def sentence(self, number: int) -> Sentence:
        """One sentence by its number."""
        known = self._known.get(number)
        if known is None:
            start, end = self.sentences.starts[number], self.sentences.ends[number]
            screen = self._screen if number in self._only else None
            known = self._known[number] = Sentence(number, start, end, self.text[start:end], screen)
        return known

    def at(self, position: int) -> Sentence:
        """The sentence that holds a position."""
        return self.sentence(bisect_right(self.sentences.starts, position) - 1)

    def all_spans(self, atom: "Atom") -> list[Span]:
        """Where the atom's words stand in the whole text, in order."""
        return [span for number in self.chosen for span in self.sentence(number).spans(atom)]

    def clause(self, position: int) -> Span:
        """The clause that holds a position."""
        return self.at(position).clause(position)

    def unit(self, within: str, position: int) -> Span:
        """The clause, sentence or field that holds a position."""
        if within == "clause":
            return self.clause(position)
        return self.sentences.span(position) if within == "sentence" else (0, len(self.text))


def apart(spans: list[Span]) -> tuple[Span, ...]:
    """The spans from the left that lie over no other, the longer one where two begin together."""
    if len(spans) < 2:
        return tuple(spans)
    chosen: list[Span] = []
    reach = 0
    for low, minus_high in sorted((low, -high) for low, high in spans):
        if low >= reach:
            reach = -minus_high
            chosen.append((low, reach))
    return tuple(chosen)
