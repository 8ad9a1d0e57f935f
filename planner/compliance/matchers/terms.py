"""Any of the words."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.compliance.matchers.base import Hit, Lookup, Words


@dataclass(frozen=True, slots=True)
class TermsMatcher:
    words: Words
    wide = False

    @property
    def groups(self) -> Sequence[tuple[int, ...]]:
        return (self.words.keys,)

    def hits(self, lookup: Lookup, sentence: int) -> list[Hit]:
        return [Hit(a, b, ((a, b),)) for a, b in self.words.spans(lookup, sentence)]
