"""An expression in RE2 syntax: linear time whatever is written. It is looked for inside one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.compliance.atoms import Atom
from planner.compliance.matchers.base import Hit, Lookup
from planner.compliance.prepared import Sentence


@dataclass(frozen=True, slots=True)
class RegexMatcher:
    atom: Atom
    unit = "sentence"
    alone = True

    @property
    def groups(self) -> Sequence[tuple[int, ...]]:
        return ((self.atom.key,),)

    def hits(self, lookup: Lookup, sentence: Sentence) -> list[Hit]:
        return [Hit(a, b, ((a, b),)) for a, b in sentence.spans(self.atom)]
