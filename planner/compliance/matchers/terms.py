"""Any of the words."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.compliance.matchers.base import Hit, Lookup, Words
from planner.compliance.prepared import Sentence


@dataclass(frozen=True, slots=True)
class TermsMatcher:
    words: Words
    unit = "sentence"

    @property
    def groups(self) -> Sequence[tuple[int, ...]]:
        return (self.words.keys,)

    @property
    def alone(self) -> bool:
        return not self.words.dynamic

    def hits(self, lookup: Lookup, sentence: Sentence) -> list[Hit]:
        return [Hit(a, b, ((a, b),)) for a, b in self.words.spans(lookup, sentence)]
