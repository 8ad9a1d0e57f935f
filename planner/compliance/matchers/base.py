"""What every matcher shares: hits, groups of words, and the text they are looked up in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from planner.compliance.atoms import Atom, Vocabulary
from planner.compliance.prepared import NOWHERE, Prepared, Span

Key = int | str
"""An atom's number, or the name of a list filled from the plan's products."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A match in normalised positions; `parts` are the words it is made of."""

    start: int
    end: int
    parts: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """One prepared text with the lists of the plan's products and the policy's thresholds."""

    text: Prepared
    products: Mapping[str, Atom]
    policy: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Words:
    """A group of words: literals and `$lists` as one atom, and lists filled from products."""

    atom: Atom | None
    dynamic: tuple[str, ...]

    @classmethod
    def of(cls, group: Iterable[str], vocabulary: Vocabulary) -> "Words":
        literals, dynamic = vocabulary.words(group)
        return cls(vocabulary.literal_atom(literals) if literals else None, dynamic)

    @property
    def keys(self) -> frozenset[Key]:
        return frozenset((*(() if self.atom is None else (self.atom.key,)), *self.dynamic))

    def where(self, lookup: Lookup) -> set[int] | frozenset[int]:
        """Sentences that hold one of the words."""
        found = NOWHERE if self.atom is None else lookup.text.where(self.atom.key)
        for name in self.dynamic:
            if name in lookup.products:
                found = found | lookup.text.where(lookup.products[name].key)
        return found

    def spans(self, lookup: Lookup, sentence: int) -> tuple[Span, ...]:
        """Places of the words in one sentence, in order."""
        found = () if self.atom is None else lookup.text.spans(self.atom, sentence)
        for name in self.dynamic:
            if name in lookup.products:
                found = tuple(sorted({*found, *lookup.text.spans(lookup.products[name], sentence)}))
        return found

    def all_spans(self, lookup: Lookup) -> list[Span]:
        """Places of the words in the whole text, in order."""
        return [span for place in sorted(self.where(lookup)) for span in self.spans(lookup, place)]


class Matcher(Protocol):
    """A rule's way to recognise something."""

    @property
    def anchors(self) -> frozenset[Key]:
        """The rule is asked only when one of these stands in the text."""

    def hits(self, lookup: Lookup) -> list[Hit]:
        """Every hit of the text, in no particular order."""
