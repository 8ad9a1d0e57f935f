"""Any of the words."""

from dataclasses import dataclass

from planner.compliance.matchers.base import Hit, Key, Lookup, Words


@dataclass(frozen=True, slots=True)
class TermsMatcher:
    words: Words

    @property
    def anchors(self) -> frozenset[Key]:
        return self.words.keys

    def hits(self, lookup: Lookup) -> list[Hit]:
        return [Hit(a, b, ((a, b),)) for place in self.words.where(lookup) for a, b in self.words.spans(lookup, place)]
