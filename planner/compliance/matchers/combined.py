"""Several matches that must all stand in one unit."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.compliance.matchers.base import Hit, Lookup, Matcher
from planner.compliance.matchers.near import join


@dataclass(frozen=True, slots=True)
class AllMatcher:
    """:param parts: of each part one of its alternatives must be found"""

    parts: tuple[tuple[Matcher, ...], ...]
    within: str

    @property
    def wide(self) -> bool:
        return self.within == "field"

    @property
    def groups(self) -> Sequence[tuple[int, ...]]:
        single = [group for part in self.parts if len(part) == 1 for group in part[0].groups]
        return single or [tuple(key for matcher in self.parts[0] for group in matcher.groups for key in group)]

    def hits(self, lookup: Lookup, sentence: int) -> list[Hit]:
        places = sorted(lookup.text.keys) if self.wide else (sentence,)
        found = []
        for part in self.parts:
            spans = {(hit.start, hit.end) for matcher in part for place in places for hit in matcher.hits(lookup, place)}
            if not spans:
                return []
            found.append(sorted(spans))
        return join(found, lookup, self.within)
