"""A typed text in standard spelling, read once however many rules ask."""

from functools import lru_cache

from planner.compliance.normalize import normalise
from planner.compliance.normalize import plain as _plain
from planner.compliance.prepared import Prepared


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Standard spelling; a text is brought into it once, however many rules ask."""
    return _plain(text)


@lru_cache(maxsize=4096)
def prepared(text: str) -> Prepared:
    """A text cut into sentences and clauses; nothing is looked up in it, so that all plans may share it."""
    return Prepared(normalise(text))


def clause_at(text: Prepared, position: int) -> tuple[str, int]:
    """The clause around a normalised position, and where it starts."""
    low, high = text.clause(position)
    return text.text[low:high], low


def sentence_at(text: Prepared, position: int) -> str:
    """The sentence around a normalised position."""
    low, high = text.sentences.span(min(position, max(0, len(text.text) - 1)))
    return text.text[low:high]


class Finder:
    """Looks for words in clauses that do not take them back; what it finds in a text is kept.

    :param harmless: longer terms that only look like one of the words
    :param unless: words that take their clause out
    """

    def __init__(self, words: tuple[str, ...], harmless: tuple[str, ...] = (), unless: tuple[str, ...] = ()) -> None:
        self.words, self.harmless, self.unless = words, harmless, unless

    def look(self, original: str) -> tuple[int, int, str] | None:
        """Place in the standard spelling and word of the first hit, in the order of the words."""
        text = plain(original)
        for term in self.harmless:
            text = text.replace(term, "〓" * len(term))
        for word in self.words:
            at = text.find(word)
            while at >= 0:
                clause, _ = clause_at(prepared(original), at)
                if not any(other in clause for other in self.unless):
                    return at, at + len(word), word
                at = text.find(word, at + 1)
        return None


@lru_cache(maxsize=512)
def finder(words: tuple[str, ...], harmless: tuple[str, ...] = (), unless: tuple[str, ...] = ()) -> Finder:
    """One finder for equal words."""
    return Finder(words, harmless, unless)


@lru_cache(maxsize=65536)
def _looked(one: Finder, original: str) -> tuple[int, int, str] | None:
    return one.look(original)


def hit_in(one: Finder, value: object) -> tuple[int, int, str] | None:
    """What a finder finds in a typed value; None for anything but a text."""
    return _looked(one, value) if isinstance(value, str) and value else None
