"""Several matches that must all stand in one unit."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.compliance.matchers.base import Hit, Lookup, Matcher
from planner.compliance.matchers.near import join
from planner.compliance.prepared import Sentence


@dataclass(frozen=True, slots=True)
class AllMatcher:
    """:param parts: of each part one of its alternatives must be found"""

    parts: tuple[tuple[Matcher, ...], ...]
    within: str

    @property
    def unit(self) -> str:
        """A part may begin in the clause and end behind it: its words need not stand there."""
        return "field" if self.within == "field" else "sentence"

    @property
    def groups(self) -> Sequence[tuple[int, ...]]:
        single = [group for part in self.parts if len(part) == 1 for group in part[0].groups]
        return single or [tuple(key for matcher in self.parts[0] for group in matcher.groups for key in group)]

    @property
    def alone(self) -> bool:
        return self.within != "field" and all(matcher.alone for part in self.parts for matcher in part)

    def hits(self, lookup: Lookup, sentence: Sentence) -> list[Hit]:
        places = [lookup.text.sentence(number) for number in lookup.text.chosen] if self.within == "field" else [sentence]
        found = []
        for part in self.parts:
            spans = {(hit.start, hit.end) for matcher in part for place in places for hit in matcher.hits(lookup, place)}
            if not spans:
                return []
            found.append(sorted(spans))
        return join(found, lookup, self.within)
