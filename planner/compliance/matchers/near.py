"""One of every group, close together: the form that most rules have."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from planner.compliance.matchers.base import Hit, Lookup, Words
from planner.compliance.prepared import Span


@dataclass(frozen=True, slots=True)
class NearMatcher:
    words: tuple[Words, ...]
    within: str
    ordered: bool
    gap: int | None

    @property
    def wide(self) -> bool:
        return self.within == "field"

    @property
    def groups(self) -> Sequence[tuple[int, ...]]:
        return [words.keys for words in self.words]

    def hits(self, lookup: Lookup, sentence: int) -> list[Hit]:
        if self.wide:
            return join([words.all_spans(lookup) for words in self.words], lookup, "field", self.ordered, self.gap)
        found = [words.spans(lookup, sentence) for words in self.words]
        if self.within == "clause" and len(lookup.text.clauses(sentence)) > 1:
            return join(found, lookup, "clause", self.ordered, self.gap)
        return _windows(found, self.ordered, self.gap) if all(found) else []


def join(groups: Sequence[Sequence[Span]], lookup: Lookup, within: str, ordered: bool = False, gap: int | None = None) -> list[Hit]:
    """The shortest windows that hold a span of every group inside one unit, at most one over the same place."""
    if not all(groups):
        return []
    units: list[dict[Span, list[Span]]] = []
    for spans in groups:
        at: dict[Span, list[Span]] = defaultdict(list)
        for span in spans:
            unit = lookup.text.unit(within, span[0])
            if not units or unit in units[-1]:
                at[unit].append(span)
        if not at:
            return []
        units.append(at)
    found: list[Hit] = []
    for unit in units[-1]:
        found += _windows([at[unit] for at in units], ordered, gap)
    return found


def _windows(groups: Sequence[Sequence[Span]], ordered: bool, gap: int | None) -> list[Hit]:
    candidates: list[Hit] = []
    if ordered:
        for first in groups[0]:
            chain = _following(first, groups[1:])
            if chain is not None:
                candidates.append(Hit(chain[0][0], chain[-1][1], tuple(chain)))
    else:
        rarest = min(range(len(groups)), key=lambda i: len(groups[i]))
        for anchor in groups[rarest]:
            parts = _around(anchor, [g for i, g in enumerate(groups) if i != rarest])
            if parts is not None:
                candidates.append(Hit(parts[0][0], max(p[1] for p in parts), tuple(parts)))
    if gap is not None:
        candidates = [c for c in candidates if all(b[0] - a[1] <= gap for a, b in zip(c.parts, c.parts[1:], strict=False))]
    if len(candidates) < 2:
        return candidates
    chosen: list[Hit] = []
    for window in sorted(candidates, key=lambda h: (h.end - h.start, h.start)):
        if all(window.end <= other.start or window.start >= other.end for other in chosen):
            chosen.append(window)
    return chosen


def _following(first: Span, groups: Sequence[Sequence[Span]]) -> list[Span] | None:
    """The next span of each group in turn; None where one is missing."""
    chain = [first]
    for spans in groups:
        later = [s for s in spans if s[0] >= chain[-1][1]]
        if not later:
            return None
        chain.append(later[0])
    return chain


def _around(anchor: Span, groups: Sequence[Sequence[Span]]) -> list[Span] | None:
    """The nearest span of each group that overlaps none already taken, in text order; None where one is missing."""
    taken = [anchor]
    for spans in groups:
        free = [s for s in spans if all(s[1] <= t[0] or s[0] >= t[1] for t in taken)]
        if not free:
            return None
        taken.append(min(free, key=lambda s: min(max(s[0] - t[1], t[0] - s[1]) for t in taken)))
    return sorted(taken)
