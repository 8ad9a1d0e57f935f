"""Several matches as one: any of them, or all of them in one unit."""

from dataclasses import dataclass

from planner.compliance.matchers.base import Hit, Key, Lookup, Matcher
from planner.compliance.matchers.near import join


@dataclass(frozen=True, slots=True)
class AnyMatcher:
    matchers: tuple[Matcher, ...]

    @property
    def anchors(self) -> frozenset[Key]:
        return frozenset(key for matcher in self.matchers for key in matcher.anchors)

    def hits(self, lookup: Lookup) -> list[Hit]:
        return [hit for matcher in self.matchers for hit in matcher.hits(lookup)]


@dataclass(frozen=True, slots=True)
class AllMatcher:
    matchers: tuple[Matcher, ...]
    within: str

    @property
    def anchors(self) -> frozenset[Key]:
        return min((matcher.anchors for matcher in self.matchers), key=len)

    def hits(self, lookup: Lookup) -> list[Hit]:
        found = []
        for matcher in self.matchers:
            spans = sorted({(hit.start, hit.end) for hit in matcher.hits(lookup)})
            if not spans:
                return []
            found.append(spans)
        return join(found, lookup, self.within)
