"""The words of one sentence, wherever it stands: what they hold is looked up where a rule asks, and once.

Who writes on changes one sentence at each save; what the others hold is known from the save before. Threads share
what is known; each thing is worked out before it is put in its place, and by all of them alike.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from planner.compliance import segment

if TYPE_CHECKING:
    import re
    from functools import _lru_cache_wrapper

    from planner.compliance.atoms import Atom, Found, Screen
    from planner.compliance.matchers.base import Hit

Span = tuple[int, int]
KEPT = 2048
"""The sentences that 150 people are writing on, and those around them; some 5 kB each."""
_NONE: frozenset[int] = frozenset()


class Wording:
    """Positions count from the first character of the sentence.

    :param screen: None for a sentence in which nothing is to be found
    :ivar called: numbers of the alternatives of rules that the words call; None as long as nobody asked
    :ivar hits: number of an alternative → where the sentence stood, and the hits there, for alternatives that ask for nothing but these words
    :ivar silent: whether the second reader has nothing to say of them; None as long as nobody asked
    """

    __slots__ = (
        "_clauses",
        "_found",
        "_held",
        "_numbers",
        "_places",
        "_protected",
        "_screen",
        "_spans",
        "called",
        "hits",
        "silent",
        "words",
    )

    def __init__(self, words: str, screen: "Screen | None") -> None:
        self.words = words
        self.called: tuple[int, ...] | None = None
        self.hits: dict[int, tuple[int, list[Hit]]] = {}
        self.silent: bool | None = None
        self._screen = screen
        self._found: list[Found] | None = None
        self._places: dict[int, tuple[Span, ...]] | None = None
        self._numbers = _NONE
        self._spans: dict[int, tuple[Span, ...]] = {}
        self._protected: dict[str, bool] = {}
        self._held: int | None = None
        self._clauses: tuple[Span, ...] | None = None

    def keep(self, found: "list[Found]", start: int) -> None:
        """Words that were found in it already.

        :param start: where the sentence begins, counted as the places of these words
        """
        if self._found is None:
            self._found = [(number, low - start, high - start) for number, low, high in found] if start else found

    @property
    def found(self) -> "list[Found]":
        """Every word of every list; one may begin before a sentence that was cut for its length."""
        if self._found is None:
            self._found = self._screen.found(self.words) if self._screen is not None else []
        return self._found

    @property
    def held(self) -> int:
        """The lists with words in it, and the expressions that may match in it, one bit for each key."""
        if self._held is None:
            self._held = self._screen.held(self.found) if self._screen is not None else 0
        return self._held

    @property
    def clauses(self) -> tuple[Span, ...]:
        """Its clauses."""
        if self._clauses is None:
            self._clauses = segment.clauses(self.words, 0, len(self.words))
        return self._clauses

    def spans(self, atom: "Atom") -> tuple[Span, ...]:
        """Where the atom's words stand, in order."""
        known = self._spans.get(atom.key)
        if known is None:
            known = self._spans[atom.key] = self._matched(atom) if atom.source else self._looked_up(atom)
        return known

    def protects(self, rule_id: str, harmless: "re.Pattern[str]") -> bool:
        """Whether one of a rule's harmless strings stands in the sentence."""
        known = self._protected.get(rule_id)
        if known is None:
            known = self._protected[rule_id] = harmless.search(self.words) is not None
        return known

    def _matched(self, atom: "Atom") -> tuple[Span, ...]:
        spans = (found.span() for found in atom.pattern.finditer(self.words))
        return tuple((low, high) for low, high in spans if high > low)

    def _looked_up(self, atom: "Atom") -> tuple[Span, ...]:
        if self._screen is None:
            return ()
        places = self._places
        if places is None:
            places = self._by_word()
            self._numbers = frozenset(places)
            self._places = places  # last: another thread may be asking
        there = self._screen.numbers.get(atom.key, _NONE) & self._numbers
        if len(there) == 1:
            (number,) = there
            return places[number]
        return apart([span for number in there for span in places[number]])

    def _by_word(self) -> dict[int, tuple[Span, ...]]:
        """Number of a word → where it stands, each place once."""
        places: dict[int, tuple[Span, ...]] = {}
        for number, low, high in self.found:
            if low < 0:
                continue
            if number not in places:
                places[number] = ((low, high),)
            elif places[number][-1][1] <= low:
                places[number] += ((low, high),)
        return places


def wordings(screen: "Screen") -> "_lru_cache_wrapper[Wording]":
    """From the words of a sentence to what is known of them with this screen; `cache_clear` forgets it all."""

    @lru_cache(maxsize=KEPT)
    def wording(words: str) -> Wording:
        return Wording(words, screen)

    return wording


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
