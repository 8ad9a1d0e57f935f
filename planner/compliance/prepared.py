"""A text made ready for matching once, and shared by every rule."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from planner.compliance import hiding, segment
from planner.compliance.normalize import Normal, normalise
from planner.compliance.wording import Span, Wording, apart

if TYPE_CHECKING:
    from planner.compliance.atoms import Atom, Found, Screen

__all__ = ["HIDDEN_KEY", "Prepared", "Sentence", "Span"]
HIDDEN_KEY = -100
"""Key of a sentence in which the text begins to hide something."""


class Sentence:
    """One sentence of a text. Positions are those of the whole text, but for `found`.

    :param wording: what stands in its words, wherever they stand
    :param special: keys that no screen finds: lists filled from products, something hidden
    """

    __slots__ = ("_clauses", "_spans", "end", "number", "special", "start", "wording")

    def __init__(self, number: int, start: int, end: int, wording: Wording) -> None:
        self.number = number
        self.start = start
        self.end = end
        self.wording = wording
        self.special: set[int] = set()
        self._spans: dict[int, tuple[Span, ...]] = {}
        self._clauses: tuple[Span, ...] | None = None

    @property
    def words(self) -> str:
        """The sentence itself."""
        return self.wording.words

    def keep(self, found: "list[Found]", base: int) -> None:
        """Words that were found in it already, at places counted from `base`."""
        self.wording.keep(found, self.start - base)

    @property
    def found(self) -> "list[Found]":
        """As `Wording.found`."""
        return self.wording.found

    @property
    def held(self) -> int:
        """As `Wording.held`."""
        return self.wording.held

    def holds(self, key: int) -> bool:
        """Whether a word of a list stands in it, or an expression may match."""
        return self.wording.held >> key & 1 == 1 if key >= 0 else key in self.special

    def spans(self, atom: "Atom") -> tuple[Span, ...]:
        """Where the atom's words stand, in order."""
        known = self._spans.get(atom.key)
        if known is None:
            known = self._spans[atom.key] = self._placed(self.wording.spans(atom))
        return known

    def _placed(self, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        start = self.start
        return tuple([(start + low, start + high) for low, high in spans]) if start and spans else spans

    def add(self, atom: "Atom", spans: list[Span]) -> None:
        """Words that are in no screen, found elsewhere."""
        self.special.add(atom.key)
        self._spans[atom.key] = apart(spans)

    @property
    def clauses(self) -> tuple[Span, ...]:
        """Its clauses."""
        if self._clauses is None:
            self._clauses = self._placed(self.wording.clauses)
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
            known = self._known[number] = Sentence(number, start, end, self._wording(number, start, end))
        return known

    def _wording(self, number: int, start: int, end: int) -> Wording:
        """What stands in a sentence; a piece of one that was cut for its length is looked at for itself: words may lie over the cut."""
        words = self.text[start:end]
        if self._screen is None or number not in self._only:
            return Wording(words, None)
        whole = start == 0 or self.text[start - 1] in segment.ENDINGS
        return self._screen.wording(words) if whole else Wording(words, self._screen)

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
