"""Text that shows a reader something else than it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.compliance.matchers.base import Hit, Lookup
from planner.compliance.prepared import HIDDEN_KEY, Sentence
from planner.compliance.segment import trimmed


@dataclass(frozen=True, slots=True)
class HiddenMatcher:
    unit = "sentence"
    alone = False

    @property
    def groups(self) -> Sequence[tuple[int, ...]]:
        return ((HIDDEN_KEY,),)

    def hits(self, lookup: Lookup, sentence: Sentence) -> list[Hit]:
        start, end = trimmed(lookup.text.text, sentence.start, sentence.end)
        return [Hit(start, end, ((start, end),))] if end > start else []
