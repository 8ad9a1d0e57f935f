"""What every matcher shares: hits, groups of words, and the text they are looked up in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from planner.compliance.atoms import Atom, Vocabulary
from planner.compliance.prepared import Prepared, Span

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

    def spans(self, lookup: Lookup) -> tuple[Span, ...]:
        found = () if self.atom is None else lookup.text.spans(self.atom)
        more = [lookup.products[name] for name in self.dynamic if name in lookup.products]
        if not more:
            return found
        return tuple(sorted({*found, *(span for atom in more for span in lookup.text.spans(atom))}))


class Matcher(Protocol):
    """A rule's way to recognise something."""

    @property
    def anchors(self) -> frozenset[Key]:
        """The rule is asked only when one of these stands in the text."""

    def possible(self, present: frozenset[Key]) -> bool:
        """Whether the text holds all that a hit needs."""

    def hits(self, lookup: Lookup) -> list[Hit]:
        """Every hit, in no particular order."""
