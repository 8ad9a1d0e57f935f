"""One of every group, close together: the form that most rules have."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from planner.compliance.matchers.base import Hit, Lookup, Words
from planner.compliance.prepared import Sentence, Span

_SIDE = 12
"""So many spans on either side of one are asked which is nearest; those that overlap it are fewer."""


@dataclass(frozen=True, slots=True)
class NearMatcher:
    words: tuple[Words, ...]
    within: str
    ordered: bool
    gap: int | None

    @property
    def unit(self) -> str:
        return self.within

    @property
    def groups(self) -> Sequence[tuple[int, ...]]:
        return [words.keys for words in self.words]

    @property
    def alone(self) -> bool:
        return self.within != "field" and not any(words.dynamic for words in self.words)

    def hits(self, lookup: Lookup, sentence: Sentence) -> list[Hit]:
        if self.within == "field":
            return join([words.all_spans(lookup) for words in self.words], lookup, "field", self.ordered, self.gap)
        found = []
        for words in self.words:
            spans = words.spans(lookup, sentence)
            if not spans:
                return []
            found.append(spans)
        if self.within == "clause" and len(sentence.clauses) > 1:
            return _by_clause(found, sentence, self.ordered, self.gap)
        return _windows(found, self.ordered, self.gap)


def _by_clause(groups: Sequence[Sequence[Span]], sentence: Sentence, ordered: bool, gap: int | None) -> list[Hit]:
    """The windows inside each clause of a sentence; a word belongs to the clause in which it begins."""
    found: list[Hit] = []
    reach = -1
    for start, _ in min(groups, key=len):
        if start < reach:
            continue
        low, reach = sentence.clause(start)
        inside = []
        for spans in groups:
            if spans[0][0] >= reach or spans[-1][0] < low:
                break
            here = spans if low <= spans[0][0] and spans[-1][0] < reach else [span for span in spans if low <= span[0] < reach]
            if not here:
                break
            inside.append(here)
        else:
            found += _windows(inside, ordered, gap)
    return found


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
    if sum(map(len, groups)) == len(groups):
        return _only([spans[0] for spans in groups], ordered, gap)
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
    ends: list[int] = []  # of the chosen ones, by place
    starts: list[int] = []
    for window in sorted(candidates, key=lambda h: (h.end - h.start, h.start)):
        at = bisect_left(starts, window.end)
        if at == 0 or ends[at - 1] <= window.start:
            chosen.append(window)
            starts.insert(at, window.start)
            ends.insert(at, window.end)
    return chosen


def _only(parts: list[Span], ordered: bool, gap: int | None) -> list[Hit]:
    """The window of one span from each group, where they lie apart and close enough."""
    if not ordered:
        parts.sort()
    end = parts[0][1]
    for low, high in parts[1:]:
        if low < end or (gap is not None and low - end > gap):
            return []
        end = high
    return [Hit(parts[0][0], end, tuple(parts))]


def _following(first: Span, groups: Sequence[Sequence[Span]]) -> list[Span] | None:
    """The next span of each group in turn; None where one is missing."""
    chain = [first]
    for spans in groups:
        later = bisect_left(spans, (chain[-1][1], 0))
        if later == len(spans):
            return None
        chain.append(spans[later])
    return chain


def _around(anchor: Span, groups: Sequence[Sequence[Span]]) -> list[Span] | None:
    """The nearest span of each group that overlaps none already taken, in text order; None where one is missing."""
    taken = [anchor]
    for spans in groups:
        near = spans if len(spans) <= 4 * _SIDE else _beside(taken, spans)
        free = [s for s in near if all(s[1] <= t[0] or s[0] >= t[1] for t in taken)]
        if not free:
            return None
        taken.append(min(free, key=lambda s: min(max(s[0] - t[1], t[0] - s[1]) for t in taken)))
    return sorted(taken)


def _beside(taken: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """Of many spans those next to the ones taken, in order: pairing all with all would cost the square of their number."""
    places = {at for low, _ in taken for here in (bisect_left(spans, (low, 0)),) for at in range(max(0, here - _SIDE), here + _SIDE)}
    return [spans[place] for place in sorted(places) if place < len(spans)]
