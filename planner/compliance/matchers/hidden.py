"""Text that shows a reader something else than it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.compliance.matchers.base import Hit, Lookup
from planner.compliance.prepared import HIDDEN_KEY
from planner.compliance.segment import trimmed


@dataclass(frozen=True, slots=True)
class HiddenMatcher:
    wide = False

    @property
    def groups(self) -> Sequence[tuple[int, ...]]:
        return ((HIDDEN_KEY,),)

    def hits(self, lookup: Lookup, sentence: int) -> list[Hit]:
        text = lookup.text
        start, end = trimmed(text.text, text.sentences.starts[sentence], text.sentences.ends[sentence])
        return [Hit(start, end, ((start, end),))] if end > start else []
